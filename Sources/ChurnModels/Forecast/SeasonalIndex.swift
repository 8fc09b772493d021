internal import ChurnMath
internal import Glibc

/// How much more or less happens in each month of the year than without a season: twelve factors.
///
///     let index = SeasonalIndex(actual: orders, expected: expectations, firstMonth: 0)   // from January
///     index?.factors[11]   // 1.31: December brings 31 % more
///
/// The logarithms of what came over what was expected are taken apart, by weighted least squares,
/// into a smooth trend (a straight line; with three years or more a parabola) and one step a month of
/// the year, the steps adding up to zero. A month weighs by how well its ratio is known:
/// *1 / (1/(came + 1) + 0.01)*, the latter for what varies beyond chance. As a few years tell a step only
/// roughly, each is drawn towards none by *τ² / (τ² + v)*, where *v* is its variance and *τ²* that of
/// the true steps: what the steps vary by beyond *v*.
///
/// - SeeAlso: Efron & Morris (1975), doi:10.1080/01621459.1975.10479864, for the shrinkage.
public struct SeasonalIndex: Sendable, Equatable {
  /// One factor a month of the year, January first, all positive; their geometric mean is 1.
  public let factors: [Double]
  /// What is kept of the steps as they were seen, on average: 0 = no season shows.
  public let keptShare: Double
  /// Months it was learned from.
  public let months: Int

  /// Months that a season is learned from at least: two years.
  public static let leastMonths = 24
  /// Variance of a ratio's logarithm that is no chance of counting.
  private static let extraVariance = 0.01

  /// Learns from neighbouring months; nil from fewer than 24, or when nothing can be told.
  ///
  /// - Parameters:
  ///   - actual: What came in each month, not negative.
  ///   - expected: What was expected without a season, positive.
  ///   - firstMonth: The month of the year of the first one; 0 is January.
  public init?(actual: [Double], expected: [Double], firstMonth: Int) {
    let count = actual.count
    guard count >= Self.leastMonths, expected.count == count,
      actual.allSatisfy({ $0 >= 0 && $0.isFinite }),
      expected.allSatisfy({ $0 > 0 && $0.isFinite })
    else { return nil }
    let start = ((firstMonth % 12) + 12) % 12
    let ratios = zip(actual, expected).map { log(($0 + 0.5) / ($1 + 0.5)) }
    let weights = actual.map { 1 / (1 / ($0 + 1) + Self.extraVariance) }
    let powers = count >= 36 ? 3 : 2
    let rows = (0..<count).map { place in
      Self.row(month: (start + place) % 12, share: Double(place) / Double(count - 1), powers)
    }
    guard let steps = Self.steps(rows, ratios, weights, powers: powers) else { return nil }
    var weightOf = [Double](repeating: 0, count: 12)
    for place in 0..<count { weightOf[(start + place) % 12] += weights[place] }
    let variances = weightOf.map { steps.variance / $0 }
    let spread =
      steps.values.reduce(0) { $0 + $1 * $1 } / 12 - variances.reduce(0, +) / 12
    let truth = max(0, spread)
    let kept = variances.map { truth + $0 > 0 ? truth / (truth + $0) : 0 }
    var shrunk = zip(steps.values, kept).map { $0 * $1 }
    let mean = shrunk.reduce(0, +) / 12
    shrunk = shrunk.map { $0 - mean }
    guard shrunk.allSatisfy({ abs($0) < 5 }) else { return nil }
    factors = shrunk.map { exp($0) }
    keptShare = kept.reduce(0, +) / 12
    months = count
  }

  /// Powers of time, then one column a month but December, whose step is minus the sum of the others.
  private static func row(month: Int, share: Double, _ powers: Int) -> [Double] {
    var row = [1, 2 * share - 1, (2 * share - 1) * (2 * share - 1)].prefix(powers).map { $0 }
    for other in 0..<11 { row.append(month == 11 ? -1 : month == other ? 1 : 0) }
    return row
  }

  /// The twelve steps and the variance of a ratio of weight 1.
  private static func steps(
    _ rows: [[Double]], _ values: [Double], _ weights: [Double], powers: Int
  ) -> (values: [Double], variance: Double)? {
    let order = powers + 11
    var gram = [Double](repeating: 0, count: order * order)
    var right = [Double](repeating: 0, count: order)
    for (row, (value, weight)) in zip(rows, zip(values, weights)) {
      for i in 0..<order {
        right[i] += weight * row[i] * value
        for j in 0..<order { gram[j * order + i] += weight * row[i] * row[j] }
      }
    }
    guard let factor = try? Cholesky(gram, order: order),
      let solution = try? factor.solve(right)
    else { return nil }
    var errors = 0.0
    for (row, (value, weight)) in zip(rows, zip(values, weights)) {
      let rest = value - zip(row, solution).reduce(0) { $0 + $1.0 * $1.1 }
      errors += weight * rest * rest
    }
    let free = rows.count - order
    guard free > 0, errors.isFinite else { return nil }
    let first = Array(solution[powers...])
    return (first + [-first.reduce(0, +)], errors / Double(free))
  }
}
