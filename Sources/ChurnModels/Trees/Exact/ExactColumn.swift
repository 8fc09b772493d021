internal import ChurnMath

/// A column as the exact search reads it.
struct ExactColumn: Sendable {
  enum Content: Sendable {
    /// The values; NaN = missing.
    case numeric([Double])
    /// The bins of the levels, 0 = missing.
    case categorical([Int], binCount: Int)
  }

  let content: Content

  /// The rows given, of a numeric column by ascending value with the missing ones last.
  func sorted(_ rows: [Int32]) -> [Int32] {
    guard case .numeric(let values) = content else { return rows }
    let known = rows.filter { !values[Int($0)].isNaN }
    let missing = rows.filter { values[Int($0)].isNaN }
    return known.sorted { values[Int($0)] < values[Int($1)] } + missing
  }

  /// Whether a row goes left.
  @inline(__always)
  func goesLeft(_ row: Int, _ question: ExactSplit.Question) -> Bool {
    switch (content, question) {
    case (.numeric(let values), .atMost(let cut, let missingGoesLeft)):
      let value = values[row]
      return value.isNaN ? missingGoesLeft : value <= cut
    case (.categorical(let bins, _), .among(let set)): return set.contains(bins[row])
    default: return false
    }
  }

  /// Offers all splits of the rows `order[range]` by this column, which stands at `place`.
  func offerSplits(
    order: [Int32], range: Range<Int>, weights: [Int], labels: [Bool], place: Int,
    to search: inout ExactSearch
  ) {
    switch content {
    case .numeric(let values):
      Self.offerCuts(
        values, order: order, range: range, weights: weights, labels: labels, place: place,
        to: &search)
    case .categorical(let bins, let binCount):
      var weightOf = [Int](repeating: 0, count: binCount)
      var churnedOf = [Int](repeating: 0, count: binCount)
      for i in range {
        let row = Int(order[i])
        weightOf[bins[row]] += weights[row]
        if labels[row] { churnedOf[bins[row]] += weights[row] }
      }
      Self.offerSets(weightOf, churnedOf, place: place, to: &search)
    }
  }

  /// Cuts midway between neighbouring values, the rows without a value on either side; and those
  /// against all others, by a cut that no number is above.
  private static func offerCuts(
    _ values: [Double], order: [Int32], range: Range<Int>, weights: [Int], labels: [Bool],
    place: Int, to search: inout ExactSearch
  ) {
    var end = range.upperBound
    var missing = 0
    var missingChurned = 0
    while end > range.lowerBound {
      let row = Int(order[end - 1])
      guard values[row].isNaN else { break }
      missing += weights[row]
      if labels[row] { missingChurned += weights[row] }
      end -= 1
    }
    guard end > range.lowerBound else { return }
    var value = values[Int(order[range.lowerBound])]
    var left = 0
    var leftChurned = 0
    for i in range.lowerBound..<end {
      let row = Int(order[i])
      let next = values[row]
      if next > value {
        // Without missing rows in the node, one that comes later goes where most rows went.
        let isHeavier = missing == 0 && 2 * left >= search.weight
        search.offer(
          column: place, leftWeight: left, leftChurned: leftChurned,
          question: .atMost(cut: cutBetween(value, next), missingGoesLeft: isHeavier))
        if missing > 0 {
          search.offer(
            column: place, leftWeight: left + missing, leftChurned: leftChurned + missingChurned,
            question: .atMost(cut: cutBetween(value, next), missingGoesLeft: true))
        }
        value = next
      }
      left += weights[row]
      if labels[row] { leftChurned += weights[row] }
    }
    guard missing > 0 else { return }
    search.offer(
      column: place, leftWeight: left, leftChurned: leftChurned,
      question: .atMost(cut: .infinity, missingGoesLeft: false))
  }

  /// Sets of levels, the missing ones being a level too: for two classes the best set is among the
  /// first ones by churn rate.
  ///
  /// - SeeAlso: Fisher (1958), doi:10.1080/01621459.1958.10501479; Breiman et al. (1984), 9.4.
  private static func offerSets(
    _ weightOf: [Int], _ churnedOf: [Int], place: Int, to search: inout ExactSearch
  ) {
    let rates = zip(churnedOf, weightOf).map { $1 > 0 ? Double($0) / Double($1) : 0 }
    let present = weightOf.indices.filter { weightOf[$0] > 0 }
      .sorted { (rates[$0], $0) < (rates[$1], $1) }
    var left = 0
    var leftChurned = 0
    for (count, bin) in present.dropLast().enumerated() {
      left += weightOf[bin]
      leftChurned += churnedOf[bin]
      // Levels that no row of the node has go where most rows went.
      let isHeavier = 2 * left >= search.weight
      search.offer(
        column: place, leftWeight: left, leftChurned: leftChurned,
        question: .among(
          BinSet(
            present.prefix(count + 1)
              + (isHeavier ? weightOf.indices.filter { weightOf[$0] == 0 } : []))))
    }
  }
}
