import Testing

@testable import ChurnModels

@Suite struct ComparisonPowerTests {
  /// R 4.2.2: power.prop.test(n = 500, p1 = .30, p2 = .25)$power, and with alternative = "one.sided".
  @Test("The power to tell shares apart agrees with R")
  func equalRates() {
    let two = ComparisonPower().ofRates(treated: (0.30, 500), control: (0.25, 500))
    #expect(abs(two - 0.424761917147635) < 1e-12)
    let one = ComparisonPower(sides: .one).ofRates(treated: (0.30, 500), control: (0.25, 500))
    #expect(abs(one - 0.55008630949512) < 1e-12)
  }

  /// statsmodels 0.15.0: power_proportions_2indep(diff=-.05, prop2=.30, nobs1=200, ratio=4).power;
  /// power_proportions_2indep(diff=.05, prop2=.25, nobs1=900, ratio=1/9, alternative="larger").power.
  @Test("Groups of unequal size agree with statsmodels")
  func unequalRates() {
    let two = ComparisonPower().ofRates(treated: (0.25, 200), control: (0.30, 800))
    // statsmodels counts the wrong tail as well, which is 3e-4 here.
    #expect(abs(two - 0.27909582291122614) < 5e-4)
    let one = ComparisonPower(sides: .one).ofRates(treated: (0.30, 900), control: (0.25, 100))
    #expect(abs(one - 0.2633329252766211) < 1e-10)
  }

  /// R 4.2.2: power.prop.test(p1 = .30, p2 = .27, power = .8)$n, per group;
  /// power.t.test(delta = 2, sd = 12, power = .9, alternative = "one.sided")$n.
  @Test("The rows that a power takes agree with R")
  func rows() throws {
    let rates = try #require(
      ComparisonPower.rows(reaching: 0.8) { rows in
        ComparisonPower().ofRates(treated: (0.27, rows / 2), control: (0.30, rows / 2))
      })
    #expect(abs(rates / 2 - 3553.05520861309) < 0.01)
    let means = try #require(
      ComparisonPower.rows(reaching: 0.9) { rows in
        ComparisonPower(sides: .one).ofMeans(
          difference: 2, deviation: 12, treated: rows / 2, control: rows / 2)
      })
    #expect(abs(means / 2 - 617.274579475543) < 0.01)
  }

  /// R 4.2.2: power.t.test(n = 40, delta = 5, sd = 12)$power; statsmodels 0.15.0:
  /// TTestIndPower().power(5/12, 20, .05, ratio=3), TTestIndPower().power(.2, 100, .05, ratio=9,
  /// alternative="larger").
  @Test("The power to tell means apart agrees with R and statsmodels")
  func means() {
    let power = ComparisonPower()
    let equal = power.ofMeans(difference: 5, deviation: 12, treated: 40, control: 40)
    #expect(abs(equal - 0.452427597413017) < 1e-9)
    let unequal = power.ofMeans(difference: -5, deviation: 12, treated: 20, control: 60)
    // statsmodels counts the wrong tail as well, under 3e-4 here.
    #expect(abs(unequal - 0.35734187834996556) < 4e-4)
    let one = ComparisonPower(sides: .one).ofMeans(
      difference: 0.2, deviation: 1, treated: 900, control: 100)
    #expect(abs(one - 0.5991806095615626) < 1e-9)
  }

  @Test(
    "Without an effect the power is the error of one side, and nobody can be told apart from nobody"
  )
  func ends() {
    #expect(
      abs(ComparisonPower().ofRates(treated: (0.2, 50), control: (0.2, 70)) - 0.025) < 1e-12)
    #expect(ComparisonPower().ofRates(treated: (0.2, 0), control: (0.1, 70)) == 0)
    #expect(ComparisonPower().ofRates(treated: (1.2, 5), control: (0.1, 70)) == 0)
    #expect(ComparisonPower().ofRates(treated: (0, 50), control: (0, 50)) == 0)
    #expect(ComparisonPower().ofMeans(difference: 1, deviation: 0, treated: 9, control: 9) == 0)
    #expect(ComparisonPower().ofMeans(difference: 1, deviation: 1, treated: 1, control: 1) == 0)
    #expect(
      ComparisonPower.rows(reaching: 0.8) { rows in
        ComparisonPower().ofRates(treated: (0.2, rows), control: (0.2, rows))
      } == nil)
  }
}
