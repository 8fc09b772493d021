internal import ChurnMath
internal import ChurnModels

/// A model that was fitted and calibrated, and how.
struct LearnedModel: Sendable {
  let model: TrainedModel
  let calibrator: Calibrator
  /// The penalty that inner folds chose.
  let penalty: Double
  /// Seconds it took; never written to a file.
  let seconds: Double

  /// Calibrated probabilities of churn.
  func probabilities(_ features: FeatureMatrix) throws(FitError) -> [Double] {
    try model.calibrated(features, by: calibrator)
  }
}

extension TrainedModel {
  /// The log-odds of each row, before calibration.
  func logOdds(_ features: FeatureMatrix) throws(FitError) -> [Double] {
    switch self {
    case .logistic(let model): try model.decision(features)
    }
  }

  /// The calibrated probability of each row.
  func calibrated(
    _ features: FeatureMatrix, by calibrator: Calibrator
  ) throws(FitError) -> [Double] {
    let logOdds = try logOdds(features)
    if let row = logOdds.firstIndex(where: { !$0.isFinite }) {
      throw .invalidScore(row: row, found: logOdds[row])
    }
    return calibrator.calibrated(logOdds)
  }
}

/// Fitting with the penalty chosen on inner folds, then calibrating on rows not fitted to.
enum Learning {
  /// Learns a logistic regression.
  ///
  /// `training` is fitted with the penalty that its inner `folds` choose. Calibration uses the later
  /// rows of `calibration`; without them it is cross-fitted on the training rows, by customer.
  static func logistic(
    _ training: TrainingSamples, folds: [SampleFold], calibration: TrainingSamples?, seed: UInt64,
    threads: Int
  ) throws(FitError) -> LearnedModel {
    let clock = ContinuousClock()
    let start = clock.now
    let usable = folds.filter { canLearn($0, training.labels) }
    let search = PenaltySearch(rule: .best)
    let estimator =
      usable.isEmpty
      ? LogisticRegression()
      : try search.run(training, folds: usable, threads: threads).estimator
    let model = try estimator.fit(training, threads: threads)
    let choice: Calibrator.Choice
    if let calibration {
      choice = try Calibrator.choose(
        logOdds: try model.decision(calibration.features), labels: calibration.labels,
        groups: calibration.groups, seed: seed)
    } else {
      choice = try Calibrator.choose(
        logOdds: try crossFitted(training, estimator, threads: threads), labels: training.labels,
        groups: training.groups, seed: seed)
    }
    return LearnedModel(
      model: .logistic(model), calibrator: choice.calibrator, penalty: estimator.penalty,
      seconds: start.duration(to: clock.now) / .seconds(1))
  }

  /// Log-odds of each row by a model that was not fitted to its customer.
  private static func crossFitted(
    _ samples: TrainingSamples, _ estimator: LogisticRegression, threads: Int
  ) throws(FitError) -> [Double] {
    var logOdds = [Double](repeating: 0, count: samples.count)
    for fold in InnerFolds.byGroup(samples.groups, parts: 5) {
      guard !fold.validation.isEmpty else { continue }
      let model = try estimator.fit(samples.selecting(rows: fold.training), threads: threads)
      let judged = try model.decision(samples.features.selecting(rows: fold.validation))
      for (row, value) in zip(fold.validation, judged) { logOdds[row] = value }
    }
    return logOdds
  }

  private static func canLearn(_ fold: SampleFold, _ labels: [Bool]) -> Bool {
    guard !fold.validation.isEmpty else { return false }
    let churned = fold.training.count { labels[$0] }
    return churned > 0 && churned < fold.training.count
  }
}
