import ChurnMath
import Testing

@Suite struct NormalDistributionTests {
  /// R 4.2.2: qnorm(share).
  @Test(
    "Quantiles agree with R to the last digits",
    arguments: [
      (0.975, 1.9599639845400536), (0.5, 0), (0.3, -0.52440051270804067),
      (0.995, 2.5758293035488999), (1e-10, -6.3613409024040557),
      (0.99999, 4.2648907939238399), (1e-300, -37.047096299361201),
    ])
  func quantiles(share: Double, expected: Double) {
    #expect(abs(NormalDistribution.quantile(share) - expected) <= 1e-14 * abs(expected))
  }

  /// R 4.2.2: pnorm(3, lower.tail = FALSE).
  @Test("Shares above a value agree with R, and ends are infinite")
  func ends() {
    #expect(abs(NormalDistribution.share(above: 3) - 0.0013498980316300946) < 1e-17)
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    for share in [-0.1, 1.1, Double.nan] {
      #expect(NormalDistribution.quantile(share).isNaN)
    }
    #expect(abs(NormalDistribution.deviations(level: 0.95) - 1.959963984540054) < 1e-13)
  }
}
