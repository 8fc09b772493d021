import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Pushes in probability")
struct ProbabilityPushesTests {
  /// Calibrations of every kind: none, a line, steps that are level, steep and cut off.
  static let calibrators: [Calibrator] = {
    let steps = IsotonicRegression(
      thresholds: [-2, -1, -0.999_999_9, 0.5, 0.6, 3], values: [0, 0, 0.3, 0.3, 0.7, 1])
    return [
      .identity, .platt(PlattScaling(slope: 0.4, intercept: -0.7)),
      .platt(PlattScaling(slope: 0, intercept: 0.2)),
    ] + (steps.map { [.isotonic($0)] } ?? [])
  }()

  /// Rows of five features, of which the fourth is not used and the fifth equals the first.
  struct Rows {
    var contributions: [[Double]] = Array(repeating: [], count: 5)
    var decisions: [Double] = []

    init(count: Int, isLogOdds: Bool, seed: UInt64) {
      var random = RandomStream(seed: seed, stream: 1)
      for _ in 0..<count {
        let size = isLogOdds ? 1.0 : 0.06
        let own = (0..<3).map { _ in size * Double.random(in: -1...1, using: &random) }
        let row = [own[0], own[1], own[2], 0, own[0]]
        for (feature, value) in row.enumerated() { contributions[feature].append(value) }
        decisions.append((isLogOdds ? -0.4 : 0.3) + row.reduce(0, +))
      }
    }

    func row(_ place: Int) -> [Double] { contributions.map { $0[place] } }
  }

  static let cases = calibrators.indices.flatMap { kind in
    [true, false].map { (kind, $0) }
  }

