import Foundation
import Testing

@testable import Churn
@testable import ChurnModels

/// Rows whose outcome follows from their features, for contests between kinds of model.
enum LessonFixture {
  /// Rows of two numbers and a name; the outcome follows from a straight line, or from a corner that
  /// no line can tell.
  static func samples(rows: Int, isLine: Bool, seed: UInt64 = 1) -> TrainingSamples {
    var random = RandomStream(seed: seed, stream: 0)
    var columns: [[Double]] = [[], [], []]
    var labels: [Bool] = []
    for _ in 0..<rows {
      let x = 4 * random.uniform() - 2
      let y = 4 * random.uniform() - 2
      columns[0].append(random.chance(0.03) ? .nan : x)
      columns[1].append(y)
      columns[2].append(Double(random.below(3)))
      let odds = isLine ? 1.5 * x - y : (x > 0) == (y > 0) ? 2.5 : -2.5
      labels.append(random.chance(1 / (1 + exp(-odds))))
    }
    return TrainingSamples(
      features: FeatureMatrix(
        columns: [
          FeatureMatrix.Column(name: "x", values: columns[0]),
          FeatureMatrix.Column(name: "y", values: columns[1]),
          FeatureMatrix.Column(
            name: "z", kind: .categorical(levels: ["a", "b", "c"]), values: columns[2]),
        ], rowCount: rows), labels: labels)
  }

  static func lesson(_ samples: TrainingSamples, threads: Int = 1) -> Lesson {
    Lesson(
      training: samples, folds: InnerFolds.byGroup(samples.groups, parts: 4),
      calibration: .crossFitted, seed: 1, threads: threads)
  }

  static func contest(
    _ lesson: Lesson, kinds: [ModelKind] = ModelKind.allCases, search: Int = 0
  ) throws -> Contest {
    try Contest(
      lesson,
      Contest.Rules(kinds: kinds, metric: .logLoss, costs: .standard, search: search),
      margins: nil, step: { _ in })
  }
}

@Suite("Contests between kinds of model")
struct ContestTests {
  private typealias Fixture = LessonFixture

  @Test("A straight process is won by the logistic regression, being the simplest")
  func line() throws {
    let contest = try Fixture.contest(Fixture.lesson(Fixture.samples(rows: 1500, isLine: true)))
    #expect(contest.models.map(\.kind) == ModelKind.allCases)
    #expect(contest.champion.kind == .logistic)
    #expect(contest.reason.hasPrefix("Champion: logistic"))
    #expect(contest.ranking.first == contest.choice.champion)
    #expect(contest.ranking.sorted() == [0, 1, 2, 3, 4])
  }

  @Test("A corner is lost on a line: a model of trees wins, and the sentence names the best")
  func corner() throws {
    let contest = try Fixture.contest(Fixture.lesson(Fixture.samples(rows: 1500, isLine: false)))
    #expect(contest.champion.kind != .logistic)
    let logistic = try #require(contest.choice.standings[0])
    #expect(logistic.behind > 3 * logistic.standardError)
    #expect(contest.reason.contains("before the test"))
  }

  @Test("Threads, the order of kinds and other kinds change nothing of a model")
  func deterministic() throws {
    let samples = Fixture.samples(rows: 500, isLine: false)
    let all = try Fixture.contest(Fixture.lesson(samples, threads: 2))
    let turned = try Fixture.contest(
      Fixture.lesson(samples), kinds: ModelKind.allCases.reversed())
    #expect(all.choice.standings == turned.choice.standings)
    for (one, other) in zip(all.models, turned.models) {
      #expect(one.model == other.model && one.calibrator == other.calibrator)
      #expect(one.judged == other.judged)
    }
    let alone = try Fixture.contest(Fixture.lesson(samples), kinds: [.forest])
    #expect(alone.champion.model == all.models[2].model)
    #expect(alone.reason == "Champion: forest, the only model.")
  }

  @Test("Without folds the simplest is taken, and every kind still learns")
  func noFolds() throws {
    let samples = Fixture.samples(rows: 60, isLine: true)
    let lesson = Lesson(
      training: samples, folds: [], calibration: .crossFitted, seed: 1, threads: 1)
    let contest = try Fixture.contest(lesson)
    #expect(contest.champion.kind == .logistic && contest.models.count == 4)
    #expect(contest.choice.standings == [nil, nil, nil, nil])
    #expect(contest.reason.contains("simplest"))
    for model in contest.models {
      let risks = try model.probabilities(samples.features, threads: 1)
      #expect(risks.allSatisfy { $0 >= 0 && $0 <= 1 })
    }
  }

  @Test("Rows of one outcome are an error, not a model")
  func oneOutcome() throws {
    let samples = Fixture.samples(rows: 40, isLine: true)
    let one = TrainingSamples(
      features: samples.features, labels: samples.labels.map { _ in true })
    #expect(throws: FitError.self) { try Fixture.contest(Fixture.lesson(one)) }
  }

