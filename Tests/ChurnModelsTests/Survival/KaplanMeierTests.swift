import ChurnMath
import ChurnModels
import Testing
import TestSupport

@Suite struct KaplanMeierTests {
  /// By hand, n = 5: churn at day 10 (1 of 5) and 30 (1 of 3); censored at 20, 40, 40.
  @Test("Censored customers leave the risk set without lowering the curve")
  func censoringKeepsTheCurveLevel() throws {
    let curve = try KaplanMeier([
      Lifetime(days: 10, churned: true), Lifetime(days: 20, churned: false),
      Lifetime(days: 30, churned: true), Lifetime(days: 40, churned: false),
      Lifetime(days: 40, churned: false),
    ])
    #expect(curve.steps.map(\.time) == [10, 20, 30, 40])
    #expect(curve.steps.map(\.atRisk) == [5, 4, 3, 2])
    #expect(curve.survival(at: 9.9) == 1)
    #expect(abs(curve.survival(at: 25) - 0.8) < 1e-12)
    #expect(abs(curve.survival(at: 30) - 0.8 * (2.0 / 3)) < 1e-12)
    #expect(curve.quantile(0.2) == 10)
    #expect(curve.median == nil)
  }

  /// R survival, survfit(Surv(time, event) ~ 1, conf.type = "log-log"): `reference/01_km_logrank.json`,
  /// survival 1e-10, bands 1e-8.
  @Test(
    "Curves, errors, bands and quantiles agree with R",
    .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)),
    arguments: [
      ("lung", "time", "event"), ("veteran", "time", "status"), ("rossi", "week", "arrest"),
    ])
  func curvesAgreeWithR(name: String, time: String, event: String) throws {
    let expected = try Reference.file("01_km_logrank.json").R[name].km_all
    let table = try ReferenceTable("\(name).csv")
    let days = try #require(table.columns[time])
    // lung codes death as 2, the others churn as 1.
    let status = table.columns[event] ?? table.columns["status"] ?? []
    let largest = status.max() ?? 1
    let churned = status.map { $0 == largest }
    let curve = try KaplanMeier(days: days.map { Int($0) }, churned: churned)
    let sorted = try KaplanMeier(zip(days, churned).map { Lifetime(days: $0, churned: $1) })
    #expect(curve == sorted)
    #expect(curve.steps.map(\.time) == expected.time.numbers)
    #expect(curve.steps.map { Double($0.atRisk) } == expected.n_risk.numbers)
    #expect(agree(curve.steps.map(\.survival), expected.surv.numbers, within: 1e-10))
    for (step, variance) in zip(curve.steps, expected.greenwood_var.numbers)
    where step.survival > 0 {
      #expect(abs(step.standardError * step.standardError - variance) <= 1e-10)
    }
    for (step, (lower, upper)) in zip(
      curve.steps, zip(expected["log-log"].lower.numbers, expected["log-log"].upper.numbers))
    where step.survival > 0 && step.survival < 1 {
      let band = KaplanMeier.band(of: step)
      #expect(abs(band.lower - lower) < 1e-8 && abs(band.upper - upper) < 1e-8)
    }
    let quantiles = expected.quantiles["log-log"]
    for (share, day) in zip(quantiles.p.numbers, quantiles.q.numbers) where !day.isNaN {
      #expect(curve.quantile(share) == day)
    }
  }

  @Test func noLifetimesGiveAFlatCurve() throws {
    let curve = try KaplanMeier([])
    #expect(curve.survival(at: 365) == 1 && curve.median == nil)
    #expect(curve.band(at: 3).lower == 1 && curve.standardError(at: 3) == 0)
    #expect(try KaplanMeier(days: [], churned: []) == curve)
  }

  /// "all_censored" of `reference/01_km_logrank.json`: no median, never 0 or the last time.
  @Test func onlyCensoredLifetimesHaveNoMedian() throws {
    let curve = try KaplanMeier(days: [1, 2, 3], churned: [false, false, false])
    #expect(curve.median == nil && curve.survival(at: 3) == 1)
  }

  @Test("When the last customer churns the curve is 0, not a rounding of it")
  func everybodyChurns() throws {
    let curve = try KaplanMeier(
      days: [1, 2, 3, 4, 5, 6, 7], churned: Array(repeating: true, count: 7))
    #expect(curve.survival(at: 7) == 0 && curve.standardError(at: 7) == 0)
    #expect(curve.quantile(1) == 7)
    #expect(curve.band(at: 7).upper == 0)
  }

  @Test("Impossible lifetimes are refused, far apart ones are not")
  func awkwardLifetimes() throws {
    for bad in [Double.nan, -1, .infinity] {
      #expect(throws: FitError.invalidLifetime(index: 1)) {
        try KaplanMeier([
          Lifetime(days: 1, churned: true), Lifetime(days: bad, churned: true),
        ])
      }
    }
    #expect(throws: FitError.invalidLifetime(index: 0)) {
      try KaplanMeier(days: [.min], churned: [true])
    }
    #expect(throws: FitError.lengthMismatch(rows: 1, labels: 0)) {
      try KaplanMeier(days: [1], churned: [])
    }
    #expect(try KaplanMeier(days: [.max, 0], churned: [true, true]).survival(at: 5) == 0.5)
  }
}