  @Test(
    "Base rate, pushes and level add up to the probability, for any calibration and base rate",
    arguments: cases)
  func additivity(kind: Int, isLogOdds: Bool) throws {
    let rows = Rows(count: 300, isLogOdds: isLogOdds, seed: 3)
    let link = ProbabilityLink(isLogOdds: isLogOdds, calibrator: Self.calibrators[kind])
    let base = try #require(
      ReferenceBase(rows: rows.decisions, contributions: rows.contributions))
    for rate in [0.001, 0.2, 0.37, 0.5, 0.999] {
      let pushes = ProbabilityPushes(reference: base, link: link, baseRate: rate)
      for place in rows.decisions.indices {
        let probability = link.probability(rows.decisions[place])
        let row = pushes.row(
          probability: probability, decision: rows.decisions[place],
          contributions: rows.row(place))
        // Rounding of a sum of six numbers below 1.
        #expect(abs(row.pushes.reduce(rate + row.level, +) - probability) < 1e-15)
        #expect(row.pushes[3] == 0)
        #expect(abs(row.pushes[0] - row.pushes[4]) < 1e-15)
        // A steep step must not blow pushes up that then take each other back.
        #expect(row.pushes.allSatisfy { abs($0) <= 2 })
      }
    }
  }

  /// With a straight link everything is known: each push is the contribution less its mean.
  @Test("Where probability is the decision itself, pushes are contributions less their mean")
  func straight() throws {
    let rows = Rows(count: 320, isLogOdds: false, seed: 9)
    let link = ProbabilityLink(isLogOdds: false, calibrator: .identity)
    let base = try #require(
      ReferenceBase(rows: rows.decisions, contributions: rows.contributions))
    let mean = rows.decisions.reduce(0, +) / 320
    let pushes = ProbabilityPushes(reference: base, link: link, baseRate: mean)
    #expect(pushes.level == 0)
    for place in [0, 17, 319] {
      let row = pushes.row(
        probability: rows.decisions[place], decision: rows.decisions[place],
        contributions: rows.row(place))
      for feature in 0..<5 {
        let expected =
          rows.contributions[feature][place] - rows.contributions[feature].reduce(0, +) / 320
        // Log-odds and back, and the bisection for shares that were right already.
        #expect(abs(row.pushes[feature] - expected) < 1e-9)
      }
    }
  }

  @Test("A customer like the base at a level stretch of the calibration is pushed by nothing")
  func level() throws {
    let link = ProbabilityLink(
      isLogOdds: true,
      calibrator: .isotonic(try #require(IsotonicRegression(thresholds: [0], values: [0.3]))))
    let rows = Rows(count: 100, isLogOdds: true, seed: 5)
    let base = try #require(
      ReferenceBase(rows: rows.decisions, contributions: rows.contributions))
    let pushes = ProbabilityPushes(reference: base, link: link, baseRate: 0.3)
    let row = pushes.row(
      probability: 0.3, decision: rows.decisions[4], contributions: rows.row(4))
    #expect(row.pushes.allSatisfy { $0 == 0 } && abs(row.level) < 1e-15)
  }

  @Test("What no mix of the base explains is said apart and is the same for every row")
  func remainder() throws {
    // All probabilities lie above 0.9, the base rate does not.
    let link = ProbabilityLink(
      isLogOdds: true, calibrator: .platt(PlattScaling(slope: 0.1, intercept: 4)))
    let rows = Rows(count: 200, isLogOdds: true, seed: 6)
    let base = try #require(
      ReferenceBase(rows: rows.decisions, contributions: rows.contributions))
    let pushes = ProbabilityPushes(reference: base, link: link, baseRate: 0.4)
    #expect(pushes.level > 0.5)
    for place in [0, 100] {
      let row = pushes.row(
        probability: link.probability(rows.decisions[place]), decision: rows.decisions[place],
        contributions: rows.row(place))
      #expect(row.level == pushes.level)
    }
    // A model of no feature: everything is level.
    let bare = ProbabilityPushes(
      reference: ReferenceBase(expectedDecision: 0.5, featureCount: 2), link: link, baseRate: 0.4)
    let row = bare.row(
      probability: link.probability(0.5), decision: 0.5, contributions: [0, 0])
    #expect(row.pushes == [0, 0])
    #expect(abs(0.4 + row.level - link.probability(0.5)) < 1e-15)
  }

  @Test("A feature that adds more than in the base pushes upwards, with a rising link")
  func signs() throws {
    let rows = Rows(count: 400, isLogOdds: true, seed: 8)
    let link = ProbabilityLink(isLogOdds: true, calibrator: .identity)
    let base = try #require(
      ReferenceBase(rows: rows.decisions, contributions: rows.contributions))
    let pushes = ProbabilityPushes(reference: base, link: link, baseRate: 0.4)
    let most = rows.contributions.map { $0.max() ?? 0 }
    let least = rows.contributions.map { $0.min() ?? 0 }
    for (own, isUp) in [(most, true), (least, false)] {
      let decision = -0.4 + own.reduce(0, +)
      let row = pushes.row(
        probability: link.probability(decision), decision: decision, contributions: own)
      for feature in [0, 1, 2, 4] { #expect((row.pushes[feature] > 0) == isUp) }
    }
  }

  /// 0.1 + 0.1 + 0.1 is not 3 × 0.1: the means of equal decisions differ in the last bit.
  @Test("Rows of few different decisions, as those of a small tree, make a base", arguments: 1...90)
  func ties(count: Int) throws {
    let decisions = (0..<count).map { $0 % 3 == 0 ? 0.1 : 0.7 }
    let base = try #require(ReferenceBase(rows: decisions, contributions: [decisions]))
    #expect(base.decisions == base.decisions.sorted())
    #expect(abs(base.shares.reduce(0, +) - 1) < 1e-12)
  }

  @Test("Broken parts make no base, and absurd numbers no trap")
  func absurd() {
    #expect(ReferenceBase(decisions: [], shares: [], contributions: []) == nil)
    #expect(ReferenceBase(decisions: [1, 0], shares: [0.5, 0.5], contributions: []) == nil)
    #expect(ReferenceBase(decisions: [0], shares: [0.5], contributions: []) == nil)
    #expect(ReferenceBase(decisions: [0, 1], shares: [0.5, 0.5], contributions: [[0]]) == nil)
    #expect(ReferenceBase(rows: [], contributions: [[]]) == nil)
    #expect(ReferenceBase(rows: [.nan], contributions: [[0]]) == nil)
    let link = ProbabilityLink(isLogOdds: true, calibrator: .identity)
    let base = ReferenceBase(expectedDecision: .infinity, featureCount: 1)
    let pushes = ProbabilityPushes(reference: base, link: link, baseRate: 0.5)
    for value in [Double.infinity, -.infinity, .nan, 1e308] {
      let row = pushes.row(probability: 0.5, decision: value, contributions: [value])
      #expect(row.pushes.count == 1)
    }
  }
}