  /// Rows of the same customers before and after: a model fitted to a customer must not calibrate on
  /// him, and each calibration row gets a score all the same.
  @Test("Where windows overlap, calibration scores come from models of other customers")
  func overlap() throws {
    let samples = Fixture.samples(rows: 300, isLine: false)
    // Every label is turned round afterwards: a forest that had seen the customers would be sure, and
    // wrong.
    let later = TrainingSamples(
      features: samples.features, labels: samples.labels.map { !$0 }, groups: samples.groups)
    func scores(_ overlaps: Bool) throws -> [Double] {
      let lesson = Lesson(
        training: samples, folds: [], calibration: .later(later, overlapsTraining: overlaps),
        seed: 1, threads: 2)
      let recipe = ModelRecipe.forest(RandomForest(treeCount: 50, minLeafRows: 1))
      let model = try recipe.fit(samples, threads: 1)
      return try lesson.originLogOdds(recipe, model)
    }
    let (seen, unseen) = (try scores(false), try scores(true))
    #expect(seen.count == 300 && unseen.count == 300)
    func agreement(_ scores: [Double]) -> Int {
      zip(scores, samples.labels).count { ($0 > 0) == $1 }
    }
    // What was seen is repeated nearly without fault; noise of e^−2.5 leaves 92 % at most otherwise.
    #expect(agreement(seen) > 285 && agreement(unseen) < 285)
  }

  @Test("Boosting learns no direction against those it is given")
  func directions() throws {
    let samples = Fixture.samples(rows: 600, isLine: true)
    let lesson = Lesson(
      training: samples, folds: InnerFolds.byGroup(samples.groups, parts: 4),
      calibration: .crossFitted, directions: ["x": .rises, "y": .falls], seed: 1, threads: 2)
    let model = try #require(
      try Fixture.contest(lesson, kinds: [.boosting]).champion.model.ensemble)
    func decisions(x: [Double], y: [Double]) throws -> [Double] {
      try model.decision(
        FeatureMatrix(
          columns: [
            FeatureMatrix.Column(name: "x", values: x), FeatureMatrix.Column(name: "y", values: y),
            FeatureMatrix.Column(
              name: "z", kind: .categorical(levels: ["a", "b", "c"]), values: x.map { _ in 1 }),
          ], rowCount: x.count))
    }
    let steps = (0...80).map { Double($0) / 20 - 2 }
    for other in [-1.5, 0, 1.5] {
      let rising = try decisions(x: steps, y: steps.map { _ in other })
      #expect(zip(rising, rising.dropFirst()).allSatisfy { $0 <= $1 })
      let falling = try decisions(x: steps.map { _ in other }, y: steps)
      #expect(zip(falling, falling.dropFirst()).allSatisfy { $0 >= $1 })
    }
  }
}

@Suite("The search for settings")
struct RecipeSearchTests {
  private typealias Fixture = LessonFixture

  @Test("A search is the same on any number of threads, and never worse than the defaults")
  func deterministic() throws {
    let samples = Fixture.samples(rows: 400, isLine: false)
    for kind in [ModelKind.forest, .boosting] {
      let one = try Fixture.contest(Fixture.lesson(samples), kinds: [kind], search: 9)
      let two = try Fixture.contest(Fixture.lesson(samples, threads: 2), kinds: [kind], search: 9)
      #expect(one.champion.model == two.champion.model)
      let report = try #require(one.champion.search)
      #expect(report == two.champion.search)
      #expect(report.trials.count == 10 && report.trials.indices.contains(report.chosen))
      // Three shares: all ten get a ninth, four a third, and two or three the whole.
      #expect(report.trials[0].share == 1)
      #expect((5...7).contains(report.trials.count { $0.share < 0.2 }))
      #expect((1...3).contains(report.trials.count { $0.share == 1 }))
      #expect(report.trials[report.chosen].logLoss <= report.trials[0].logLoss)
    }
  }

  @Test("Draws depend on seed and number alone and stay within their ranges")
  func draws() {
    let defaults = GradientBoosting(rounds: 300, learningRate: 0.05)
    for number in 1...200 {
      let one = RecipeDraw.boosting(around: defaults, seed: 7, number: number)
      #expect(one == RecipeDraw.boosting(around: defaults, seed: 7, number: number))
      #expect((0.019...0.21).contains(one.learningRate))
      #expect((70...800).contains(one.rounds))
      #expect((5...100).contains(one.minLeafRows))
      #expect((0.09...31).contains(one.l2))
      let forest = RecipeDraw.forest(
        around: RandomForest(), columns: 3, seed: 7, number: number)
      #expect((1...3).contains(forest.featuresPerSplit ?? 0))
    }
    let numbers = (1...20).map {
      RecipeDraw.boosting(around: defaults, seed: 7, number: $0).learningRate
    }
    #expect(Set(numbers).count > 10)
  }
}
