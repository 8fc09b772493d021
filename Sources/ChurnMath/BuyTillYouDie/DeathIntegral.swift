internal import Glibc

/// The integral over the unseen end of a customer's activity, which Pareto/NBD turns on.
///
/// *J = s ∫ (α + u)^−ρ (β + u)^−(s+1) du* over *u* from *t_x* to *T*, the likelihood of having
/// stopped there up to factors that do not depend on *u*. The literature writes it as a difference of
/// two ₂F₁, which cancels at *t_x ≈ T* and overflows at large *x*; as an integral of positive terms
/// it does neither, and its derivatives are integrals over the same nodes.
///
/// With *y = ln((m + u)/(m + t_x))*, *m* = min(α, β), the integrand has no singularity within π of
/// the path, so that twelve nodes a panel give twelve digits and more wherever a panel is no longer
/// than 3 and falls by no more than e⁻⁸.
package struct DeathIntegral {
  /// ln *J*; −∞ where *t_x = T*.
  package private(set) var log = -Double.infinity
  /// The means of ln(α + u), 1/(α + u), ln(β + u) and 1/(β + u) over the integrand.
  package private(set) var meanLogAlpha = 0.0
  package private(set) var meanInverseAlpha = 0.0
  package private(set) var meanLogBeta = 0.0
  package private(set) var meanInverseBeta = 0.0

  private static let rule = GaussLegendre(count: 12)
  private static let nodes = rule.nodes
  private static let weights = rule.weights

  /// Integrates; all parameters positive, `from` at most `to`.
  package init(shape: Double, alpha: Double, s: Double, beta: Double, from: Double, to: Double) {
    guard from < to else { return }
    let start = min(alpha, beta) + from
    let alphaStart = alpha + from
    let betaStart = beta + from
    let length = log1p((to - from) / start)
    let logAlphaStart = Glibc.log(alphaStart)
    let logBetaStart = Glibc.log(betaStart)
    let power = s + 1
    // The variable's own factor is (m + u)^−k, the other's a logarithm a node.
    let isAlphaLess = alpha <= beta
    let otherStart = isAlphaLess ? betaStart : alphaStart
    let ownSlope = 1 - (isAlphaLess ? shape : power)
    let otherPower = isAlphaLess ? power : shape
    let excess = otherStart - start
    // How steeply the logarithm of the integrand runs at y, at most.
    func steepness(_ y: Double) -> Double {
      let grown = start * exp(y)
      return abs(ownSlope - otherPower * grown / (excess + grown))
    }
    let nodes = Self.nodes
    let weights = Self.weights
    var sum = 0.0
    var sums = SIMD4<Double>.zero
    var place = 0.0
    var panels = 0
    // Five panels of the steepest fall leave nothing; more come of absurd parameters only.
    while place < length, panels < 1_000 {
      var panel = min(3, length - place)
      if panel * (1 + shape + power) > 8 {
        panel = min(panel, 8 / (1 + steepness(place)))
        panel = min(panel, 8 / (1 + steepness(place + panel)))
      }
      guard panel > 0 else { break }
      var panelSum = 0.0
      var panelSums = SIMD4<Double>.zero
      for node in nodes.indices {
        let y = place + panel * nodes[node]
        let own = start * exp(y)
        let other = excess + own
        let rise = Glibc.log(other / otherStart)
        let value = weights[node] * exp(ownSlope * y - otherPower * rise)
        panelSum += value
        // ln and 1/ of the variable's own factor, then of the other one.
        panelSums += value * SIMD4(y, 1 / own, rise, 1 / other)
      }
      sum += panel * panelSum
      sums += panel * panelSums
      place += panel
      panels += 1
      // What is left falls faster than it did within the last panel.
      if panelSum * (length - place) < 1e-18 * sum { break }
    }
    sums /= sum
    log =
      Glibc.log(s) + Glibc.log(start) - shape * logAlphaStart - power * logBetaStart
      + Glibc.log(sum)
    meanLogAlpha = logAlphaStart + (isAlphaLess ? sums.x : sums.z)
    meanInverseAlpha = isAlphaLess ? sums.y : sums.w
    meanLogBeta = logBetaStart + (isAlphaLess ? sums.z : sums.x)
    meanInverseBeta = isAlphaLess ? sums.w : sums.y
  }
}
