internal import ChurnMath
internal import ChurnModels

/// The outcomes of some rows, each a column.
struct OutcomeColumns: Sendable {
  /// Names, columns of length *n*, and whether they are shares.
  var columns: [(name: String, values: [Double], isShare: Bool)]

  /// All outcomes of some of the rows; empty where too few can be compared.
  func compare(
    _ rows: ComparedRows, at places: [Int]?, confidence: Confidence
  ) -> [OutcomeComparison] {
    let selected = places.map(rows.selecting) ?? rows
    let found = columns.compactMap { column in
      selected.compare(
        column.name, places.map { places in places.map { column.values[$0] } } ?? column.values,
        isShare: column.isShare, confidence: confidence)
    }
    return found.count == columns.count ? found : []
  }
}

extension OutcomeReport {
  /// Parts of the rows by a column, and whether they differ.
  ///
  /// - Parameters:
  ///   - column: The column's name.
  ///   - names: The part of each row; empty = none.
  ///   - rows: Who was treated and what was known before.
  ///   - outcomes: What is compared.
  ///   - countsSaved: Whether the first outcome is customers lost.
  ///   - confidence: How far intervals reach.
  /// - Returns: Parts, the largest first.
  static func breakdown(
    _ column: String, _ names: [String], _ rows: ComparedRows, _ outcomes: OutcomeColumns,
    countsSaved: Bool, confidence: Confidence
  ) -> Breakdown {
    var places: [String: [Int]] = [:]
    for (row, name) in names.enumerated() where !name.isEmpty {
      places[name, default: []].append(row)
    }
    let sorted = places.sorted {
      $0.value.count != $1.value.count
        ? $0.value.count > $1.value.count
        : $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }
    var parts = sorted.map { name, places -> Part in
      let found = outcomes.compare(rows, at: places, confidence: confidence)
      let treated = places.count { rows.isTreated[$0] }
      return Part(
        name: name, treatedRows: treated, controlRows: places.count - treated, outcomes: found,
        customersSaved: countsSaved
          ? found.first.map { $0.best.scaled(by: -Double(treated)) } : nil)
    }
    for outcome in outcomes.columns.indices {
      let compared = parts.indices.filter { !parts[$0].outcomes.isEmpty }
      guard compared.count > 1 else { break }
      let adjusted = Holm.adjusted(compared.map { parts[$0].outcomes[outcome].bestP })
      for (place, p) in zip(compared, adjusted) { parts[place].outcomes[outcome].holmP = p }
    }
    return Breakdown(
      column: column, parts: parts,
      differenceP: differenceP(parts.compactMap(\.outcomes.first), confidence))
  }

  /// Cochran's test whether the effects of parts are one: *Q = Σ w (d − d̄)²* with *w* = 1 / variance.
  private static func differenceP(
    _ parts: [OutcomeComparison], _ confidence: Confidence
  ) -> Double? {
    let seen = parts.map { part -> (effect: Double, variance: Double) in
      // The interval's width tells the standard error, whatever made it.
      let error = (part.best.upper - part.best.lower) / (2 * confidence.deviations)
      return (part.best.value, error * error)
    }.filter { $0.variance > 0 }
    guard seen.count > 1 else { return nil }
    let total = seen.reduce(0) { $0 + 1 / $1.variance }
    let mean = seen.reduce(0) { $0 + $1.effect / $1.variance } / total
    let excess = seen.reduce(0) {
      $0 + ($1.effect - mean) * ($1.effect - mean) / $1.variance
    }
    return GammaDistribution.chiSquare(above: excess, degreesOfFreedom: seen.count - 1)
  }
}
