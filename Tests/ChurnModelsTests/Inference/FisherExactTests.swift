import Testing

@testable import ChurnModels

@Suite("Fisher's exact test")
struct FisherExactTests {
  private func test(_ a: Int, _ b: Int, _ c: Int, _ d: Int) throws -> FisherExact {
    try #require(FisherExact(both: a, first: a + b, second: a + c, total: a + b + c + d))
  }

  private func isNear(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(value - expected) <= tolerance * expected
  }

  // SciPy 1.17.1: scipy.stats.fisher_exact([[a, b], [c, d]], alternative)[1] for greater, less and
  // two-sided. Of a million things logarithms of factorials lose eight digits.
  @Test("Equals SciPy on small and large tables")
  func reference() throws {
    let tables: [([Int], Double, Double, Double, Double)] = [
      ([8, 2, 1, 9], 0.002738747320790664, 0.9999404620147654, 0.005477494641581329, 1e-12),
      ([3, 1, 1, 3], 0.24285714285714283, 0.9857142857142858, 0.48571428571428565, 1e-12),
      ([0, 5, 5, 0], 1, 0.003968253968253969, 0.007936507936507938, 1e-12),
      ([1, 9, 11, 3], 0.9999663480953022, 0.0013797280926100418, 0.0027594561852200836, 1e-11),
      ([2, 15, 4, 3], 0.9972956105679218, 0.03806948200540878, 0.03806948200540878, 1e-11),
      ([736, 1167, 1777, 6155], 1.4438915547437522e-45, 1, 2.1286986544112287e-45, 1e-9),
      (
        [1000, 49000, 20000, 930_000], 0.9477722099199255, 0.055788881424872636,
        0.11315750950406517, 1e-7
      ),
    ]
    for (cells, greater, less, twoSided, tolerance) in tables {
      let test = try test(cells[0], cells[1], cells[2], cells[3])
      #expect(isNear(test.greater, greater, tolerance), "\(cells)")
      #expect(isNear(test.less, less, tolerance), "\(cells)")
      #expect(isNear(test.twoSided, twoSided, tolerance), "\(cells)")
    }
  }

  /// The sums of binomial coefficients, by multiplication of whole numbers.
  @Test("Equals sums of hypergeometric chances on every small table")
  func naive() throws {
    func choose(_ n: Int, _ k: Int) -> Double {
      guard k >= 0, k <= n else { return 0 }
      return (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
    }
    for total in 0...9 {
      for first in 0...total {
        for second in 0...total {
          let chances = (0...total).map { x in
            choose(first, x) * choose(total - first, second - x) / choose(total, second)
          }
          for both in 0...min(first, second) where chances[both] > 0 {
            let test = try #require(
              FisherExact(both: both, first: first, second: second, total: total))
            let greater = chances[both...].reduce(0, +)
            let less = chances[...both].reduce(0, +)
            let asRare = chances.filter { $0 <= chances[both] * (1 + 1e-7) }.reduce(0, +)
            #expect(abs(test.greater - greater) < 1e-12)
            #expect(abs(test.less - less) < 1e-12)
            #expect(abs(test.twoSided - asRare) < 1e-12)
          }
        }
      }
    }
  }

  @Test("Counts that cannot be are refused, huge ones are not")
  func impossible() throws {
    #expect(FisherExact(both: -1, first: 1, second: 1, total: 3) == nil)
    #expect(FisherExact(both: 2, first: 1, second: 2, total: 3) == nil)
    #expect(FisherExact(both: 0, first: 4, second: 1, total: 3) == nil)
    #expect(FisherExact(both: 0, first: 2, second: 2, total: 3) == nil)
    #expect(FisherExact(both: 1, first: .max, second: 1, total: .max) == nil)
    let huge = try #require(
      FisherExact(both: 900, first: 1000, second: 1 << 40, total: 1 << 50))
    #expect(huge.greater == 0 && huge.twoSided == 0)
  }
}

