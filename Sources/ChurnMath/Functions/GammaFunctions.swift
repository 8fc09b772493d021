// The gamma function's logarithm and its derivative, and differences of them at whole steps.

internal import Glibc

/// ln Γ(x) for positive x, by Stirling's series from 20 on and the recurrence below.
///
/// Absolute error about 1e-14 up to 100, relative 1e-15 beyond; NaN unless x is positive.
package func logGamma(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  var x = x
  var product = 1.0
  while x < 20 {
    product *= x
    x += 1
  }
  guard x < .infinity else { return .infinity }
  let inverse = 1 / x
  let square = inverse * inverse
  let series =
    inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)))
  return (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + series - log(product)
}

/// ψ(x), the derivative of ln Γ(x), for positive x; NaN otherwise.
///
/// The asymptotic series from 10 on and the recurrence below; about 15 digits away from its root.
///
/// - SeeAlso: NIST DLMF 5.11.2.
package func digamma(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  var x = x
  var sum = 0.0
  while x < 10 {
    sum += 1 / x
    x += 1
  }
  let square = 1 / (x * x)
  let series =
    square
    * (1.0 / 12
      - square
      * (1.0 / 120 - square
        * (1.0 / 252 - square * (1.0 / 240 - square * (1.0 / 132 - square * (691.0 / 32_760))))))
  return log(x) - 0.5 / x - series - sum
}

/// ln [Γ(r + x) / Γ(r)] and its derivative by *r*, at several whole numbers *x*.
///
/// Small steps from one *x* to the next are sums of logarithms, which lose nothing to the
/// cancellation that a difference of two ln Γ suffers.
///
/// - Complexity: O(number of *x* + the largest), at most 64 operations from one *x* to the next.
package struct RisingFactorials: Sendable {
  /// ln [Γ(r + x) / Γ(r)], one for each *x*.
  package let logs: [Double]
  /// ψ(r + x) − ψ(r), one for each *x*.
  package let slopes: [Double]

  /// Tabulates them for a positive `r` at ascending whole numbers `counts`, not negative.
  package init(_ r: Double, at counts: [Double]) {
    var logs: [Double] = []
    var slopes: [Double] = []
    logs.reserveCapacity(counts.count)
    slopes.reserveCapacity(counts.count)
    var reached = 0.0
    var sum = 0.0
    var slope = 0.0
    for count in counts {
      if count - reached > 64 {
        sum += logGamma(r + count) - logGamma(r + reached)
        slope += digamma(r + count) - digamma(r + reached)
        reached = count
      }
      var product = 1.0
      while reached < count {
        product *= r + reached
        slope += 1 / (r + reached)
        reached += 1
        if !(product > 1e-200 && product < 1e200) {
          sum += log(product)
          product = 1
        }
      }
      sum += log(product)
      logs.append(sum)
      slopes.append(slope)
    }
    self.logs = logs
    self.slopes = slopes
  }
}

/// ln(1 + eˣ) without overflow.
package func softplus(_ x: Double) -> Double {
  x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))
}
