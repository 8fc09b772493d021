import Foundation
import Testing

@testable import ChurnMath
@testable import ChurnModels

@Suite("Blends of models")
struct BlendTests {
  private static let first = [-2.0, -1.2, -0.4, 0.3, 0.9, 1.7, 2.2, -0.7]
  private static let second = [-0.5, 0.4, -1.1, 0.8, -0.2, 1.0, 0.1, -0.9]
  private static let labels = [false, false, true, false, true, true, true, false]

  /// scipy 1.17.1: minimize(log loss + 5/2 Σ (w − 1/2)², method="L-BFGS-B", bounds w ≥ 0).
  @Test("Weights are those of a bounded minimiser, and none is negative")
  func weights() throws {
    let mixture = try Blend.learned(from: [Self.first, Self.second], labels: Self.labels)
    #expect(abs(mixture.weights[0] - 0.77292572) < 1e-5)
    #expect(abs(mixture.weights[1] - 0.32151002) < 1e-5)
    #expect(abs(mixture.intercept + 0.04440992) < 1e-5)
    // The second member now says the opposite of the first, and loses its weight.
    let wrong = zip(Self.first, Self.second).map { -8 * $0 + $1 }
    let bounded = try Blend.learned(from: [Self.first, wrong], labels: Self.labels)
    #expect(abs(bounded.weights[0] - 0.79903317) < 1e-5 && bounded.weights[1] == 0)
    #expect(abs(bounded.intercept + 0.07026701) < 1e-5)
  }

  @Test("Members that say the same share the weight, whichever comes first")
  func symmetry() throws {
    let twins = try Blend.learned(from: [Self.first, Self.first], labels: Self.labels)
    #expect(abs(twins.weights[0] - twins.weights[1]) < 1e-9)
    let one = try Blend.learned(from: [Self.first, Self.second], labels: Self.labels)
    let other = try Blend.learned(from: [Self.second, Self.first], labels: Self.labels)
    #expect(abs(one.weights[0] - other.weights[1]) < 1e-9)
  }

  @Test("Rows of one outcome, without members, of no number or of two lengths are refused")
  func refusals() {
    #expect(throws: FitError.noRows) { try Blend.learned(from: [], labels: [true, false]) }
    #expect(throws: FitError.self) { try Blend.learned(from: [[1, 2]], labels: [true, true]) }
    #expect(throws: FitError.self) {
      try Blend.learned(from: [[1, .nan]], labels: [true, false])
    }
    #expect(throws: FitError.self) { try Blend.learned(from: [[1, 2, 3]], labels: [true, false]) }
    #expect(Blend.Mixture(weights: [-0.1], intercept: 0) == nil)
    #expect(Blend.Mixture(weights: [.nan], intercept: 0) == nil)
    #expect(Blend.Mixture(weights: [1], intercept: .infinity) == nil)
  }

  @Test("Certain and enormous log-odds end in finite weights")
  func extremes() throws {
    for scale in [1e-8, 1e3, 1e30] {
      let mixture = try? Blend.learned(
        from: [Self.first.map { $0 * scale }, Self.second], labels: Self.labels)
      if let mixture { #expect(mixture.weights.allSatisfy { $0 >= 0 && $0.isFinite }) }
    }
    let separated = try Blend.learned(
      from: [Self.labels.map { $0 ? 9.0 : -9.0 }], labels: Self.labels)
    #expect(separated.weights[0] > 0 && separated.weights[0].isFinite)
  }

  private static let samples: TrainingSamples = {
    var random = RandomStream(seed: 4, stream: 0)
    let x = (0..<400).map { _ in 4 * random.uniform() - 2 }
    let y = (0..<400).map { _ in 4 * random.uniform() - 2 }
    let labels = zip(x, y).map { x, y in random.chance(1 / (1 + exp(-x - (x > 0 ? y : 0)))) }
    return TrainingSamples(
      features: FeatureMatrix(
        columns: [
          FeatureMatrix.Column(name: "x", values: x), FeatureMatrix.Column(name: "y", values: y),
        ], rowCount: 400), labels: labels)
  }()

  private static func blend() throws -> Blend {
    let members: [TrainedModel] = [
      .logistic(try LogisticRegression().fit(samples)),
      .forest(try RandomForest(treeCount: 20, maxDepth: 4).fit(samples)),
      .boosting(try GradientBoosting(rounds: 20, maxLeaves: 4).fit(samples)),
    ]
    let mixture = try #require(Blend.Mixture(weights: [0.5, 0.25, 0.4], intercept: -0.1))
    return try #require(Blend(members: members, mixture: mixture))
  }

  @Test("A blend says the weighted sum of what its members say")
  func decision() throws {
    let blend = try Self.blend()
    let features = Self.samples.features
    let sums = try (0..<400).map { row in
      try zip(blend.members, blend.mixture.weights).reduce(-0.1) { sum, member in
        sum + member.1 * (try member.0.logOdds(features)[row])
      }
    }
    for (own, naive) in zip(try blend.decision(features), sums) {
      #expect(abs(own - naive) < 1e-12)
    }
    #expect(try TrainedModel.blend(blend).logOdds(features, threads: 2) == blend.decision(features))
    for (p, odds) in zip(try blend.predict(features), sums) {
      #expect(abs(p - 1 / (1 + exp(-odds))) < 1e-12)
    }
  }

  /// The parts of members in probability are stretched to log-odds, so the sum is exact for them, too.
  @Test("What features add to a blend adds up to its decision")
  func contributions() throws {
    let model = TrainedModel.blend(try Self.blend())
    let additive = model.additive
    let rows = try additive.rows(Self.samples.features, threads: 1)
    for row in 0..<400 {
      let sum = rows.contributions.reduce(additive.expectedDecision) { $0 + $1[row] }
      #expect(abs(sum - rows.decisions[row]) < 1e-9)
    }
    let basis = try ExplanationBasis(
      model, .identity, Self.samples.features, baseRate: 0.5, threads: 1)
    #expect(basis.agrees(with: model))
  }

  @Test("A blend of blends, of other features or without a weight for each does not come about")
  func consistency() throws {
    let blend = try Self.blend()
    let one = try #require(Blend.Mixture(weights: [1], intercept: 0))
    #expect(Blend(members: [.blend(blend)], mixture: one) == nil)
    #expect(Blend(members: blend.members, mixture: one) == nil)
    #expect(Blend(members: [], mixture: try #require(.init(weights: [], intercept: 0))) == nil)
    let narrow = TrainingSamples(
      features: FeatureMatrix(
        columns: Array(Self.samples.features.columns.prefix(1)), rowCount: 400),
      labels: Self.samples.labels)
    let other = TrainedModel.logistic(try LogisticRegression().fit(narrow))
    let two = try #require(Blend.Mixture(weights: [1, 1], intercept: 0))
    #expect(Blend(members: [blend.members[0], other], mixture: two) == nil)
  }
}
