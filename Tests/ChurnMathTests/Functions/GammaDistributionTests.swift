import ChurnMath
import Testing

@Suite struct GammaDistributionTests {
  /// R 4.2.2: pchisq(x, k, lower.tail = FALSE) and pchisq(x, k).
  @Test(
    "Tails of chi-square agree with R, far out and in the middle",
    arguments: [
      (4.5, 1, 0.033894853524689267, 0.96610514647531076),
      (10.3267419548856, 1, 0.0013111645203555116, 0.99868883547964449),
      (25.4037, 3, 1.27124615075528e-05, 0.99998728753849242),
      (150, 100, 0.00090393204235400938, 0.99909606795764594),
      (60, 100, 0.99948110853745198, 0.000518891462548034),
      (1e-8, 1, 0.99992021154405275, 7.9788455947305779e-05),
      (300, 2, 7.1750959731644108e-66, 1), (99, 99, 0.48109691240826408, 0.51890308759173598),
      (1020, 1000, 0.32306335991112772, 0.67693664008887222), (2352.87, 2, 0, 1),
    ])
  func tails(x: Double, degrees: Int, above: Double, below: Double) throws {
    let found = GammaDistribution.chiSquare(above: x, degreesOfFreedom: degrees)
    #expect(abs(found - above) <= 1e-12 * above)
    let distribution = try #require(GammaDistribution(shape: Double(degrees) / 2))
    #expect(abs(distribution.share(below: x / 2) - below) <= 1e-12 * below)
  }

  /// R 4.2.2: qgamma(share, shape).
  @Test(
    "Quantiles agree with R",
    arguments: [
      (0.025, 1, 0.025317807984289876), (0.975, 2, 5.5716433909388989),
      (0.5, 0.3, 0.073131135866951885), (1e-6, 5, 0.16906300162147725),
      (0.975, 1000, 1062.9211512248878), (0.999999, 0.05, 8.6968626678937433),
      (0.025, 0.05, 5.3156618899143203e-33),
    ])
  func quantiles(share: Double, shape: Double, expected: Double) throws {
    let found = try #require(GammaDistribution(shape: shape)).quantile(share)
    #expect(abs(found - expected) <= 1e-10 * expected)
  }

  @Test("What is no shape has no distribution, what is no value has no share")
  func awkward() throws {
    for shape in [0, -1, Double.nan, .infinity] { #expect(GammaDistribution(shape: shape) == nil) }
    let distribution = try #require(GammaDistribution(shape: 2.5))
    #expect(distribution.share(above: .nan).isNaN && distribution.share(below: .nan).isNaN)
    #expect(distribution.share(above: -1) == 1 && distribution.share(below: .infinity) == 1)
    #expect(distribution.quantile(0) == 0 && distribution.quantile(1) == .infinity)
    #expect(distribution.quantile(-0.1).isNaN && distribution.quantile(.nan).isNaN)
    #expect(GammaDistribution.chiSquare(above: 3, degreesOfFreedom: 0).isNaN)
  }
}
