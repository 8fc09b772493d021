internal import ChurnData
internal import ChurnMath

/// Margin as a share of revenue: as told, or what the margin column says of the base.
struct MarginShare: Sendable, Equatable {
  /// The share.
  let rate: Double
  /// Whether it comes from the margin column.
  let isFound: Bool

  /// Takes the rate given, else margin over revenue of all purchases up to the last day, else 1.
  init(_ log: PurchaseLog, _ base: PurchaseSummaries, given: Double?, threads: Int) {
    if let given {
      (rate, isFound) = (given, false)
    } else if let found = Self.found(log, base.customers, before: base.lastDay + 1, threads) {
      (rate, isFound) = (found, true)
    } else {
      (rate, isFound) = (1, false)
    }
  }

  /// Margin over revenue of some customers before a day; nil without both columns or revenue.
  static func found(
    _ log: PurchaseLog, _ customers: [Int], before day: Day, _ threads: Int
  ) -> Double? {
    guard log.margins != nil, log.amounts != nil else { return nil }
    // As many pieces on any number of threads, so that sums are made in one order.
    let pieces = evenPieces(customers.count, 64)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      var history = PurchaseHistory(log)
      var sums = (margin: 0.0, revenue: 0.0)
      for place in pieces[piece] {
        history.begin(customer: customers[place])
        history.advance(to: day)
        guard let first = history.firstDay else { continue }
        sums.margin += history.margin(inLast: day - first, marginRate: 1) ?? 0
        sums.revenue += Double(history.orderValue(from: first, to: day)) / log.amountScale
      }
      return sums
    }
    let margin = parts.reduce(0) { $0 + $1.margin }
    let revenue = parts.reduce(0) { $0 + $1.revenue }
    let rate = margin / revenue
    return revenue > 0 && rate.isFinite ? rate : nil
  }
}
