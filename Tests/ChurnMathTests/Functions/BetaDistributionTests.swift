import Testing

@testable import ChurnMath

@Suite struct BetaDistributionTests {
  /// scipy 1.17.1, `scipy.special.betainc(a, b, x)`.
  @Test(arguments: [
    (6, 14, 0.3, 0.5261374757264855), (2, 3.5, 0.1, 0.06635333222358686),
    (2.5, 0.5, 0.99, 0.8310822789720563), (0.5, 0.5, 0.2, 0.2951672353008665),
    (2, 1001, 0.001, 0.26497721357826753), (3, 1e6, 2e-06, 0.3233246665001949),
    (300, 700, 0.29, 0.2466120265656602), (1, 1, 0.37, 0.37),
    (0.01, 5, 1e-10, 0.8109929104464573), (40.5, 60.25, 0.5, 0.9762790702322034),
    (2, 8.16326530612245, 0.1225, 0.31175792180176876),
  ])
  func `shares agree with scipy`(a: Double, b: Double, x: Double, expected: Double) throws {
    let distribution = try #require(BetaDistribution(a, b))
    #expect(abs(distribution.share(below: x) / expected - 1) < 1e-11)
    let mirrored = try #require(BetaDistribution(b, a))
    // 1 − x is rounded, which moves the share by up to density × 10⁻¹⁶.
    #expect(abs(mirrored.share(below: 1 - x) - (1 - expected)) < 1e-8)
  }

  /// scipy 1.17.1, `scipy.special.betaln(a, b)`.
  ///
  /// But for (10⁶, 3), where scipy is 7e-10 off: ln 2 / (b (b + 1) (b + 2)) with 40 decimal digits.
  @Test(arguments: [
    (6, 14, -12.000228591294025), (2.5, 0.5, 0.1639006328376739),
    (300, 700, -612.6186037950924), (0.01, 5, 4.584407643332622),
    (1e6, 3, -40.75338749333038), (100_000.5, 200_000.25, -190959.53595294477),
  ])
  func `logarithms of the beta function agree with scipy`(a: Double, b: Double, expected: Double) {
    #expect(abs(BetaDistribution.logBeta(a, b) / expected - 1) < 1e-12)
  }

  @Test func `shares never fall and end at 0 and 1`() throws {
    for (a, b) in [(0.2, 0.3), (2, 5), (80, 3), (1e-3, 1e3)] {
      let distribution = try #require(BetaDistribution(a, b))
      let shares = (-1...101).map { distribution.share(below: Double($0) / 100) }
      #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 + 1e-15 })
      #expect(shares.first == 0 && shares.last == 1)
    }
  }

  @Test func `awkward parameters are refused, awkward places answered`() throws {
    for (a, b) in [(0, 1), (1, 0), (-1, 2), (.nan, 1), (1, .infinity)] as [(Double, Double)] {
      #expect(BetaDistribution(a, b) == nil)
    }
    let distribution = try #require(BetaDistribution(2, 3))
    #expect(distribution.share(below: .nan).isNaN)
    #expect(distribution.share(below: -.infinity) == 0 && distribution.share(below: .infinity) == 1)
    for (a, b) in [(1e-300, 1e-300), (1e300, 1e300), (1e-300, 1e300)] {
      let share = try #require(BetaDistribution(a, b)).share(below: 0.5)
      #expect(share.isNaN || (0...1).contains(share))
    }
  }
}
