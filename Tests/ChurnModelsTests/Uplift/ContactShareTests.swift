import ChurnMath
import ChurnModels
import Testing

@Suite("Where contacting stops to pay")
struct ContactShareTests {
  private static func effects(_ values: [Double]) throws -> EffectScores {
    // Models that say the effect, and customers who did as told: Γ is the effect.
    try EffectScores(
      try CampaignSamples(
        features: FeatureMatrix(columns: [], rowCount: values.count),
        isTreated: values.indices.map { $0 % 2 == 0 },
        outcomes: values.indices.map { $0 % 2 == 0 ? values[$0] : 0 }),
      treated: values, control: values.map { _ in 0 })
  }

  /// By hand: gains 3, 2, 1, −1 less a cost of 1.5 sum up to 1.5, 2, 1.5, −1; the most at two.
  @Test("The cut lies where the sum of gains less costs is highest")
  func cut() throws {
    let values: [Double] = [3, 2, 1, -1]
    let chosen = ContactShare(
      scores: values, effects: try Self.effects(values), value: 1, cost: 1.5, parts: [0, 1, 0, 1],
      count: 2)
    #expect(chosen.share == 0.5 && chosen.leastScore == 2)
    let free = ContactShare(
      scores: values, effects: try Self.effects(values), value: 1, cost: 0, parts: [0, 1, 0, 1],
      count: 2)
    #expect(free.share == 0.75 && free.leastScore == 1)
  }

  @Test("Nobody is contacted where no contact pays, and equal scores go together")
  func ends() throws {
    let values: [Double] = [1, 1, 1, 1]
    let dear = ContactShare(
      scores: values, effects: try Self.effects(values), value: 1, cost: 2, parts: [0, 1, 0, 1],
      count: 2)
    #expect(dear.share == 0 && dear.leastScore == nil && !dear.isContacted.contains(true))
    let mixed = ContactShare(
      scores: [1, 1, 0, 0], effects: try Self.effects([5, -4, -1, -1]), value: 1, cost: 0,
      parts: [0, 0, 1, 1], count: 2)
    #expect(mixed.share == 0.5)
  }

  @Test("What is chosen by luck does not show as gain")
  func honest() throws {
    // No effect at all: the best sum of one campaign is above 0, what its parts show is not on average.
    var optimism = 0.0
    var shown = 0.0
    for seed in 1...60 {
      let (samples, _) = try UpliftLearningTests.campaign(400, seed: UInt64(seed), effect: 0)
      var stream = RandomStream(seed: UInt64(seed), stream: 11)
      let scores = (0..<400).map { _ in stream.uniform() }
      let effects = try EffectScores(
        samples, treated: scores.map { _ in 0.2 }, control: scores.map { _ in 0.2 })
      let chosen = ContactShare(
        scores: scores, effects: effects, value: 1, cost: 0, parts: (0..<400).map { $0 % 5 },
        count: 5)
      let least = chosen.leastScore ?? .infinity
      optimism += effects.value(ofContacting: scores.map { $0 >= least ? 1 : 0 }).mean / 60
      shown += effects.value(ofContacting: chosen.isContacted.map { $0 ? 1 : 0 }).mean / 60
    }
    #expect(optimism > 0.01 && abs(shown) < optimism / 2, "\(optimism) \(shown)")
  }
}
