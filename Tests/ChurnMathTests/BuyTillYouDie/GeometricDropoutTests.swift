import Foundation
import Testing

@testable import ChurnMath

@Suite("Expected orders with a chance to stop after each")
struct GeometricDropoutTests {
  /// mpmath 1.3 with 40 digits: (a+b−1)/(a−1) [1 − (1+τ)^−ρ ₂F₁(ρ, b; a+b−1; τ/(1+τ))].
  @Test(
    "Agrees with the hypergeometric form in forty digits",
    arguments: [
      ([0.25, 8, 0.8, 2.5], 1.1536963844249114),
      ([0.25, 8, 1.0000001, 2.5], 1.0545298910515069),
      ([3, 1e-9, 0.5, 2], 2.9999999988e-9),
      ([0.5, 1e6, 0.8, 2], 88.301550912276846),
      ([2000.3, 0.13, 0.8, 2002], 247.49304181215783),
      ([0.01, 100, 0.02, 0.03], 0.57760188514831575),
      ([50, 200_000, 3, 7], 4.4999999999973214),
      ([1.5, 10, 300, 2000], 5.481607211231278),
    ])
  func hypergeometric(_ p: [Double], _ expected: Double) {
    let found = GeometricDropout(a: p[2], b: p[3]).expectedOrders(shape: p[0], elapsed: p[1])
    #expect(abs(found / expected - 1) < 1e-10)
  }

  /// The definition: E over p of [1 − (1 + pτ)^−ρ] / p, by a plain midpoint rule.
  @Test("Agrees with a plain integral over the chance to stop")
  func plainIntegral() {
    for (shape, elapsed, a, b) in [(0.7, 3.0, 2.0, 3.0), (6.2, 1.1, 3.5, 9.0)] {
      let steps = 200_000
      var sum = 0.0
      for step in 0..<steps {
        let p = (Double(step) + 0.5) / Double(steps)
        let density = pow(p, a - 1) * pow(1 - p, b - 1)
        sum += density * (1 - pow(1 + p * elapsed, -shape)) / p / Double(steps)
      }
      let expected = sum * exp(lgamma(a + b) - lgamma(a) - lgamma(b))
      let found = GeometricDropout(a: a, b: b).expectedOrders(shape: shape, elapsed: elapsed)
      #expect(abs(found / expected - 1) < 1e-8)
    }
  }

  @Test("Without time nothing is ordered; in all eternity a finite number where a > 1")
  func ends() {
    let dropout = GeometricDropout(a: 3, b: 5)
    #expect(dropout.expectedOrders(shape: 0.5, elapsed: 0) == 0)
    // (a + b − 1)/(a − 1)
    #expect(dropout.expectedOrders(shape: 0.5, elapsed: .infinity) == 3.5)
    #expect(
      GeometricDropout(a: 0.9, b: 5).expectedOrders(shape: 0.5, elapsed: .infinity) == .infinity)
    #expect(dropout.expectedOrders(shape: 0.5, elapsed: -1).isNaN)
    #expect(dropout.expectedOrders(shape: .nan, elapsed: 1).isNaN)
  }

  @Test("Is the same on both sides of the change of method, and grows with time")
  func continuity() {
    let dropout = GeometricDropout(a: 0.8, b: 2.5)
    var before = 0.0
    for elapsed in stride(from: 1_000.0, through: 1_600, by: 5) {
      let orders = dropout.expectedOrders(shape: 0.6, elapsed: elapsed)
      #expect(orders > before)
      // 0.5 % more time is worth less than that in orders.
      #expect(before == 0 || orders < before * 1.006)
      before = orders
    }
  }

  /// scipy 1.17.1: nbinom.pmf(k, r, 1/(1+τ)), nbinom.sf(k − 1, r, 1/(1+τ)).
  @Test("Would-be orders are negative binomial")
  func negativeBinomialShares() {
    let none = negativeBinomial(shape: 0.243, elapsed: 30 / 4.414, count: 0)
    #expect(abs(none.mass - 0.6071103173120918) < 1e-12)
    #expect(none.atLeast == 1)
    var sum = 0.0
    for count in 0..<2_000 { sum += negativeBinomial(shape: 0.5, elapsed: 9, count: count).mass }
    #expect(abs(sum - 1) < 1e-12)
    var above = 1.0
    for count in 0..<40 {
      let share = negativeBinomial(shape: 0.5, elapsed: 9, count: count)
      #expect(abs(share.atLeast - above) < 1e-12)
      above -= share.mass
    }
    #expect(negativeBinomial(shape: 0.5, elapsed: 0, count: 3).mass == 0)
  }
}
