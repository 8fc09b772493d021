import ChurnMath
import ChurnModels
import Foundation
import Testing
import TestSupport

@Suite struct ClassificationMetricsTests {
  /// `reference/04_metrics.json` (scikit-learn 1.9.1 and brute force), absolute tolerance 1e-9.
  @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)))
  func metricsAgreeWithTheReference() throws {
    let file = try Reference.file("04_metrics.json")
    #expect(file.cases.fields.count == 7)
    for (name, data) in file.cases.fields {
      let comment = Comment(rawValue: name)
      let labels = data.y.numbers.map { $0 > 0.5 }
      let metrics = try ClassificationMetrics(labels: labels, probabilities: data.p.numbers)
      let ranked = try RankedScores(labels: labels, scores: data.p.numbers)
      let expected = data.expected
      func near(_ found: Double?, _ key: String) {
        #expect(abs((found ?? .nan) - expected[key].number) <= 1e-9, comment)
      }
      near(metrics.rocAUC, "roc_auc")
      near(metrics.prAUC, "average_precision")
      near(metrics.brier, "brier")
      near(metrics.ece, "ece_equal_width_10")
      near(metrics.logLoss, "log_loss")
      let gains = expected.cumulative_gains_deciles_tie_averaged.numbers
      let lifts = expected.lift_deciles_tie_averaged.numbers
      for k in gains.indices {
        let share = Double(k + 1) / 10
        #expect(abs((Gains.gain(of: ranked, share: share) ?? .nan) - gains[k]) <= 1e-9, comment)
        #expect(abs((Gains.lift(of: ranked, share: share) ?? .nan) - lifts[k]) <= 1e-9, comment)
      }
      let bins = ExpectedCalibrationError.bins(of: ranked) ?? []
      let expectedBins = expected.reliability_bins_equal_width_10.list
      #expect(bins.map { Double($0.index) } == expectedBins.map(\.bin.number), comment)
      #expect(agree(bins.map(\.churnRate), expectedBins.map(\.rate.number), within: 1e-9), comment)
    }
  }

  /// `reference/04_metrics.json`, "weighted": scikit-learn with sample_weight.
  @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)))
  func weightedMetricsAgreeWithTheReference() throws {
    let data = try Reference.file("04_metrics.json").weighted
    let metrics = try ClassificationMetrics(
      labels: data.y.numbers.map { $0 > 0.5 }, probabilities: data.p.numbers,
      weights: data.w.numbers)
    #expect(abs((metrics.rocAUC ?? .nan) - data.roc_auc.number) <= 1e-9)
    #expect(abs((metrics.prAUC ?? .nan) - data.average_precision.number) <= 1e-9)
    #expect(abs((metrics.logLoss ?? .nan) - data.log_loss.number) <= 1e-9)
    #expect(abs((metrics.brier ?? .nan) - data.brier.number) <= 1e-9)
  }

  private func random(_ rows: Int) -> (labels: [Bool], scores: [Double]) {
    var stream = RandomStream(seed: 9, stream: 0)
    let scores = (0..<rows).map { _ in Double(stream.below(30)) / 30 }
    return (scores.map { stream.uniform() < $0 }, scores)
  }

  @Test("The area equals the share of pairs in the right order, ties half")
  func areaEqualsPairs() throws {
    let (labels, scores) = random(200)
    var right = 0.0
    var pairs = 0.0
    for i in 0..<200 where labels[i] {
      for j in 0..<200 where !labels[j] {
        pairs += 1
        right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
      }
    }
    let ranked = try RankedScores(labels: labels, scores: scores)
    #expect(abs((RocAUC.value(of: ranked) ?? .nan) - right / pairs) < 1e-14)
  }

  @Test("No order of the rows and no repetition of all rows changes a metric")
  func orderAndRepetitionDoNotMatter() throws {
    let (labels, scores) = random(150)
    let plain = try ClassificationMetrics(labels: labels, probabilities: scores)
    let turned = try ClassificationMetrics(
      labels: labels.reversed(), probabilities: scores.reversed())
    let weights = labels.indices.map { Double($0 % 3) }
    let weighted = try ClassificationMetrics(
      labels: labels, probabilities: scores, weights: weights)
    let rows = labels.indices.flatMap { Array(repeating: $0, count: $0 % 3) }
    let repeated = try ClassificationMetrics(
      labels: rows.map { labels[$0] }, probabilities: rows.map { scores[$0] })
    for (a, b) in [(plain, turned), (weighted, repeated)] {
      let left = [
        a.rocAUC, a.prAUC, a.logLoss, a.brier, a.ece, a.calibrationSlope, a.calibrationIntercept,
        a.liftAt10, a.precisionAt10, a.gainAt10,
      ]
      let right = [
        b.rocAUC, b.prAUC, b.logLoss, b.brier, b.ece, b.calibrationSlope, b.calibrationIntercept,
        b.liftAt10, b.precisionAt10, b.gainAt10,
      ]
      for (x, y) in zip(left, right) { #expect(abs((x ?? .nan) - (y ?? .nan)) < 1e-9) }
    }
  }

  @Test("The line through probabilities of twice the true log-odds has slope one half")
  func calibrationLineFindsTheSlope() throws {
    // Ten scores, each with exactly the share of churners that half its log-odds say, by weight.
    var labels: [Bool] = []
    var scores: [Double] = []
    var weights: [Double] = []
    for k in 1...9 {
      let truth = Double(k) / 10
      let logOdds = 2 * log(truth / (1 - truth))
      for label in [true, false] {
        labels.append(label)
        scores.append(1 / (1 + exp(-logOdds)))
        weights.append(label ? truth : 1 - truth)
      }
    }
    let metrics = try ClassificationMetrics(
      labels: labels, probabilities: scores, weights: weights)
    #expect(abs((metrics.calibrationSlope ?? .nan) - 0.5) < 1e-9)
    #expect(abs(metrics.calibrationIntercept ?? .nan) < 1e-9)
  }

  @Test("What is undefined is nil, not a number")
  func undefinedIsNil() throws {
    let churned = try ClassificationMetrics(
      labels: [true, true, true], probabilities: [0.1, 0.2, 0.3])
    #expect(churned.rocAUC == nil && churned.calibrationSlope == nil)
    #expect(churned.prAUC == 1 && abs((churned.liftAt10 ?? .nan) - 1) < 1e-15)
    let retained = try ClassificationMetrics(
      labels: [false, false], probabilities: [0.1, 0.2])
    #expect(retained.rocAUC == nil && retained.prAUC == nil && retained.liftAt10 == nil)
    #expect(retained.precisionAt10 == 0)
    let equal = try ClassificationMetrics(
      labels: [true, false, true, false], probabilities: [0.4, 0.4, 0.4, 0.4])
    #expect(equal.rocAUC == 0.5 && equal.calibrationSlope == nil)
    let separated = try ClassificationMetrics(
      labels: [true, false], probabilities: [0.9, 0.1])
    #expect(separated.rocAUC == 1 && separated.calibrationSlope == nil)
    let weightless = try ClassificationMetrics(
      labels: [true, false], probabilities: [0.9, 0.1], weights: [0, 0])
    #expect(weightless.rocAUC == nil && weightless.logLoss == nil && weightless.brier == nil)
    #expect(weightless.ece == nil && weightless.liftAt10 == nil)
  }

  @Test("A certain mistake costs -log(2^-52) = 36.04")
  func certainMistakesAreFinite() throws {
    let metrics = try ClassificationMetrics(labels: [true, false], probabilities: [0, 1])
    #expect(abs((metrics.logLoss ?? .nan) - 36.04365338911715) < 1e-12)
  }

  @Test func badScoresAreRefused() {
    #expect(throws: FitError.self) {
      try ClassificationMetrics(labels: [false, true, true], probabilities: [.nan, 0.2, 0.3])
    }
    #expect(throws: FitError.invalidScore(row: 1, found: .infinity)) {
      try RankedScores(labels: [false, true], scores: [0, .infinity])
    }
    #expect(throws: FitError.invalidScore(row: 0, found: -0.1)) {
      try ClassificationMetrics(labels: [false, true], probabilities: [-0.1, 1.2])
    }
    #expect(throws: FitError.noRows) { try ClassificationMetrics(labels: [], probabilities: []) }
    #expect(throws: FitError.lengthMismatch(rows: 1, labels: 2)) {
      try ClassificationMetrics(labels: [false, true], probabilities: [0.1])
    }
    #expect(throws: FitError.invalidWeight(row: 1)) {
      try ClassificationMetrics(
        labels: [false, true], probabilities: [0.1, 0.2], weights: [1, -1])
    }
  }

  @Test("Scores that are no probabilities still rank")
  func anyScoresRank() throws {
    let ranked = try RankedScores(labels: [false, true, true], scores: [-5, 100, 3])
    let metrics = ClassificationMetrics(ranked)
    #expect(metrics.rocAUC == 1 && metrics.logLoss == nil && metrics.ece == nil)
  }
}
