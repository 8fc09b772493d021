extension ProfitCurve {
  /// The curve of some rows, ranked by expected net value; nil without money or rows.
  ///
  /// Rows of equal expected value count as expectation, so that their order does not matter. A margin
  /// that is no number counts as none.
  static func of(_ rows: JudgedRows, costs: RetentionCosts) -> ProfitCurve? {
    guard let margins = rows.margins, !margins.isEmpty, margins.count == rows.labels.count
    else { return nil }
    let values = rows.labels.indices.map { row in
      let margin = margins[row].isFinite ? margins[row] : 0
      let expected = costs.expectedNetValue(
        churnProbability: rows.probabilities[row], marginExpected: margin)
      return (
        expected: expected.isFinite ? expected : -costs.costPerContact,
        realised: (rows.labels[row] ? costs.saveRate * margin : 0) - costs.costPerContact
      )
    }
    let ranked = values.sorted { $0.expected > $1.expected }
    // Sums at every length of the list; within equal values, the mean of what they brought.
    var points = [Point(contacted: 0, expected: 0, realised: 0)]
    points.reserveCapacity(ranked.count + 1)
    var start = 0
    while start < ranked.count {
      var end = start + 1
      while end < ranked.count, ranked[end].expected == ranked[start].expected { end += 1 }
      let base = points[start]
      let brought = ranked[start..<end].reduce(0) { $0 + $1.realised }
      for k in start..<end {
        let taken = Double(k + 1 - start)
        points.append(
          Point(
            contacted: k + 1, expected: base.expected + taken * ranked[start].expected,
            realised: base.realised + brought * (taken / Double(end - start))))
      }
      start = end
    }
    let worthwhile = ranked.firstIndex { !($0.expected > 0) } ?? ranked.count
    var best = points[0]
    for point in points where point.realised > best.realised { best = point }
    let count = ranked.count
    var lengths = (0...100).map { step in
      Int((Double(count) * Double(step) / 100).rounded())
    }
    lengths.append(worthwhile)
    var shown: [Int] = []
    for length in lengths.sorted() where shown.last != length { shown.append(length) }
    return ProfitCurve(points: shown.map { points[$0] }, stop: points[worthwhile], best: best)
  }
}
