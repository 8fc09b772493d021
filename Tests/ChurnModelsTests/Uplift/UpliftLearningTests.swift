import ChurnMath
import ChurnModels
import Testing

@Suite("Learning uplift")
struct UpliftLearningTests {
  /// A campaign whose uplift is known: 0.4 where `x` > 0, else nothing; 0.2 without a contact.
  static func campaign(
    _ count: Int, seed: UInt64 = 1, treatedShare: Double = 0.5, effect: Double = 0.4,
    money: Double? = nil
  ) throws -> (samples: CampaignSamples, uplift: [Double]) {
    var stream = RandomStream(seed: seed, stream: 7)
    var x: [Double] = []
    var noise: [Double] = []
    var treated: [Bool] = []
    var outcomes: [Double] = []
    var uplift: [Double] = []
    for _ in 0..<count {
      let value = 2 * stream.uniform() - 1
      let isTreated = stream.uniform() < treatedShare
      let gain = value > 0 ? effect : 0
      let yes = stream.uniform() < 0.2 + (isTreated ? gain : 0)
      x.append(value)
      noise.append(stream.uniform())
      treated.append(isTreated)
      outcomes.append(yes ? money ?? 1 : 0)
      uplift.append(gain * (money ?? 1))
    }
    let features = FeatureMatrix(
      columns: [
        FeatureMatrix.Column(name: "x", values: x),
        FeatureMatrix.Column(name: "noise", values: noise),
        FeatureMatrix.Column(
          name: "kind", kind: .categorical(levels: ["a", "b"]),
          values: x.indices.map { Double($0 % 2) }),
      ], rowCount: count)
    return (
      try CampaignSamples(features: features, isTreated: treated, outcomes: outcomes), uplift
    )
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(1, values.count))
  }

  private static func meanError(_ told: [Double], _ truth: [Double]) -> Double {
    mean(zip(told, truth).map { abs($0 - $1) })
  }

  @Test(
    "Both methods find who gains, on every learner", arguments: OutcomeLearner.Kind.allCases)
  func finds(_ kind: OutcomeLearner.Kind) throws {
    let (samples, truth) = try Self.campaign(6000)
    let parts = (0..<samples.count).map { $0 % 3 }
    let told = try CrossFittedUplift(
      samples, parts: parts, count: 3, learner: OutcomeLearner(kind))
    for uplift in [told.difference, told.transformed] {
      let high = uplift.indices.filter { truth[$0] > 0 }.map { uplift[$0] }
      let low = uplift.indices.filter { truth[$0] == 0 }.map { uplift[$0] }
      // The truth is 0.4 and 0; logistic regression bends a step into a slope.
      #expect(Self.mean(high) > 0.3 && Self.mean(low) < 0.1, "\(Self.mean(high)) \(Self.mean(low))")
      let limit = kind == .logistic ? 0.14 : 0.1
      #expect(Self.meanError(uplift, truth) < limit, "\(Self.meanError(uplift, truth))")
    }
  }

  @Test("Money is told as money: 25 times the outcome is 25 times the uplift")
  func money() throws {
    let (plain, _) = try Self.campaign(3000)
    let (rich, _) = try Self.campaign(3000, money: 25)
    let parts = (0..<3000).map { $0 % 2 }
    let one = try CrossFittedUplift(plain, parts: parts, count: 2, learner: OutcomeLearner(.forest))
    let other = try CrossFittedUplift(
      rich, parts: parts, count: 2, learner: OutcomeLearner(.forest))
    for (small, large) in zip(one.difference, other.difference) {
      #expect(abs(25 * small - large) < 1e-9)
    }
    #expect(Self.meanError(one.transformed.map { 25 * $0 }, other.transformed) < 0.01)
  }

  @Test("Outcomes between two values are learned as means, by a tree as by their variance")
  func amounts() throws {
    // Means by group: 10 and 30, in four equal parts each; a forest must tell them.
    let x = (0..<400).map { Double($0 % 2) }
    let steps: [Double] = [0, 5, 15, 20]
    let y: [Double] = (0..<400).map { row in
      let base: Double = row % 2 == 0 ? 0 : 20
      return base + steps[row / 2 % 4]
    }
    let features = FeatureMatrix(
      columns: [FeatureMatrix.Column(name: "x", values: x)], rowCount: 400)
    let errors: [(OutcomeLearner.Kind, Double)] = [
      (.forest, 1.5), (.logistic, 0.5), (.boosting, 2.5),
    ]
    for (kind, error) in errors {
      let told = try OutcomeLearner(kind).fit(features, outcomes: y).predict(features)
      #expect(
        abs(told[0] - 10) < error && abs(told[1] - 30) < error,
        "\(kind.rawValue) \(told[0]) \(told[1])")
    }
  }

  /// Jaskowski & Jaroszewicz: with as many contacted as not and a centre of one half, Z = 1 where a
  /// contacted customer gained or one left alone did not, else −1.
  @Test("The class variable transformation is one of the transformed outcomes")
  func classVariable() throws {
    let features = FeatureMatrix(columns: [], rowCount: 4)
    let samples = try CampaignSamples(
      features: features, isTreated: [true, true, false, false], outcomes: [1, 0, 1, 0])
    #expect(TransformedOutcome(centre: 0.5).transformed(samples) == [1, -1, -1, 1])
    // Athey & Imbens: Y (W − e) / (e (1 − e)).
    #expect(TransformedOutcome(centre: 0).transformed(samples) == [2, 0, -2, 0])
    // With a quarter contacted by design, 1/e = 4 and 1/(1 − e) = 4/3.
    let skewed = TransformedOutcome(centre: 0).transformed(samples, treatedShare: 0.25)
    #expect(skewed[0] == 4 && abs(skewed[2] + 4.0 / 3) < 1e-12)
  }

  @Test("The mean of the transformed outcome is the lift, for any centre")
  func meanIsLift() throws {
    let (samples, _) = try Self.campaign(500, treatedShare: 0.3)
    func mean(_ isTreated: Bool) -> Double {
      Self.mean(
        samples.outcomes.indices.filter { samples.isTreated[$0] == isTreated }
          .map { samples.outcomes[$0] })
    }
    for centre in [nil, 0, 0.5, 3] as [Double?] {
      let z = TransformedOutcome(centre: centre).transformed(samples)
      #expect(abs(Self.mean(z) - (mean(true) - mean(false))) < 1e-9)
    }
    // The default is the calmest of them.
    func spread(_ centre: Double?) -> Double {
      Self.mean(TransformedOutcome(centre: centre).transformed(samples).map { $0 * $0 })
    }
    for centre in [0, 0.1, 0.2, 0.5, 1] { #expect(spread(nil) <= spread(centre)) }
  }

  @Test("Where nothing can be learned, the mean is told: no columns, constant columns, one outcome")
  func nothing() throws {
    let features = FeatureMatrix(
      columns: [FeatureMatrix.Column(name: "same", values: [5, 5, 5, 5])], rowCount: 4)
    let empty = FeatureMatrix(columns: [], rowCount: 4)
    for kind in OutcomeLearner.Kind.allCases {
      for matrix in [features, empty] {
        let told = try OutcomeLearner(kind).fit(matrix, outcomes: [0, 1, 1, 1]).predict(matrix)
        #expect(told.allSatisfy { abs($0 - 0.75) < 0.05 }, "\(kind.rawValue)")
        let same = try OutcomeLearner(kind).fit(matrix, outcomes: [3, 3, 3, 3]).predict(matrix)
        #expect(same == [3, 3, 3, 3])
      }
    }
    #expect(throws: FitError.self) {
      try OutcomeLearner().fit(features, outcomes: [0, 1, .infinity, 1])
    }
  }

  @Test("A campaign needs two arms and outcomes that are numbers")
  func refuses() {
    let features = FeatureMatrix(columns: [], rowCount: 2)
    #expect(throws: FitError.self) {
      try CampaignSamples(features: features, isTreated: [true, true], outcomes: [0, 1])
    }
    #expect(throws: FitError.self) {
      try CampaignSamples(features: features, isTreated: [true, false], outcomes: [0, .nan])
    }
    #expect(throws: FitError.noRows) {
      try CampaignSamples(
        features: FeatureMatrix(columns: [], rowCount: 0), isTreated: [], outcomes: [])
    }
  }

  @Test("The same uplift on any number of threads")
  func threads() throws {
    let (samples, _) = try Self.campaign(800)
    let parts = (0..<samples.count).map { $0 % 4 }
    for kind in OutcomeLearner.Kind.allCases {
      let one = try CrossFittedUplift(
        samples, parts: parts, count: 4, learner: OutcomeLearner(kind), threads: 1)
      #expect(
        try CrossFittedUplift(
          samples, parts: parts, count: 4, learner: OutcomeLearner(kind), threads: 3) == one)
    }
  }
}
