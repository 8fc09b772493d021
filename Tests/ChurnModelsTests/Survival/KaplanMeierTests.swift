import ChurnMath
import ChurnModels
import Testing
import TestSupport

/// The sets of `reference/01_km_logrank.json`, with the names of their columns.
let survivalSets = [
  ("lung", "time", "event"), ("veteran", "time", "status"), ("rossi", "week", "arrest"),
]

@Suite struct KaplanMeierTests {
  /// By hand, n = 5: churn at day 10 (1 of 5) and 30 (1 of 3); censored at 20, 40, 40.
  @Test("Censored customers leave the risk set without lowering the curve")
  func censoringKeepsTheCurveLevel() throws {
    let curve = try KaplanMeier(
      Lifetimes(
        durations: [10, 20, 30, 40, 40], churned: [true, false, true, false, false]))
    #expect(curve.steps.map(\.time) == [10, 20, 30, 40])
    #expect(curve.steps.map(\.atRisk) == [5, 4, 3, 2])
    #expect(curve.survival(at: 9.9) == 1)
    #expect(abs(curve.survival(at: 25) - 0.8) < 1e-12)
    #expect(abs(curve.survival(at: 30) - 0.8 * (2.0 / 3)) < 1e-12)
    #expect(curve.quantile(0.2) == 20)
    #expect(curve.firstTime(reaching: 0.2) == 10)
    #expect(curve.median == nil && curve.lastTime == 40 && curve.emptiedAt == nil)
  }

