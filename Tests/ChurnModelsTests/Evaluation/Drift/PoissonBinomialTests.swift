import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Number of events among rows of different probabilities")
struct PoissonBinomialTests {
  /// Nineteen steps of 0.045 from 0.045, over and over.
  private func probabilities(_ count: Int) -> [Double] {
    (0..<count).map { Double($0 % 19 + 1) / 20 * 0.9 }
  }

  @Test("The law of a few rows is that of their convolution")
  func law() throws {
    let law = try #require(PoissonBinomial([0.1, 0.5, 0.9, 0.3]))
    // numpy.convolve over [1 - p, p].
    let expected = [0.0315, 0.332, 0.455, 0.168, 0.0135]
    #expect(zip(law.masses, expected).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(abs(law.mean - 1.8) < 1e-15)
    #expect(abs(law.variance - 0.64) < 1e-15)
    // At most 2.5 % lie below 0 and above 3; 3.15 % lie at 0.
    #expect(law.band == 0...3)
  }

  @Test("The band holds the central 95 %")
  func band() throws {
    // numpy: first number whose cumulated mass exceeds 0.025, first that reaches 0.975.
    #expect(try #require(PoissonBinomial(probabilities(300))).band == 119...148)
    let law = try #require(PoissonBinomial(probabilities(2_000)))
    #expect(law.band == 861...936)
    // Beyond that the normal law stands in; here it gives the same.
    #expect(law.normalBand == 861...936)
    #expect(try #require(PoissonBinomial(Array(repeating: 0.01, count: 50))).band == 0...2)
  }

  @Test("Certain rows leave no doubt, no rows no events, and nonsense no law")
  func edges() throws {
    #expect(try #require(PoissonBinomial([1, 1, 0])).band == 2...2)
    #expect(try #require(PoissonBinomial([])).band == 0...0)
    #expect(try #require(PoissonBinomial(Array(repeating: 1, count: 3_000))).band == 3_000...3_000)
    for wrong in [-0.1, 1.1, .nan, .infinity] { #expect(PoissonBinomial([0.5, wrong]) == nil) }
  }

  @Test("Rows drawn with their probabilities fall into the band as often as it says")
  func coverage() throws {
    let rows = probabilities(120)
    let band = try #require(PoissonBinomial(rows)).band
    var inside = 0
    for seed in 0..<2_000 {
      var random = RandomStream(seed: UInt64(seed), stream: 2)
      if band.contains(rows.count { random.chance($0) }) { inside += 1 }
    }
    // At least 95 % by construction, 96.6 % for this law; Binomial(2000, 0.95) has a deviation of 9.7.
    #expect(inside >= 1_870)
  }
}
