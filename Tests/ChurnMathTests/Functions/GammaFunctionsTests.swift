import Foundation
import Testing

@testable import ChurnMath

@Suite("Gamma functions")
struct GammaFunctionsTests {
  /// mpmath 1.3 with 40 digits: loggamma(x), digamma(x).
  @Test(
    "Agree with forty digits",
    arguments: [
      (1e-5, 11.5129196928958257, -100000.577199215681),
      (0.3, 1.09579799481807552, -3.50252422220013299),
      (1, 0, -0.577215664901532861),
      (1.7, -0.0958076974070658645, 0.208547874873493957),
      (5.5, 3.95781396761871629, 1.61109314858175112),
      (19.99, 39.310181511256352, 2.97001115256176394),
      (123.4, 469.336097442190558, 4.81137377511627737),
      (1e6, 12815504.5691476117, 13.8155100579641908),
    ])
  func agree(x: Double, logarithm: Double, slope: Double) {
    #expect(abs(logGamma(x) - logarithm) <= 3e-14 * max(1, abs(logarithm)))
    #expect(abs(digamma(x) - slope) <= 1e-14 * max(1, abs(slope)))
  }

  @Test("Have no value where the argument is not positive")
  func undefined() {
    for x in [0.0, -1, -.infinity, .nan] {
      #expect(logGamma(x).isNaN)
      #expect(digamma(x).isNaN)
    }
    #expect(logGamma(.infinity) == .infinity)
  }

  @Test("Rising factorials are differences of the gamma function, over short and long steps")
  func risingFactorials() {
    let counts: [Double] = [0, 1, 2, 7, 60, 300, 301, 5000]
    for r in [1e-6, 0.24, 3, 250] {
      let table = RisingFactorials(r, at: counts)
      for (place, x) in counts.enumerated() {
        let expected = logGamma(r + x) - logGamma(r)
        #expect(abs(table.logs[place] - expected) <= 1e-12 * max(1, abs(expected)))
        let slope = digamma(r + x) - digamma(r)
        #expect(abs(table.slopes[place] - slope) <= 1e-12 * max(1, abs(slope)))
      }
    }
  }

  @Test("Softplus neither overflows nor loses what is small")
  func softplusEnds() {
    #expect(softplus(1e308) == 1e308)
    #expect(softplus(-40) == exp(-40))
    #expect(softplus(-.infinity) == 0)
    #expect(abs(softplus(0) - log(2)) < 1e-16)
  }
}
