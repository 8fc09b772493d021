import ChurnMath
import Testing

@Suite struct StudentDistributionTests {
  private func student(_ degrees: Double) throws -> StudentDistribution {
    try #require(StudentDistribution(degreesOfFreedom: degrees))
  }

  /// R 4.2.2: pt(t, 3.7, lower = FALSE).
  @Test(
    "Shares agree with R",
    arguments: [
      (0.5, 3.22667816659966e-01), (2, 6.09086009526170e-02), (5, 4.58198382244666e-03),
      (40, 2.56931249107074e-06),
    ])
  func shares(t: Double, expected: Double) throws {
    let student = try student(3.7)
    #expect(abs(student.share(above: t) - expected) < 1e-12 * expected)
    #expect(abs(student.share(above: -t) - (1 - expected)) < 1e-13)
  }

  /// R 4.2.2: qt(share, 5.3, lower = FALSE).
  @Test(
    "Quantiles agree with R",
    arguments: [
      (0.025, 2.527427788268118), (1e-6, 22.116807861428587), (0.3, 0.557366462498664),
      (0.7, -0.557366462498664),
    ])
  func quantiles(share: Double, expected: Double) throws {
    #expect(abs(try student(5.3).quantile(above: share) - expected) < 1e-11 * abs(expected))
  }

  /// R 4.2.2: pt(t, nu, ncp = shift, lower = FALSE).
  @Test(
    "Shifted shares agree with R",
    arguments: [
      (2.1, 12, 1.3, 0.243335996330539), (2.1, 1, 1.3, 0.440513612457586),
      (1.96, 1e6, 2.8, 0.799545717944755),
    ])
  func shifted(t: Double, degrees: Double, shift: Double, expected: Double) throws {
    #expect(abs(try student(degrees).share(above: t, shift: shift) - expected) < 1e-9)
  }

  @Test(
    "Without a shift both ways of computing a share agree, and with many degrees all are normal")
  func consistency() throws {
    for degrees in [1.0, 2.5, 30, 4_000] {
      let student = try student(degrees)
      for t in [-3.0, 0, 0.7, 4] {
        #expect(abs(student.share(above: t, shift: 0) - student.share(above: t)) < 1e-9)
      }
    }
    let normal = NormalDistribution.share(above: 1.3)
    #expect(abs(try student(5e6).share(above: 1.3) - normal) < 1e-6)
    #expect(try student(.infinity).share(above: 1.3) == normal)
    #expect(try student(.infinity).quantile(above: 0.025) == -NormalDistribution.quantile(0.025))
  }

  @Test("Ends are infinite, and what is no number gives none")
  func ends() throws {
    let student = try student(4)
    #expect(student.quantile(above: 0) == .infinity)
    #expect(student.quantile(above: 1) == -.infinity)
    #expect(student.quantile(above: 0.5) == 0)
    #expect(student.quantile(above: 1.5).isNaN)
    #expect(student.share(above: .infinity) == 0)
    #expect(student.share(above: -.infinity) == 1)
    #expect(student.share(above: .nan).isNaN)
    for degrees in [0, -1, Double.nan] {
      #expect(StudentDistribution(degreesOfFreedom: degrees) == nil)
    }
  }
}
