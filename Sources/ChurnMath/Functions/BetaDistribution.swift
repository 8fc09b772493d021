internal import Glibc

/// The beta distribution on [0, 1] with density *xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b)*, and its cumulative shares.
///
/// The share below *x* is the regularised incomplete beta function, by Lentz's continued fraction on
/// the side where it converges fast; about 14 digits for parameters up to a thousand.
///
/// - SeeAlso: Didonato & Morris (1992), doi:10.1145/131766.131776; NIST DLMF 8.17.22.
package struct BetaDistribution: Sendable, Equatable {
  /// The first parameter, positive.
  package let a: Double
  /// The second parameter, positive.
  package let b: Double
  private let logBeta: Double

  /// A distribution; nil unless both parameters are positive and finite.
  package init?(_ a: Double, _ b: Double) {
    guard a > 0, b > 0, a.isFinite, b.isFinite else { return nil }
    self.a = a
    self.b = b
    logBeta = Self.logBeta(a, b)
  }

  /// The mean, *a / (a + b)*.
  package var mean: Double { a / (a + b) }

  /// The share below `x`, in [0, 1]; 0 and 1 outside of it, NaN for NaN.
  package func share(below x: Double) -> Double {
    guard !x.isNaN else { return .nan }
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    let front = exp(a * log(x) + b * log1p(-x) - logBeta)
    let share =
      x < (a + 1) / (a + b + 2)
      ? front * Self.fraction(a, b, x) / a : 1 - front * Self.fraction(b, a, 1 - x) / b
    return min(1, max(0, share))
  }

  /// The continued fraction of the incomplete beta function, by the modified method of Lentz.
  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func guarded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / guarded(1 - (a + b) * x / (a + 1))
    var value = d
    for k in 1...20_000 {
      let m = Double(k)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / guarded(1 + even * d)
      c = guarded(1 + even / c)
      value *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / guarded(1 + odd * d)
      c = guarded(1 + odd / c)
      value *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return value
  }

  /// ln B(a, b); a product where one parameter is a small whole number, which loses nothing.
  static func logBeta(_ a: Double, _ b: Double) -> Double {
    let (small, large) = a < b ? (a, b) : (b, a)
    if small <= 64, small == small.rounded() {
      var sum = -log(large)
      for k in stride(from: 1.0, to: small, by: 1) { sum += log(k / (large + k)) }
      return sum
    }
    return logGamma(a) + logGamma(b) - logGamma(a + b)
  }
}
