import ChurnMath
import ChurnModels
import Testing

@Suite("Judging uplift")
struct EffectScoresTests {
  private static func samples(_ treated: [Bool], _ outcomes: [Double]) throws -> CampaignSamples {
    try CampaignSamples(
      features: FeatureMatrix(columns: [], rowCount: outcomes.count), isTreated: treated,
      outcomes: outcomes)
  }

  /// By hand: with models that say 0, Γ = Y / e of the contacted and −Y / (1 − e) of the others, here 2 Y
  /// and −2 Y; their mean is the difference of the arms' means, 3 − 1.
  @Test("Without models scores are outcomes over the share contacted")
  func plain() throws {
    let scores = try EffectScores(
      try Self.samples([true, false, true, false], [2, 1, 4, 1]), treated: [0, 0, 0, 0],
      control: [0, 0, 0, 0])
    #expect(scores.values == [4, -2, 8, -2])
    #expect(scores.value(ofContacting: [1, 1, 1, 1]).mean == 2)
    // Contacting the first two, at 3 money a gain and 1 a contact: (3·4 − 1 + 3·(−2) − 1) / 4.
    #expect(scores.value(ofContacting: [1, 1, 0, 0], value: 3, cost: 1).mean == 1)
  }

  @Test("Wrong models leave the mean right, good ones make it calmer")
  func robust() throws {
    let (samples, truth) = try UpliftLearningTests.campaign(20_000, treatedShare: 0.3)
    let base = truth.map { _ in 0.2 }
    let good = try EffectScores(samples, treated: truth.map { 0.2 + $0 }, control: base)
    let wrong = try EffectScores(samples, treated: truth.map { 5 - $0 }, control: truth)
    let all = truth.map { _ in 1.0 }
    let true_ = truth.reduce(0, +) / Double(truth.count)
    let calm = good.value(ofContacting: all)
    let loud = wrong.value(ofContacting: all)
    #expect(abs(calm.mean - true_) < 4 * calm.standardError)
    #expect(abs(loud.mean - true_) < 4 * loud.standardError)
    #expect(calm.standardError < loud.standardError / 2)
  }

  /// Truth by construction; 200 campaigns, so that 95 % lies within 0.91 and 0.985 with a chance of
  /// 99 %.
  @Test("Intervals of what a rule brings hold the truth in 95 of 100 campaigns")
  func coverage() throws {
    var held = 0
    for seed in 1...200 {
      let (samples, truth) = try UpliftLearningTests.campaign(600, seed: UInt64(seed))
      let scores = try EffectScores(
        samples, treated: truth.map { _ in 0.4 }, control: truth.map { _ in 0.2 })
      let rule = truth.map { $0 > 0 ? 1.0 : 0 }
      let found = scores.value(ofContacting: rule)
      // Half of the customers gain 0.4.
      if found.lower <= 0.2, found.upper >= 0.2 { held += 1 }
    }
    #expect((182...197).contains(held), "\(held)")
  }

  @Test("Told uplift that is right has slope 1, twice as large 1/2, noise 0")
  func calibration() throws {
    let (samples, truth) = try UpliftLearningTests.campaign(20_000)
    let scores = try EffectScores(
      samples, treated: truth.map { 0.2 + $0 }, control: truth.map { _ in 0.2 })
    let right = try #require(scores.calibration(of: truth)).slope
    #expect(right.lower < 1 && right.upper > 1 && right.standardError < 0.1)
    let large = try #require(scores.calibration(of: truth.map { 2 * $0 })).slope
    #expect(abs(large.mean - right.mean / 2) < 1e-9)
    var stream = RandomStream(seed: 3, stream: 3)
    let noise = try #require(scores.calibration(of: truth.map { _ in stream.uniform() })).slope
    #expect(noise.lower < 0 && noise.upper > 0)
    #expect(scores.calibration(of: truth.map { _ in 0.1 }) == nil)
  }

  /// Newcombe by hand of 30 in 100 and 20 in 100, as RateDifference, and statsmodels 0.14
  /// `confint_proportions_2indep(30, 100, 20, 100, method="newcomb")`: (−0.0199, 0.2170).
  @Test("The lift of all has Newcombe's interval, that of money Welch's")
  func lift() throws {
    let outcomes =
      (0..<100).map { $0 < 30 ? 1.0 : 0 } + (0..<100).map { $0 < 20 ? 1.0 : 0 }
    let ranked = try RankedCampaign(
      scores: outcomes.map { _ in 1 }, isTreated: (0..<200).map { $0 < 100 }, gains: outcomes)
    let lift = try #require(LiftInterval(of: ranked, isBinary: true))
    let reference = try #require(RateDifference(treated: (30, 100), control: (20, 100)))
    #expect(abs(lift.lift - 0.1) < 1e-12)
    #expect(abs(lift.lower - reference.difference.lower) < 1e-9)
    #expect(abs(lift.upper - reference.difference.upper) < 1e-9)
    #expect(abs(lift.lower + 0.0199) < 1e-3 && abs(lift.upper - 0.2170) < 1e-3)
    let money = try #require(LiftInterval(of: ranked, isBinary: false))
    let means = MeanDifference(
      treated: try #require(MeanDifference.Mean(Array(outcomes.prefix(100)))),
      control: try #require(MeanDifference.Mean(Array(outcomes.suffix(100)))))
    #expect(abs(money.lower - means.difference.lower) < 1e-9)
    #expect(abs(money.upper - means.difference.upper) < 1e-9)
  }

  @Test("Tenths add up to all, and share customers of equal uplift")
  func tenths() throws {
    let (samples, truth) = try UpliftLearningTests.campaign(1003)
    let ranked = try RankedCampaign(
      scores: truth, isTreated: samples.isTreated, gains: samples.outcomes)
    let parts = UpliftPart.table(of: ranked, isBinary: true)
    #expect(parts.count == 10)
    for part in parts { #expect(abs(part.treatedRows + part.controlRows - 100.3) < 1e-9) }
    // Half of the customers are told 0.4 and half 0: tenths within one group are alike.
    #expect(abs(parts[0].told - 0.4) < 1e-9 && abs((parts[9].told)) < 1e-9)
    #expect(
      abs((parts[0].came?.treatedMean ?? 0) - (parts[2].came?.treatedMean ?? 1)) < 1e-9)
  }
}
