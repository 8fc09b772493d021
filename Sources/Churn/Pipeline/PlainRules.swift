internal import ChurnMath
internal import ChurnModels

/// Three rules that need no model, always judged beside it.
///
/// A model that does not beat them is not worth its upkeep, and the report says so first.
struct PlainRules: Sendable {
  /// The recency of each row in days: the longer silent, the likelier gone.
  let recency: [Double]
  /// The recency over the customer's own usual gap.
  let rhythm: [Double]
  /// The churn rate of the training customers in the same cell of recency, frequency and money.
  let rfm: [Double]

  /// Scores the rows of `judged` by the three rules, the cells learned from `training`.
  init(training: TrainingSamples, judged: FeatureMatrix) {
    recency = Self.column("recency_days", of: judged)
    rhythm = Self.column("rhythm_ratio", of: judged)
    rfm = RFMCells(training).rates(judged)
  }

  /// The rules by the name they bear in reports.
  var byName: [(name: String, scores: [Double])] {
    [("recency", recency), ("rhythm", rhythm), ("rfm", rfm)]
  }

  private static func column(_ name: String, of features: FeatureMatrix) -> [Double] {
    features.columns.first { $0.name == name }?.values.map { $0.isNaN ? 0 : $0 }
      ?? Array(repeating: 0, count: features.rowCount)
  }
}

/// Churn rates of the training customers by quintile of recency, frequency and monetary value.
///
/// Cells are shrunk towards the overall rate by ten customers' worth, so a cell of three says little.
private struct RFMCells {
  private static let names = ["recency_days", "orders_all", "revenue_all"]
  private static let strength = 10.0
  private let cuts: [(name: String, limits: [Double])]
  private let rates: [Double]
  private let overall: Double

  init(_ samples: TrainingSamples) {
    let columns = Self.names.compactMap { name in
      samples.features.columns.first { $0.name == name }
    }
    let cuts = columns.map { column in
      (name: column.name, limits: Self.quintiles(column.values))
    }
    self.cuts = cuts
    let cellCount = (0..<cuts.count).reduce(1) { count, _ in count * 5 }
    var rows = [Double](repeating: 0, count: cellCount)
    var churned = rows
    for (row, cell) in Self.cells(samples.features, cuts).enumerated() {
      rows[cell] += 1
      if samples.labels[row] { churned[cell] += 1 }
    }
    let overall = churned.reduce(0, +) / max(1, rows.reduce(0, +))
    self.overall = overall
    rates = zip(churned, rows).map { ($0 + Self.strength * overall) / ($1 + Self.strength) }
  }

  func rates(_ features: FeatureMatrix) -> [Double] {
    Self.cells(features, cuts).map { rates[$0] }
  }

  private static func cells(
    _ features: FeatureMatrix, _ cuts: [(name: String, limits: [Double])]
  ) -> [Int] {
    var cells = [Int](repeating: 0, count: features.rowCount)
    for cut in cuts {
      let values = features.columns.first { $0.name == cut.name }?.values
      for row in cells.indices {
        let value = values?[row] ?? .nan
        cells[row] = cells[row] * 5 + cut.limits.count { value > $0 }
      }
    }
    return cells
  }

  /// Four limits that cut the values into fifths; ties stay together in the lower fifth.
  private static func quintiles(_ values: [Double]) -> [Double] {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return [0, 0, 0, 0] }
    return (1...4).map { sorted[min(sorted.count - 1, sorted.count * $0 / 5)] }
  }
}
