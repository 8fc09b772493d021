import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Distances between samples")
struct DistanceTests {
  @Test("Kolmogorov-Smirnov agrees with SciPy, ties taken together")
  func kolmogorovSmirnov() throws {
    // scipy 1.17.1: ks_2samp(a, b).statistic; special.kolmogorov(sqrt(n m / (n + m)) D).
    let a = [1.0, 2, 2, 3, 3, 3, 4, 5, 7, 9]
    let b = [2.0, 3, 4, 4, 5, 6, 6, 8, 9, 9, 10, 11]
    let test = try #require(KolmogorovSmirnov(a, b))
    #expect(abs(test.statistic - 0.43333333333333335) < 1e-15)
    #expect(abs(test.pValue - 0.25730758193400066) < 1e-9)
    #expect(KolmogorovSmirnov(b.reversed(), a.reversed()) == test)
    #expect(KolmogorovSmirnov(a, a)?.statistic == 0)
    #expect(KolmogorovSmirnov(a, a)?.pValue == 1)
    #expect(KolmogorovSmirnov([1, 2], [3, 4])?.statistic == 1)
    #expect(KolmogorovSmirnov([], a) == nil)
    #expect(KolmogorovSmirnov(a, [.nan]) == nil)
    #expect(KolmogorovSmirnov([-.infinity, 0], [0, .infinity])?.statistic == 0.5)
  }

  @Test(
    "The limiting law agrees with scipy.special.kolmogorov on both of its series",
    arguments: [
      (0.3, 0.9999906941986655), (0.5, 0.9639452436648751), (0.9, 0.3927307079406543),
      (0.99, 0.2808738392255489), (1.0, 0.26999967167735456), (1.01, 0.25943416909359746),
      (1.5, 0.022217962616525127), (2.5, 7.453306344157342e-06),
    ])
  func survival(distance: Double, expected: Double) {
    #expect(abs(KolmogorovSmirnov.survival(distance) - expected) <= 1e-9 * expected)
  }

  @Test("Samples of one law have small p-values as often as they should")
  func nullRate() throws {
    var small = 0
    for seed in 0..<1_000 {
      var random = RandomStream(seed: UInt64(seed), stream: 1)
      let a = (0..<200).map { _ in random.uniform() }
      let b = (0..<300).map { _ in random.uniform() }
      if try #require(KolmogorovSmirnov(a, b)).pValue < 0.05 { small += 1 }
    }
    // Binomial(1000, 0.05) has a deviation of 6.9; the limit errs to the safe side by a little.
    #expect((20...75).contains(small))
  }

  @Test("Total variation is the share of rows that would have to change")
  func totalVariation() {
    // By hand: ½ (0.1 + 0.2 + 0.3) = 0.3.
    let distance = TotalVariation.distance([0.5, 0.5, 0], [0.4, 0.3, 0.3])
    #expect(distance.map { abs($0 - 0.3) < 1e-15 } == true)
    #expect(TotalVariation.distance([1, 0], [0, 1]) == 1)
    #expect(TotalVariation.distance([2, 2], [30, 30]) == 0)
    #expect(TotalVariation.distance([], []) == 0)
    #expect(TotalVariation.distance([0, 0], [0, 0]) == 0)
    #expect(TotalVariation.distance([1], [1, 0]) == nil)
    #expect(TotalVariation.distance([.nan], [1]) == nil)
    #expect(TotalVariation.distance([1e308, 1e308], [1, 1]) == 0)
  }
}
