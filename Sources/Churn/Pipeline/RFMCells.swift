internal import ChurnMath

/// Churn rates of the training customers by quintile of recency, frequency and monetary value.
///
/// Cells are shrunk towards the overall rate by ten customers' worth, so a cell of three says little.
public struct RFMCells: Sendable, Codable, Equatable {
  /// The features that make the cells, in the order of their digits.
  public let names: [String]
  /// For each feature four limits that cut its values into fifths, ascending.
  public let limits: [[Double]]
  /// The churn rate of each cell; length 5^features, the first feature's digit the highest.
  public let rates: [Double]

  private static let strength = 10.0

  /// Learns the cells from all columns of `features`, of which there may be three at most.
  ///
  /// - Parameters:
  ///   - features: Recency, frequency and, where there is money, revenue; *n* rows.
  ///   - labels: Length *n*; `true` = churned.
  init(_ features: FeatureMatrix, labels: [Bool]) {
    let limits = features.columns.map { Self.quintiles($0.values) }
    names = features.columnNames
    self.limits = limits
    let cellCount = limits.reduce(1) { count, _ in count * 5 }
    var rows = [Double](repeating: 0, count: cellCount)
    var churned = rows
    for (row, cell) in Self.cells(features.columns.map(\.values), limits, labels.count).enumerated()
    {
      rows[cell] += 1
      if labels[row] { churned[cell] += 1 }
    }
    let overall = churned.reduce(0, +) / max(1, rows.reduce(0, +))
    rates = zip(churned, rows).map { ($0 + Self.strength * overall) / ($1 + Self.strength) }
  }

  /// Whether the parts fit together, as those of a file must.
  var isConsistent: Bool {
    names.count <= 3 && limits.count == names.count
      && limits.allSatisfy { $0.count == 4 && $0.allSatisfy(\.isFinite) }
      && rates.count == limits.reduce(1) { count, _ in count * 5 }
      && rates.allSatisfy { $0 >= 0 && $0 <= 1 }
  }

  /// The rate of each row's cell; nil when a feature is absent.
  func rates(_ features: FeatureMatrix) -> [Double]? {
    let columns = names.compactMap { name in features.columns.first { $0.name == name }?.values }
    guard columns.count == names.count else { return nil }
    return Self.cells(columns, limits, features.rowCount).map { rates[$0] }
  }

  private static func cells(
    _ columns: [[Double]], _ limits: [[Double]], _ rowCount: Int
  ) -> [Int] {
    var cells = [Int](repeating: 0, count: rowCount)
    for (values, limits) in zip(columns, limits) {
      for row in cells.indices {
        let value = values[row]
        cells[row] = cells[row] * 5 + limits.count { value > $0 }
      }
    }
    return cells
  }

  /// Four limits that cut the values into fifths; ties stay together in the lower fifth.
  private static func quintiles(_ values: [Double]) -> [Double] {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return [0, 0, 0, 0] }
    return (1...4).map { sorted[max(0, (sorted.count * $0 + 4) / 5 - 1)] }
  }
}
