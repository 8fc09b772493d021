internal import ChurnMath

/// Customers who look alike to a model of purchases, so that each kind is asked about once.
///
/// Two customers are alike when frequency, recency and age are equal to the bit.
struct SummaryGroups: Sendable {
  /// One customer of each kind, in the order of first appearance.
  let kinds: [PurchaseSummary]
  /// The kind of each customer.
  let kindOf: [Int]

  /// Groups summaries; money is passed over.
  init(_ summaries: [PurchaseSummary]) {
    var kinds: [PurchaseSummary] = []
    var places: [Key: Int] = [:]
    kindOf = summaries.map { summary in
      let key = Key(
        frequency: summary.frequency, recency: summary.recency, age: summary.age)
      if let place = places[key] { return place }
      places[key] = kinds.count
      kinds.append(summary)
      return kinds.count - 1
    }
    self.kinds = kinds
  }

  /// The customers of each kind, ascending.
  var members: [[Int]] {
    var members = [[Int]](repeating: [], count: kinds.count)
    for (place, kind) in kindOf.enumerated() { members[kind].append(place) }
    return members
  }

  /// A figure of each kind, computed on several threads.
  func map<Figure: Sendable>(
    threads: Int, _ figure: @Sendable (PurchaseSummary) -> Figure
  ) -> [Figure] {
    let pieces = evenPieces(kinds.count, max(1, threads) * 8)
    return mapIndices(pieces.count, threads: threads) { piece in
      pieces[piece].map { figure(kinds[$0]) }
    }.flatMap { $0 }
  }

  private struct Key: Hashable {
    let frequency: Double
    let recency: Double
    let age: Double
  }
}
