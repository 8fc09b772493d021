public import ChurnMath

/// How far two arms differed in one column before the campaign.
///
/// The difference of means in standard deviations: *(m₁ − m₀) / √((v₁ + v₀) / 2)*. Of a column of
/// categories, and of whether a value is missing, that of the share which differs the most. Arms drawn at
/// random differ by chance, of the order of *√(1/n₁ + 1/n₀)*; 0.1 is the usual bound for concern.
///
/// - SeeAlso: Austin (2009), doi:10.1002/sim.3697.
public struct ArmBalance: Sendable, Equatable {
  /// The column.
  public let column: String
  /// Of what: the level that differs the most, `missing`, or nil for the mean of a number.
  public let level: String?
  /// The mean (or share) of the contacted.
  public let treatedMean: Double
  /// The mean (or share) of those left alone.
  public let controlMean: Double
  /// The difference in standard deviations; infinite where neither arm varies and they differ.
  public let standardized: Double
  /// The difference in standard errors.
  public let deviations: Double
  /// How many differences of the column were looked at.
  public let comparisons: Int

  /// The differences of all columns that can be compared, in their order.
  public static func table(_ features: FeatureMatrix, isTreated: [Bool]) -> [ArmBalance] {
    features.columns.compactMap { of($0, isTreated: isTreated) }
  }

  /// The difference of one column; nil where it is missing in all rows of an arm but not of the other,
  /// or everywhere the same.
  public static func of(
    _ column: FeatureMatrix.Column, isTreated: [Bool]
  ) -> ArmBalance? {
    var looks: [ArmBalance] = []
    let isMissing = column.values.map { $0.isNaN ? 1.0 : 0 }
    switch column.kind {
    case .numeric:
      looks.append(contentsOf: look(column.name, nil, column.values, isTreated))
    case .categorical(let levels):
      var counts = [Int](repeating: 0, count: levels.count)
      for value in column.values {
        if let level = Int(exactly: value), counts.indices.contains(level) { counts[level] += 1 }
      }
      // Of columns with very many levels the common ones.
      let common = counts.indices.filter { counts[$0] > 0 }
        .sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(mostLevels)
      for level in common {
        let shares = column.values.map { $0 == Double(level) ? 1.0 : 0 }
        looks.append(contentsOf: look(column.name, levels[level], shares, isTreated))
      }
    }
    looks.append(contentsOf: look(column.name, "missing", isMissing, isTreated))
    guard
      let most = looks.max(by: { abs($0.deviations) < abs($1.deviations) })
    else { return nil }
    return ArmBalance(
      column: most.column, level: most.level, treatedMean: most.treatedMean,
      controlMean: most.controlMean, standardized: most.standardized,
      deviations: most.deviations, comparisons: looks.count)
  }

  private static let mostLevels = 50

  /// The difference of known values; none where an arm has none or nothing varies.
  private static func look(
    _ column: String, _ level: String?, _ values: [Double], _ isTreated: [Bool]
  ) -> [ArmBalance] {
    var moments = [Moments(), Moments()]
    for (row, value) in values.enumerated() where value.isFinite {
      moments[isTreated[row] ? 1 : 0].add(value)
    }
    let (control, treated) = (moments[0], moments[1])
    guard control.count > 0, treated.count > 0 else { return [] }
    let difference = treated.mean - control.mean
    let spread = ((treated.variance + control.variance) / 2).squareRoot()
    guard spread > 0 || difference != 0, difference.isFinite else { return [] }
    let error = (treated.variance / treated.count + control.variance / control.count).squareRoot()
    return [
      ArmBalance(
        column: column, level: level, treatedMean: treated.mean, controlMean: control.mean,
        standardized: difference / spread, deviations: difference / error, comparisons: 1)
    ]
  }

  private struct Moments {
    var count = 0.0
    var mean = 0.0
    var squares = 0.0

    mutating func add(_ value: Double) {
      count += 1
      let step = value - mean
      mean += step / count
      squares += step * (value - mean)
    }

    var variance: Double { count > 1 ? squares / (count - 1) : 0 }
  }
}