  /// R 4.2.2, survival 3.5-3, survfit(Surv(time, event) ~ 1) and survfit(Surv(entry, time, event) ~ 1)
  /// with each conf.type, quantile and print(rmean =): `reference/01_km_logrank.json`; survival and
  /// variance 1e-10, bands and means 1e-8.
  @Test(
    "Curves, errors, bands, quantiles and means agree with R, late entries or none",
    .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)),
    arguments: survivalSets, [false, true])
  func curvesAgreeWithR(set: (String, String, String), isTruncated: Bool) throws {
    let file = try Reference.file("01_km_logrank.json").R[set.0]
    let expected = isTruncated ? file.km_left_truncated : file.km_all
    let lifetimes = try LifetimeTable(set.0).lifetimes(set.1, set.2, isTruncated: isTruncated)
    let table = try RiskTable(lifetimes)
    let curve = KaplanMeier(table)
    #expect(curve.steps.map(\.time) == expected.time.numbers)
    #expect(curve.steps.map(\.atRisk) == expected.n_risk.numbers)
    #expect(curve.steps.map(\.events) == expected.n_event.numbers)
    #expect(curve.steps.map(\.censored) == expected.n_censor.numbers)
    #expect(agree(curve.steps.map(\.survival), expected.surv.numbers, within: 1e-10))
    let variances = curve.steps.map { $0.standardError * $0.standardError }
    #expect(same(variances, expected.greenwood_var.numbers, within: 1e-10))
    #expect(
      same(
        curve.steps.filter { $0.survival > 0 }.map { $0.greenwood.squareRoot() },
        expected.se_logS.numbers.filter(\.isFinite), within: 1e-10))
    for scale in BandScale.allCases {
      let bands = curve.bands(scale: scale)
      #expect(same(bands.lower, expected[scale.rawValue].lower.numbers, within: 1e-8))
      #expect(same(bands.upper, expected[scale.rawValue].upper.numbers, within: 1e-8))
      let quantiles = expected.quantiles[scale.rawValue]
      let shares = quantiles.p.numbers
      let intervals = shares.map { curve.quantileInterval($0, scale: scale) }
      #expect(same(shares.map { curve.quantile($0) ?? .nan }, quantiles.q.numbers, within: 0))
      #expect(same(intervals.map { $0.lower ?? .nan }, quantiles.lower.numbers, within: 0))
      #expect(same(intervals.map { $0.upper ?? .nan }, quantiles.upper.numbers, within: 0))
    }
    for (mean, limit) in [(expected.rmst.max, nil), (expected.rmst.tau, expected.rmst.tau.tau)] {
      let found = curve.restrictedMean(to: limit?.number)
      #expect(found.until == mean.tau.number)
      #expect(abs(found.mean - mean.rmean.number) < 1e-8)
      #expect(abs(found.standardError - mean.se.number) < 1e-8)
    }
    let hazard = NelsonAalen(table)
    #expect(
      same(hazard.steps.map(\.cumulativeHazard), expected.na_cumhaz.numbers, within: 1e-10))
    #expect(same(hazard.steps.map(\.standardError), expected.na_se.numbers, within: 1e-10))
    let tied = NelsonAalen(table, ties: .flemingHarrington)
    #expect(
      same(tied.steps.map(\.cumulativeHazard), expected.fh2_cumhaz.numbers, within: 1e-10))
    // The same by a brute force of another hand.
    let brute = expected.event_times_only
    let steps = curve.steps.filter { $0.events > 0 }
    #expect(steps.map(\.time) == brute.time.numbers)
    #expect(
      same(
        steps.map { $0.greenwood.isFinite ? $0.greenwood : .nan },
        brute.greenwood_sum.numbers, within: 1e-10))
    #expect(
      same(
        hazard.steps.filter { $0.events > 0 }.map(\.cumulativeHazard),
        brute.nelson_aalen.numbers, within: 1e-10))
  }

  /// "hand" of `reference/01_km_logrank.json`: Freireich (1963), both arms.
  @Test(
    "The leukaemia trial has its published curve",
    .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)),
    arguments: ["freireich_6mp", "freireich_placebo"])
  func freireich(name: String) throws {
    let arm = try Reference.file("01_km_logrank.json").hand[name]
    let table = try RiskTable(
      Lifetimes(durations: arm.time.numbers, churned: arm.event.numbers.map { $0 == 1 }))
    let steps = KaplanMeier(table).steps.filter { $0.events > 0 }
    #expect(steps.count == arm.expected_km.list.count && !steps.isEmpty)
    for (step, expected) in zip(steps, arm.expected_km.list) {
      #expect(step.time == expected.time.number && step.atRisk == expected.n_risk.number)
      #expect(step.events == expected.n_event.number)
      #expect(abs(step.survival - expected.surv.number) < 1e-10)
      let hazard = NelsonAalen(table).cumulativeHazard(at: step.time)
      #expect(abs(hazard - expected.nelson_aalen.number) < 1e-10)
    }
  }

  /// The edge cases of `reference/01_km_logrank.json` that make a curve: rows of time, at risk, exits,
  /// survival, Greenwood's sum, cumulative hazard.
  @Test(
    "Curves of the edge cases are what they ought to be",
    .enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)))
  func edgeCases() throws {
    var seen = 0
    for edge in try Reference.file("01_km_logrank.json").edge_cases.list
    where !edge.km.list.isEmpty {
      let entries = edge.entry.numbers
      let table = try RiskTable(
        Lifetimes(
          durations: edge.time.numbers, churned: edge.event.numbers.map { $0 == 1 },
          entries: entries.isEmpty ? nil : entries))
      let curve = KaplanMeier(table)
      let rows = edge.km.list.map(\.numbers)
      #expect(curve.steps.map(\.time) == rows.map { $0[0] })
      #expect(curve.steps.map(\.atRisk) == rows.map { $0[1] })
      #expect(curve.steps.map(\.events) == rows.map { $0[2] })
      #expect(agree(curve.steps.map(\.survival), rows.map { $0[3] }, within: 1e-12))
      #expect(
        same(
          curve.steps.map { $0.greenwood.isFinite ? $0.greenwood : .nan }, rows.map { $0[4] },
          within: 1e-12))
      #expect(
        agree(
          NelsonAalen(table).steps.map(\.cumulativeHazard), rows.map { $0[5] }, within: 1e-12))
      seen += 1
    }
    #expect(seen == 7)
  }

  /// R: survfit(Surv(time, why > 0) ~ 1, weights = w), and with `entry`; conf.type in turn log,
  /// log-log, plain; print(rmean = 10).
  @Test("Weights count as so many customers, as in R")
  func weightsAgreeWithR() throws {
    let curve = try KaplanMeier(Fourteen.lifetimes(isTruncated: false, weights: Fourteen.w))
    #expect(curve.steps.map(\.atRisk) == [25, 24, 23, 19, 16, 12, 10, 6, 2])
    let errors = [
      0.0391918358845309, 0.0542586398650021, 0.0733212111192934, 0.0935425365943236,
      0.100597590430718, 0.107059192961148, 0.108066194420085, 0.108066194420085, .nan,
    ]
    #expect(same(curve.steps.map(\.standardError), errors, within: 1e-13))
    let lower = [
      0.886178227299931, 0.819571219537333, 0.70791371130579, 0.545861684806154,
      0.450098775378767, 0.343394944941994, 0.294143300873312, 0.294143300873312, .nan,
    ]
    #expect(same(curve.bands().lower, lower, within: 1e-13))
    let mean = curve.restrictedMean(to: 10)
    #expect(abs(mean.mean - 7.888421052631578) < 1e-13)
    #expect(abs(mean.standardError - 0.547068937888232) < 1e-13)
    let truncated = try KaplanMeier(Fourteen.lifetimes(isTruncated: true, weights: Fourteen.w))
    #expect(truncated.steps.map(\.atRisk) == [9, 12, 14, 11, 16, 12, 10, 6, 2])
    let upper = [
      0.983564028525579, 0.95085505191844, 0.876003928389038, 0.72651106370889,
      0.659819725413324, 0.580394867940705, 0.539181459144657, 0.539181459144657, .nan,
    ]
    #expect(same(truncated.bands(scale: .logLog).upper, upper, within: 1e-13))
    let plain = truncated.bands(scale: .plain)
    #expect(abs(plain.lower[2] - 0.44835831535106) < 1e-13)
    #expect(plain.upper[0] == 1)
    #expect(abs(truncated.restrictedMean(to: 10).standardError - 0.843051364940882) < 1e-13)
  }

  /// "left_truncation_empty_risk_set" of `reference/01_km_logrank.json`: R keeps the curve at 0, gives
  /// no band, and a restricted mean of 2 with error 0.
  @Test("A risk set that empties early holds the curve at 0 and is told")
  func emptiedRiskSet() throws {
    let curve = try KaplanMeier(
      Lifetimes(
        durations: [2, 5, 6, 7], churned: [true, true, true, false], entries: [0, 3, 3, 3]))
    #expect(curve.steps.map(\.survival) == [0, 0, 0, 0])
    #expect(curve.emptiedAt == 2)
    #expect(curve.bands().lower.allSatisfy { $0.isNaN })
    #expect(curve.restrictedMean() == (2, 0, 7))
    #expect(curve.median == 2)
    #expect(curve.quantileInterval(0.5) == (nil, nil))
    // R: survfit(Surv(entry, time, event) ~ 1, start.time = 3) runs 0.667 0.333 0.333, rmean 6.
    let later = try KaplanMeier(
      RiskTable(
        Lifetimes(
          durations: [2, 5, 6, 7], churned: [true, true, true, false], entries: [0, 3, 3, 3])),
      from: 3)
    let shares: [Double] = [2.0 / 3, 1.0 / 3, 1.0 / 3]
    #expect(agree(later.steps.map(\.survival), shares, within: 1e-15))
    #expect(later.survival(at: 4) == 1 && later.emptiedAt == nil)
    #expect(abs(later.restrictedMean().mean - 6) < 1e-14)
  }

  @Test func noLifetimesGiveAFlatCurve() throws {
    let curve = try KaplanMeier(Lifetimes(durations: [], exits: []))
    #expect(curve.survival(at: 365) == 1 && curve.median == nil)
    #expect(curve.band(at: 3).lower == 1 && curve.standardError(at: 3) == 0)
    #expect(curve.restrictedMean() == (0, 0, 0) && curve.restrictedMean(to: 5).mean == 5)
    #expect(try KaplanMeier(days: [], churned: []) == curve)
  }

  /// "all_censored" of `reference/01_km_logrank.json`: no median, never 0 or the last time.
  @Test func onlyCensoredLifetimesHaveNoMedian() throws {
    let curve = try KaplanMeier(days: [1, 2, 3], churned: [false, false, false])
    #expect(curve.median == nil && curve.survival(at: 3) == 1)
    #expect(curve.quantileInterval(0.5) == (nil, nil))
    #expect(curve.band(at: 3, scale: .logLog) == (1, 1))
  }

  @Test("When the last customer churns the curve is 0, not a rounding of it, and has no band")
  func everybodyChurns() throws {
    let curve = try KaplanMeier(
      days: [1, 2, 3, 4, 5, 6, 7], churned: Array(repeating: true, count: 7))
    #expect(curve.survival(at: 7) == 0 && curve.standardError(at: 7).isNaN)
    #expect(curve.quantile(1) == 7 && curve.emptiedAt == nil)
    #expect(BandScale.allCases.allSatisfy { curve.band(at: 7, scale: $0).upper.isNaN })
  }

  /// R: quantile(survfit(Surv(1:4, rep(1, 4)) ~ 1), c(0, .25, .5, .75, 1)) gives 0 1.5 2.5 3.5 4, with
  /// lower ends 0 1 1 2 NA and upper ends 0 NA NA NA NA.
  @Test("A curve exactly at the level has its quantile in the middle, as in R")
  func midpoints() throws {
    let curve = try KaplanMeier(days: [1, 2, 3, 4], churned: [true, true, true, true])
    let shares = [0, 0.25, 0.5, 0.75, 1]
    #expect(shares.map { curve.quantile($0) } == [0, 1.5, 2.5, 3.5, 4])
    #expect(shares.map { curve.quantileInterval($0).lower } == [0, 1, 1, 2, nil])
    #expect(shares.map { curve.quantileInterval($0).upper } == [0, nil, nil, nil, nil])
    #expect(curve.firstTime(reaching: 0.5) == 2)
    // R: quantile(survfit(Surv(c(1, 2, 3, 4), c(1, 1, 0, 0)) ~ 1), 0.5) is 3, between 2 and the end.
    let flat = try KaplanMeier(days: [1, 2, 3, 4], churned: [true, true, false, false])
    #expect(flat.median == 3)
    for share in [Double.nan, -0.1, 1.1, .infinity] { #expect(curve.quantile(share) == nil) }
  }

  @Test("Limits that are none give no mean; before the first step the mean is the limit")
  func awkwardLimits() throws {
    let curve = try KaplanMeier(days: [4, 6], churned: [true, false])
    #expect(curve.restrictedMean(to: 3) == (3, 0, 3))
    #expect(curve.restrictedMean(to: 0) == (0, 0, 0))
    for limit in [Double.nan, -1, .infinity] {
      #expect(curve.restrictedMean(to: limit).mean.isNaN)
    }
    // By hand: 4 + 0.5 (10 − 4); variance (0.5 · 6)² · 1 / (2 · 1).
    let beyond = curve.restrictedMean(to: 10)
    #expect(abs(beyond.mean - 7) < 1e-14)
    #expect(abs(beyond.standardError - (9.0 / 2).squareRoot()) < 1e-14)
  }
}

/// Whether two lists agree in absolute terms, NaN with NaN.
func same(_ found: [Double], _ expected: [Double], within tolerance: Double) -> Bool {
  found.count == expected.count
    && zip(found, expected).allSatisfy { found, expected in
      expected.isNaN ? found.isNaN : abs(found - expected) <= tolerance
    }
}
