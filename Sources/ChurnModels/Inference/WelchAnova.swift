internal import ChurnMath

/// Whether groups differ in their means, without taking their spreads to be equal: Welch's test.
///
/// With weights *wᵢ = nᵢ / sᵢ²*, *w = Σ wᵢ*, the weighted mean *x̃* and
/// *Λ = Σ (1 − wᵢ/w)² / (nᵢ − 1)*,
///
///     F = Σ wᵢ (x̄ᵢ − x̃)² / (k − 1) / (1 + 2(k − 2)/(k² − 1) Λ)
///
/// by the F distribution with *k − 1* and *(k² − 1) / (3 Λ)* degrees of freedom. Effect: *ω²*, the
/// share of the variance that lies between groups, estimated from *F* and at least 0.
///
/// - SeeAlso: Welch (1951), doi:10.1093/biomet/38.3-4.330.
public struct WelchAnova: Sendable, Equatable {
  /// *F*.
  public let statistic: Double
  /// *k − 1*, of the groups that count.
  public let numeratorFreedom: Double
  /// The other degrees of freedom, as a rule no whole number.
  public let denominatorFreedom: Double
  /// The probability of such a statistic or a larger one where means do not differ.
  public let p: Double
  /// *ω² = (k − 1)(F − 1) / ((k − 1)(F − 1) + n)*, at least 0.
  public let omegaSquared: Double

  /// Tests values by the group of each; nil where fewer than two groups count, or one does not vary.
  ///
  /// - Parameters:
  ///   - values: Length *n*; those that are not finite are left out.
  ///   - groups: The group of each value, from 0 on; a negative one leaves the value out.
  ///   - groupCount: How many groups there are; those with fewer than two values do not count.
  public init?(_ values: [Double], groups: [Int], groupCount: Int) {
    guard values.count == groups.count, groupCount > 1 else { return nil }
    var counts = [Double](repeating: 0, count: groupCount)
    var sums = counts
    func isUsed(_ row: Int) -> Bool {
      values[row].isFinite && groups[row] >= 0 && groups[row] < groupCount
    }
    for row in values.indices where isUsed(row) {
      counts[groups[row]] += 1
      sums[groups[row]] += values[row]
    }
    let means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
    var squares = [Double](repeating: 0, count: groupCount)
    for row in values.indices where isUsed(row) {
      let distance = values[row] - means[groups[row]]
      squares[groups[row]] += distance * distance
    }
    let used = counts.indices.filter { counts[$0] > 1 }
    guard used.count > 1 else { return nil }
    let weights = used.map { counts[$0] * (counts[$0] - 1) / squares[$0] }
    guard weights.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
    let all = weights.reduce(0, +)
    let mean = zip(weights, used).reduce(0) { $0 + $1.0 / all * means[$1.1] }
    var between = 0.0
    var lambda = 0.0
    for (weight, group) in zip(weights, used) {
      between += weight * (means[group] - mean) * (means[group] - mean)
      let rest = 1 - weight / all
      lambda += rest * rest / (counts[group] - 1)
    }
    let k = Double(used.count)
    statistic = between / (k - 1) / (1 + 2 * (k - 2) / (k * k - 1) * lambda)
    numeratorFreedom = k - 1
    denominatorFreedom = (k * k - 1) / (3 * lambda)
    // The upper tail of F is a lower one of the beta distribution: small figures keep their digits.
    let point = denominatorFreedom / (denominatorFreedom + numeratorFreedom * statistic)
    p =
      BetaDistribution(denominatorFreedom / 2, numeratorFreedom / 2)?.share(below: point) ?? .nan
    let excess = (k - 1) * (statistic - 1)
    let n = used.reduce(0) { $0 + counts[$1] }
    omegaSquared = max(0, excess / (excess + n))
  }
}
