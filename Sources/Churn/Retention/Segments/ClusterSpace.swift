internal import ChurnData
internal import ChurnMath
internal import ChurnModels
internal import Glibc

/// How customers become points: columns, logarithms, what stands for missing, and scales.
///
/// Learned from one table, so that customers of another day are placed in the same space.
struct ClusterSpace: Sendable {
  /// One dimension.
  struct Axis: Sendable {
    let name: String
    let isLogged: Bool
    let missing: Int
    /// What stands for a missing value.
    let median: Double
    let mean: Double
    let deviation: Double

    /// Where a value lies, in standard deviations from the mean.
    func place(_ value: Double) -> Double {
      let known = value.isFinite ? value : median
      return ((isLogged ? log1p(max(0, known)) : known) - mean) / deviation
    }
  }

  let axes: [Axis]
  /// Columns that do not vary.
  let leftOut: [String]

  /// What customers are told apart by where nobody says: how recently, long, often, widely, at what price.
  static let usual = [
    "recency_days", "tenure_days", "orders_all", "aov", "n_categories_all",
    "discount_order_share",
  ]

  /// Learns the space of some columns of a base.
  ///
  /// - Throws: `SegmentError.noUsableInput` when none varies.
  init(_ base: SegmentBase, columns: [String]) throws(SegmentError) {
    var axes: [Axis] = []
    var leftOut: [String] = []
    for name in columns {
      if let values = base.values(name), let axis = Self.axis(name, values) {
        axes.append(axis)
      } else {
        leftOut.append(name)
      }
    }
    guard !axes.isEmpty else { throw .noUsableInput(columns: columns) }
    self.axes = axes
    self.leftOut = leftOut
  }

  /// An axis of some values; nil when they do not vary.
  private static func axis(_ name: String, _ values: [Double]) -> Axis? {
    let known = values.filter(\.isFinite)
    guard let least = known.min(), let most = known.max(), least < most,
      let median = SegmentCounts.median(known)
    else { return nil }
    // A logarithm only where it makes the values lie more evenly.
    let logged = least >= 0 ? known.map { log1p($0) } : nil
    let plain = moments(known)
    let isLogged = logged.map { abs(moments($0).skewness) < abs(plain.skewness) } ?? false
    let filled = values.map { value -> Double in
      let value = value.isFinite ? value : median
      return isLogged ? log1p(value) : value
    }
    let spread = moments(filled)
    guard spread.deviation > 0, spread.deviation.isFinite, spread.mean.isFinite else { return nil }
    return Axis(
      name: name, isLogged: isLogged, missing: values.count - known.count, median: median,
      mean: spread.mean, deviation: spread.deviation)
  }

  private static func moments(
    _ values: [Double]
  ) -> (mean: Double, deviation: Double, skewness: Double) {
    let count = Double(max(1, values.count))
    let mean = values.reduce(0, +) / count
    var squares = 0.0
    var cubes = 0.0
    for value in values {
      let distance = value - mean
      squares += distance * distance
      cubes += distance * distance * distance
    }
    let deviation = (squares / count).squareRoot()
    return (
      mean, deviation, deviation > 0 ? cubes / count / (deviation * deviation * deviation) : 0
    )
  }

  /// The customers of a base as points.
  func points(_ base: SegmentBase) throws(FitError) -> PointSet {
    let columns = axes.map {
      base.values($0.name) ?? Array(repeating: .nan, count: base.rows.count)
    }
    var values = [Double](repeating: 0, count: axes.count * base.rows.count)
    for (dimension, axis) in axes.enumerated() {
      for (row, value) in columns[dimension].enumerated() {
        values[row * axes.count + dimension] = axis.place(value)
      }
    }
    return try PointSet(dimensions: axes.count, values: values)
  }
}
