import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Explaining models")
struct ModelExplainerTests {
  /// Rows whose label follows from `x` and `plan`; `noise` is random and `constant` never varies.
  static func samples(_ count: Int, seed: UInt64) -> TrainingSamples {
    var random = RandomStream(seed: seed, stream: 0)
    var columns: [[Double]] = [[], [], [], []]
    var labels: [Bool] = []
    for row in 0..<count {
      let x = Double.random(in: -2...2, using: &random)
      let plan = Double(random.below(3))
      let odds = 1.3 * x + (plan == 0 ? 1 : -0.5)
      labels.append(Double.random(in: 0..<1, using: &random) < logistic(odds))
      columns[0].append(row % 20 == 3 ? .nan : x)
      columns[1].append(row % 31 == 5 ? .nan : plan)
      columns[2].append(Double.random(in: 0...1, using: &random))
      columns[3].append(7)
    }
    return TrainingSamples(
      features: FeatureMatrix(
        columns: [
          FeatureMatrix.Column(name: "x", values: columns[0]),
          FeatureMatrix.Column(
            name: "plan", kind: .categorical(levels: ["a", "b", "c"]), values: columns[1]),
          FeatureMatrix.Column(name: "noise", values: columns[2]),
          FeatureMatrix.Column(name: "constant", values: columns[3]),
        ], rowCount: count), labels: labels)
  }

  static let training = samples(1500, seed: 1)
  static let baseRate = Double(training.labels.count { $0 }) / 1500
  static let calibrator = Calibrator.platt(PlattScaling(slope: 0.8, intercept: 0.15))

  static let models = Result { () -> [TrainedModel] in
    [
      .logistic(try LogisticRegression(penalty: 0.001).fit(training, threads: 1)),
      .boosting(try GradientBoosting(rounds: 30, maxLeaves: 8).fit(training, threads: 1)),
    ]
  }

  @Test("Pushes of every model add up to the calibrated probability", arguments: 0..<2)
  func additivity(place: Int) throws {
    let model = try Self.models.get()[place]
    let basis = try ExplanationBasis(
      model, Self.calibrator, Self.training.features, baseRate: Self.baseRate, threads: 1)
    let explainer = ModelExplainer(
      model, Self.calibrator, basis: basis, baseRate: Self.baseRate)
    let later = Self.samples(400, seed: 2).features
    let decisions = try model.additive.rows(later, threads: 1).decisions
    let link = ProbabilityLink(isLogOdds: model.additive.isLogOdds, calibrator: Self.calibrator)
    for (row, decision) in zip(try explainer.explained(later, threads: 2), decisions) {
      // Sums of five numbers below 1, rounded.
      let sum = row.pushes.reduce(Self.baseRate + row.level, +)
      #expect(abs(sum - link.probability(decision)) < 1e-14)
      #expect(row.level == 0)
      #expect(row.pushes[3] == 0)
    }
    #expect(basis.importances[3] == 0)
    #expect(basis.importances[0] > basis.importances[1])
    #expect(basis.importances[1] > basis.importances[2])
  }

  @Test("Threads change nothing", arguments: 0..<2)
  func threads(place: Int) throws {
    let model = try Self.models.get()[place]
    let features = Self.training.features
    let bases = try [1, 2].map { threads in
      try ExplanationBasis(
        model, Self.calibrator, features, baseRate: Self.baseRate, threads: threads)
    }
    #expect(bases[0] == bases[1])
    let explainer = ModelExplainer(
      model, Self.calibrator, basis: bases[0], baseRate: Self.baseRate)
    #expect(
      try explainer.explained(features, threads: 1) == explainer.explained(features, threads: 2))
  }

  @Test("Pushes do not depend on the other rows", arguments: 0..<2)
  func batches(place: Int) throws {
    let model = try Self.models.get()[place]
    let explainer = ModelExplainer(model, Self.calibrator, basis: nil, baseRate: Self.baseRate)
    let later = Self.samples(50, seed: 4).features
    let all = try explainer.explained(later, threads: 1)
    for row in [0, 3, 49] {
      #expect(try explainer.explained(later.selecting(rows: [row]), threads: 1) == [all[row]])
    }
  }

  @Test("Without a basis the model's middle is compared with, and its distance is the level")
  func noBasis() throws {
    for model in try Self.models.get() {
      let explainer = ModelExplainer(model, Self.calibrator, basis: nil, baseRate: 0.9)
      for row in try explainer.explained(Self.samples(20, seed: 4).features, threads: 1) {
        #expect(row.level < 0)
      }
    }
  }
}
