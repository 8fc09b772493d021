internal import ChurnMath

/// Spells as one row for each interval in which a customer stood at risk, for a classifier to learn.
///
/// The rows stand interval by interval, and within each in the order of the spells. Their column
/// `interval` says which one it is.
struct PersonPeriods {
  /// The column that names the interval.
  static let column = "interval"

  /// Features, and whether it happened in that interval.
  let samples: TrainingSamples
  /// The row of the spells that each row comes from.
  let rows: [Int]
  /// The interval of each row.
  let intervals: [Int]

  /// Spreads spells over a grid.
  init(_ spells: Spells, _ grid: HazardGrid) {
    var rows: [Int] = []
    var intervals: [Int] = []
    var labels: [Bool] = []
    for interval in 0..<grid.count {
      for row in 0..<spells.count where spells.isAtRisk(row, in: interval, of: grid) {
        rows.append(row)
        intervals.append(interval)
        labels.append(spells.happened(row, in: interval, of: grid))
      }
    }
    let base = spells.features.selecting(rows: rows)
    samples = TrainingSamples(
      features: FeatureMatrix(
        columns: base.columns + [Self.column(intervals.map(Double.init), grid)],
        rowCount: rows.count),
      labels: labels, groups: rows.map { spells.groups[$0] })
    self.rows = rows
    self.intervals = intervals
  }

  /// Features with the column of one interval, the same for all rows.
  static func features(
    _ features: FeatureMatrix, in interval: Int, of grid: HazardGrid
  ) -> FeatureMatrix {
    FeatureMatrix(
      columns: features.columns + [
        column(Array(repeating: Double(interval), count: features.rowCount), grid)
      ], rowCount: features.rowCount)
  }

  private static func column(_ values: [Double], _ grid: HazardGrid) -> FeatureMatrix.Column {
    FeatureMatrix.Column(
      name: column, kind: .categorical(levels: (0..<grid.count).map(grid.name)), values: values)
  }
}
