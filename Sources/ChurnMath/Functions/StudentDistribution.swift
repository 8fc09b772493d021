internal import Glibc

/// Student's *t* distribution with ν degrees of freedom, central and shifted by δ.
///
/// Shares are those of the incomplete beta function, *½ I(ν / (ν + t²); ν/2, ½)*, about 12 digits;
/// above ten million degrees of freedom they are those of the normal distribution.
///
/// - SeeAlso: NIST DLMF 8.17.
package struct StudentDistribution: Sendable, Equatable {
  /// The degrees of freedom, positive; infinite for the normal distribution.
  package let degreesOfFreedom: Double

  /// Where the normal distribution is as good as the beta function's digits.
  private static let mostDegrees = 1e7

  /// A distribution; nil unless the degrees of freedom are positive.
  package init?(degreesOfFreedom: Double) {
    guard degreesOfFreedom > 0 else { return nil }
    self.degreesOfFreedom = degreesOfFreedom
  }

  private var isNormal: Bool { degreesOfFreedom > Self.mostDegrees }

  /// The share above `t`; NaN for NaN.
  package func share(above t: Double) -> Double {
    guard !t.isNaN else { return .nan }
    guard t.isFinite else { return t > 0 ? 0 : 1 }
    if isNormal { return NormalDistribution.share(above: t) }
    let beta = BetaDistribution(degreesOfFreedom / 2, 0.5)
    let x = degreesOfFreedom / (degreesOfFreedom + t * t)
    let tail = (beta?.share(below: x) ?? .nan) / 2
    return t >= 0 ? tail : 1 - tail
  }

  /// The value above which a share lies; infinite at 0 and 1, NaN outside of [0, 1].
  ///
  /// Bisection on the share of the nearer tail, to the last bits.
  package func quantile(above share: Double) -> Double {
    guard share >= 0, share <= 1 else { return .nan }
    guard share > 0 else { return .infinity }
    guard share < 1 else { return -.infinity }
    if isNormal { return -NormalDistribution.quantile(share) }
    if share > 0.5 { return -quantile(above: 1 - share) }
    if share == 0.5 { return 0 }
    var low = 0.0
    var high = 2.0
    while self.share(above: high) > share, high < 1e300 { (low, high) = (high, high * 2) }
    for _ in 0..<200 where high - low > 1e-15 * high {
      let middle = (low + high) / 2
      if self.share(above: middle) > share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The share above `t` when the numerator is shifted by `shift`: the power of a *t* test.
  ///
  /// *∫ Φ(δ − t s) f(s) ds* over the scale *s = √(χ²/ν)*, by a Gauss-Legendre rule between the
  /// quantiles that leave 10⁻¹⁴ on each side.
  package func share(above t: Double, shift: Double) -> Double {
    guard t.isFinite, shift.isFinite, !isNormal,
      let gamma = GammaDistribution(shape: degreesOfFreedom / 2)
    else { return NormalDistribution.share(above: t - shift) }
    let half = degreesOfFreedom / 2
    let low = (gamma.quantile(1e-14) / half).squareRoot()
    let high = (gamma.quantile(1 - 1e-14) / half).squareRoot()
    let rule = Self.rule
    var sum = 0.0
    for (node, weight) in zip(rule.nodes, rule.weights) {
      let scale = low + (high - low) * node
      let squared = half * scale * scale
      let density = exp((2 * half - 1) * log(scale) - squared + half * log(half) - logGamma(half))
      sum += weight * 2 * density * NormalDistribution.share(above: t * scale - shift)
    }
    return min(1, max(0, sum * (high - low)))
  }

  private static let rule = GaussLegendre(count: 200)
}
