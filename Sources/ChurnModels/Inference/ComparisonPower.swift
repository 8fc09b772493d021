internal import ChurnMath
internal import Glibc

/// How surely a comparison of two groups would show an effect, and how many rows that takes.
///
/// Two shares: normal approximation with the pooled share under no effect and each group's own under
/// the effect, *Φ((|p₁ − p₀| − z √(p̄ q̄ (1/n₁ + 1/n₀))) / √(p₁ q₁/n₁ + p₀ q₀/n₀))*, as R's
/// `power.prop.test` has it for equal groups. Two means: the shifted *t* distribution with a common
/// standard deviation, as `power.t.test`. A two-sided test that would find the effect with the wrong
/// sign does not count.
///
/// - SeeAlso: Fleiss, Levin & Paik (2003), doi:10.1002/0471445428; Cohen (1988).
public struct ComparisonPower: Sendable, Equatable {
  /// What the test looks for.
  public enum Sides: String, Sendable, CaseIterable {
    /// A difference of either sign.
    case two
    /// A difference of the sign that is hoped for.
    case one
  }

  /// How often no effect is taken for one.
  public let error: Double
  /// What the test looks for.
  public let sides: Sides

  /// A test with the given error, in (0, 1); others are brought there.
  public init(error: Double = 0.05, sides: Sides = .two) {
    self.error = Confidence(error: error).error
    self.sides = sides
  }

  private var tail: Double { sides == .two ? error / 2 : error }

  /// The power to tell two shares apart.
  ///
  /// - Parameters:
  ///   - treated: The share in the treated group, in [0, 1], and its rows.
  ///   - control: The same of the other group.
  /// - Returns: The power; 0 where a group is empty.
  public func ofRates(
    treated: (share: Double, rows: Double), control: (share: Double, rows: Double)
  ) -> Double {
    let (p1, n1) = treated
    let (p0, n0) = control
    guard n1 > 0, n0 > 0, (0...1).contains(p1), (0...1).contains(p0) else { return 0 }
    let pooled = (n1 * p1 + n0 * p0) / (n1 + n0)
    let null = (pooled * (1 - pooled) * (1 / n1 + 1 / n0)).squareRoot()
    let spread = (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0).squareRoot()
    let excess = abs(p1 - p0) + NormalDistribution.quantile(tail) * null
    guard spread > 0 else { return excess > 0 ? 1 : 0 }
    return NormalDistribution.share(above: -excess / spread)
  }

  /// The power to tell two means apart that have one standard deviation.
  ///
  /// - Parameters:
  ///   - difference: How far the means lie apart.
  ///   - deviation: The standard deviation of single rows, positive.
  ///   - treated: Rows of the treated group.
  ///   - control: Rows of the other group.
  /// - Returns: The power; 0 for groups without two degrees of freedom.
  public func ofMeans(
    difference: Double, deviation: Double, treated: Double, control: Double
  ) -> Double {
    guard treated > 0, control > 0, treated + control > 2, deviation > 0, difference.isFinite,
      let student = StudentDistribution(degreesOfFreedom: treated + control - 2)
    else { return 0 }
    let shift = abs(difference) / (deviation * (1 / treated + 1 / control).squareRoot())
    return student.share(above: student.quantile(above: tail), shift: shift)
  }

  /// The rows of both groups together that reach a power.
  ///
  /// - Parameters:
  ///   - power: The power wanted, in (0, 1).
  ///   - powerOfRows: The power with so many rows, rising with them.
  /// - Returns: The rows, not rounded; nil when a million million are not enough.
  public static func rows(
    reaching power: Double, _ powerOfRows: (Double) -> Double
  ) -> Double? {
    var low = 1.0
    var high = 4.0
    while powerOfRows(high) < power {
      (low, high) = (high, high * 2)
      if high > 1e12 { return nil }
    }
    for _ in 0..<200 where high - low > 1e-9 * high {
      let middle = (low + high) / 2
      if powerOfRows(middle) < power { low = middle } else { high = middle }
    }
    return high
  }
}
