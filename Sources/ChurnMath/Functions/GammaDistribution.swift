internal import Glibc

/// The gamma distribution of unit scale, with density *xᵃ⁻¹ e⁻ˣ / Γ(a)*, and its cumulative shares.
///
/// The shares are the regularised incomplete gamma functions *P(a, x)* and *Q(a, x)*: the series below
/// *a* + 1, Lentz's continued fraction above, so that either is exact where it is small; about 13
/// digits. Half a chi-square of *k* degrees of freedom has *a = k / 2*.
///
/// - SeeAlso: NIST DLMF 8.11.4 and 8.9.2; Garwood (1936), doi:10.1093/biomet/28.3-4.437.
package struct GammaDistribution: Sendable, Equatable {
  /// The shape, positive.
  package let shape: Double
  private let logGammaOfShape: Double

  /// A distribution; nil unless the shape is positive and finite.
  package init?(shape: Double) {
    guard shape > 0, shape.isFinite else { return nil }
    self.shape = shape
    logGammaOfShape = logGamma(shape)
  }

  /// The share below `x`, *P(a, x)*; NaN for NaN.
  package func share(below x: Double) -> Double {
    guard !x.isNaN else { return .nan }
    guard x > 0 else { return 0 }
    guard x < .infinity else { return 1 }
    return x < shape + 1 ? series(x) : 1 - fraction(x)
  }

  /// The share above `x`, *Q(a, x)*; NaN for NaN.
  package func share(above x: Double) -> Double {
    guard !x.isNaN else { return .nan }
    guard x > 0 else { return 1 }
    guard x < .infinity else { return 0 }
    if shape == 0.5 { return erfc(x.squareRoot()) }
    return x < shape + 1 ? 1 - series(x) : fraction(x)
  }

  /// The value below which a share lies; 0 at 0, infinite at 1, NaN outside of [0, 1].
  ///
  /// Bisection on the logarithm, to the last bits.
  package func quantile(_ share: Double) -> Double {
    guard share >= 0, share <= 1 else { return .nan }
    guard share > 0 else { return 0 }
    guard share < 1 else { return .infinity }
    // Judged by the smaller of both shares, neither of which may be rounded away.
    func isBelow(_ x: Double) -> Bool {
      share < 0.5 ? self.share(below: x) < share : self.share(above: x) > 1 - share
    }
    var low = -745.0
    var high = log(shape + 1) + 8
    while isBelow(exp(high)) { high += 8 }
    for _ in 0..<200 where high - low > 1e-15 * abs(high) {
      let middle = (low + high) / 2
      if isBelow(exp(middle)) { low = middle } else { high = middle }
    }
    return exp((low + high) / 2)
  }

  /// The share of chi-square distributed values above `x`: the p-value of a test.
  package static func chiSquare(above x: Double, degreesOfFreedom: Int) -> Double {
    GammaDistribution(shape: Double(degreesOfFreedom) / 2)?.share(above: x / 2) ?? .nan
  }

  private func front(_ x: Double) -> Double { exp(shape * log(x) - x - logGammaOfShape) }

  /// *P* by its series.
  private func series(_ x: Double) -> Double {
    var term = 1 / shape
    var sum = term
    var a = shape
    for _ in 0..<100_000 {
      a += 1
      term *= x / a
      sum += term
      if term < sum * 1e-17 { break }
    }
    return min(1, front(x) * sum)
  }

  /// *Q* by its continued fraction.
  private func fraction(_ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - shape
    var c = 1 / tiny
    var d = 1 / b
    var value = d
    for k in 1...100_000 {
      let i = Double(k)
      let a = -i * (i - shape)
      b += 2
      d = a * d + b
      if abs(d) < tiny { d = tiny }
      c = b + a / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      value *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return min(1, max(0, front(x) * value))
  }
}
