import ChurnMath
import ChurnModels
import Testing

@Suite struct PenaltySearchTests {
  private func samples(rows: Int, noise: Int) -> TrainingSamples {
    let (matrix, labels) = simulatedSamples(rows: rows, columns: 2 + noise)
    let columns = (0..<matrix.columns).map { j in
      // Only the first two columns keep their tie to the label.
      FeatureMatrix.Column(
        name: "f\(j)", values: (0..<rows).map { matrix[j < 2 ? $0 : ($0 + 7 * j) % rows, j] })
    }
    return TrainingSamples(
      features: FeatureMatrix(columns: columns, rowCount: rows), labels: labels)
  }

  private func folds(_ rows: Int, _ count: Int) -> [SampleFold] {
    (0..<count).map { part in
      SampleFold(
        training: (0..<rows).filter { $0 % count != part },
        validation: (0..<rows).filter { $0 % count == part })
    }
  }

  @Test("The one-standard-error rule takes the largest penalty near the best")
  func ruleTakesTheLargest() throws {
    let samples = samples(rows: 200, noise: 8)
    let folds = folds(200, 4)
    let best = try PenaltySearch(rule: .best).run(samples, folds: folds)
    let careful = try PenaltySearch().run(samples, folds: folds)
    #expect(best.trials == careful.trials)
    #expect(careful.chosen.penalty >= best.chosen.penalty)
    let limit = best.chosen.meanLoss + best.chosen.standardError
    #expect(careful.chosen.meanLoss <= limit)
    for trial in careful.trials where trial.penalty > careful.chosen.penalty {
      #expect(trial.meanLoss > limit)
    }
    #expect(careful.trials.map(\.penalty) == PenaltySearch.defaultPenalties)
  }

  @Test("A trial's loss is the mean of the folds', each of a fresh fit")
  func lossesAreThoseOfFits() throws {
    let samples = samples(rows: 200, noise: 3)
    let folds = folds(200, 2)
    let choice = try PenaltySearch(penalties: [0.01, 1], tolerance: 1e-10).run(
      samples, folds: folds)
    let trial = choice.trials[1]
    #expect(trial.penalty == 0.01)
    for (fold, loss) in zip(folds, trial.foldLosses) {
      let model = try LogisticRegression(penalty: 0.01, tolerance: 1e-10)
        .fit(samples.selecting(rows: fold.training))
      let judged = samples.selecting(rows: fold.validation)
      let ranked = try RankedScores(
        labels: judged.labels, scores: model.predict(judged.features))
      #expect(abs((LogLoss.value(of: ranked) ?? .nan) - loss) < 1e-8)
    }
    #expect(abs(trial.meanLoss - trial.foldLosses.reduce(0, +) / 2) < 1e-15)
  }

  @Test("Threads do not change the choice, nor does the order of the grid")
  func searchIsRepeatable() throws {
    let samples = samples(rows: 300, noise: 5)
    let folds = folds(300, 3)
    let search = PenaltySearch(penalties: [0.1, 0.001, 0.01], l1Ratios: [0, 0.5])
    let one = try search.run(samples, folds: folds, threads: 1)
    #expect(try search.run(samples, folds: folds, threads: 3) == one)
    var turned = search
    turned.penalties.reverse()
    #expect(try turned.run(samples, folds: folds) == one)
    #expect(one.trials.count == 6)
  }

  @Test func awkwardSearchesAreRefused() {
    let samples = samples(rows: 20, noise: 0)
    #expect(throws: FitError.noRows) { try PenaltySearch().run(samples, folds: []) }
    let empty = SampleFold(training: Array(0..<20), validation: [])
    #expect(throws: FitError.noRows) { try PenaltySearch().run(samples, folds: [empty]) }
    let outside = SampleFold(training: Array(0..<20), validation: [20])
    #expect(throws: FitError.self) { try PenaltySearch().run(samples, folds: [outside]) }
    #expect(throws: FitError.self) {
      try PenaltySearch(penalties: [0]).run(samples, folds: folds(20, 2))
    }
    #expect(throws: FitError.self) {
      try PenaltySearch(penalties: []).run(samples, folds: folds(20, 2))
    }
  }
}