@Suite("Benjamini and Hochberg")
struct BenjaminiHochbergTests {
  // statsmodels 0.15.0: multipletests([0.01, 0.04, 0.03, 0.5, 0.2], method="fdr_bh")[1]
  @Test("Equals statsmodels")
  func reference() {
    let adjusted = BenjaminiHochberg.adjusted([0.01, 0.04, 0.03, 0.5, 0.2])
    for (value, expected) in zip(adjusted, [0.05, 0.2 / 3, 0.2 / 3, 0.5, 0.25]) {
      #expect(abs(value - expected) < 1e-15)
    }
  }

  @Test("Tests that are not listed count, with nothing found")
  func unlisted() {
    // By hand: 0.01 · 20 / 1 and 0.02 · 20 / 2, the smaller of both for the first, too.
    #expect(BenjaminiHochberg.adjusted([0.01, 0.02], tests: 20) == [0.2, 0.2])
    #expect(BenjaminiHochberg.adjusted([0.5], tests: 20) == [1])
    #expect(BenjaminiHochberg.adjusted([0.01, 0.02], tests: 1) == [0.02, 0.02])
  }

  @Test("What could not be tested stays so and does not count; nothing gives nothing")
  func missing() {
    let adjusted = BenjaminiHochberg.adjusted([.nan, 0.02, 0.04])
    #expect(adjusted[0].isNaN && adjusted[1] == 0.04 && adjusted[2] == 0.04)
    #expect(BenjaminiHochberg.adjusted([]).isEmpty)
    #expect(BenjaminiHochberg.adjusted([0, 1]) == [0, 1])
  }
}

@Suite("Mantel and Haenszel")
struct MantelHaenszelTests {
  private static let strata = [
    MantelHaenszel.Stratum(firstEvents: 10, first: 30, secondEvents: 5, second: 45),
    MantelHaenszel.Stratum(firstEvents: 3, first: 33, secondEvents: 8, second: 68),
    MantelHaenszel.Stratum(firstEvents: 25, first: 30, secondEvents: 12, second: 26),
  ]

  // statsmodels 0.15.0, StratifiedTable([[[10, 20], [5, 40]], [[3, 30], [8, 60]], [[25, 5], [12, 14]]]):
  // riskratio_pooled, test_null_odds(correction=False).pvalue; R 4.2.2 mantelhaen.test(correct=FALSE)
  // gives the same p. The interval: the formula of Greenland and Robins in numpy.
  @Test("Equals statsmodels and R")
  func reference() throws {
    let test = MantelHaenszel(Self.strata)
    #expect(abs(try #require(test.ratio) - 1.7774112975534777) < 1e-12)
    #expect(abs(try #require(test.p) - 0.002844408738216342) < 1e-12)
    let interval = try #require(test.interval)
    #expect(abs(interval.lowerBound - 1.193176320213113) < 1e-12)
    #expect(abs(interval.upperBound - 2.6477150670459797) < 1e-12)
    #expect(test.comparable == 232)
  }

  @Test("Strata with one group say nothing")
  func empty() {
    let lonely = MantelHaenszel.Stratum(firstEvents: 9, first: 9, secondEvents: 0, second: 0)
    #expect(MantelHaenszel(Self.strata + [lonely]) == MantelHaenszel(Self.strata))
    let nothing = MantelHaenszel([lonely])
    #expect(nothing.ratio == nil && nothing.p == nil && nothing.interval == nil)
    #expect(MantelHaenszel([]).comparable == 0)
  }

  @Test("No event, or events only, give no figure instead of a wrong one")
  func degenerate() {
    let none = MantelHaenszel.Stratum(firstEvents: 0, first: 5, secondEvents: 0, second: 5)
    #expect(MantelHaenszel([none]).ratio == nil && MantelHaenszel([none]).p == nil)
    let all = MantelHaenszel.Stratum(firstEvents: 5, first: 5, secondEvents: 5, second: 5)
    #expect(MantelHaenszel([all]).ratio == 1 && MantelHaenszel([all]).p == nil)
    let first = MantelHaenszel.Stratum(firstEvents: 5, first: 5, secondEvents: 0, second: 5)
    #expect(MantelHaenszel([first]).ratio == nil)
  }
}
