import Testing

@testable import ChurnModels

@Suite struct RateDifferenceTests {
  /// statsmodels 0.15.0: confint_proportions_2indep(x1, n1, x0, n0, method="newcomb", alpha=error).
  @Test(
    "The interval of the difference agrees with statsmodels' Newcombe",
    arguments: [
      ((30, 200), (50, 200), 0.05, -0.177311642873971, -0.02152533035913988),
      ((0, 20), (3, 35), 0.05, -0.22379273965896496, 0.08490842295562823),
      ((30, 200), (50, 200), 0.01, -0.20143028840940158, 0.0034586079303193934),
    ])
  func newcombe(
    treated: (Int, Int), control: (Int, Int), error: Double, lower: Double, upper: Double
  ) throws {
    let found = try #require(
      RateDifference(treated: treated, control: control, confidence: Confidence(error: error)))
    #expect(abs(found.difference.lower - lower) < 1e-12)
    #expect(abs(found.difference.upper - upper) < 1e-12)
  }

  /// statsmodels 0.15.0: confint_proportions_2indep(30, 200, 50, 200, compare="ratio", method="log");
  /// R 4.2.2: prop.test(c(30, 50), c(200, 200), correct = FALSE)$p.value.
  @Test("The ratio's interval and the p-value agree with statsmodels and R")
  func ratioAndTest() throws {
    let found = try #require(RateDifference(treated: (30, 200), control: (50, 200)))
    let ratio = try #require(found.ratio)
    #expect(abs(ratio.value - 0.6) < 1e-15)
    #expect(abs(ratio.lower - 0.39898771084831464) < 1e-12)
    #expect(abs(ratio.upper - 0.9022834293181105) < 1e-12)
    #expect(abs(found.p - 0.0124193306515523) < 1e-14)
  }

  @Test("Exchanging the groups turns the difference round")
  func exchange() throws {
    let found = try #require(RateDifference(treated: (3, 40), control: (9, 31)))
    let other = try #require(RateDifference(treated: (9, 31), control: (3, 40)))
    #expect(abs(found.difference.lower + other.difference.upper) < 1e-15)
    #expect(abs(found.difference.upper + other.difference.lower) < 1e-15)
    #expect(found.p == other.p)
  }

  @Test("Shares of nobody and of everybody have intervals within what is possible")
  func ends() throws {
    let none = try #require(RateDifference(treated: (0, 5), control: (0, 7)))
    #expect(none.difference.value == 0)
    #expect(none.difference.lower < 0 && none.difference.upper > 0)
    #expect(none.ratio == nil)
    #expect(none.p == 1)
    let opposite = try #require(RateDifference(treated: (5, 5), control: (0, 7)))
    #expect(opposite.difference.value == 1)
    #expect(opposite.difference.upper <= 1)
    #expect(opposite.difference.lower > 0)
    #expect(RateDifference(treated: (0, 0), control: (1, 2)) == nil)
    #expect(RateDifference(treated: (3, 2), control: (1, 2)) == nil)
    #expect(RateDifference(treated: (-1, 2), control: (1, 2)) == nil)
  }
}
