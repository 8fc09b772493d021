internal import ChurnMath
internal import ChurnModels

/// A model that was tuned, fitted and calibrated, and how.
struct LearnedModel: Sendable {
  /// The kind of model.
  let kind: ModelKind
  /// The kind with the settings that were chosen.
  let recipe: ModelRecipe
  /// The fitted model.
  let model: TrainedModel
  /// What turns its log-odds into probabilities.
  let calibrator: Calibrator
  /// Probabilities of the rows that the lesson's folds judge, by models that had not seen them.
  let judged: [Double]
  /// What a search for settings tried; nil without one.
  let search: SearchReport?
  /// Seconds it took; never written to a file.
  let seconds: Double

  /// Calibrated probabilities of churn.
  func probabilities(_ features: FeatureMatrix, threads: Int) throws(FitError) -> [Double] {
    try model.calibrated(features, by: calibrator, threads: threads)
  }

  /// The settings that were chosen or that say most, by name.
  var settings: [String: Double] {
    guard case .tree(let model) = model else { return recipe.settings }
    return ["leaves": Double(model.ensemble.trees.reduce(0) { $0 + $1.leafCount })]
  }

  /// The same recipe and calibration, fitted to other rows.
  func refitted(to samples: TrainingSamples, threads: Int) throws(FitError) -> LearnedModel {
    LearnedModel(
      kind: kind, recipe: recipe, model: try recipe.fit(samples, threads: threads),
      calibrator: calibrator, judged: judged, search: search, seconds: seconds)
  }
}

/// Settings from inner folds, then the fit, then calibration on rows not fitted to.
enum Learning {
  /// Learns a model of a kind.
  ///
  /// Settings are chosen on the lesson's folds; all training rows are fitted with them; calibration
  /// uses later rows, or cross-fitted ones where there are none.
  static func learn(
    _ kind: ModelKind, _ lesson: Lesson, search: Int
  ) throws(FitError) -> LearnedModel {
    let clock = ContinuousClock()
    let start = clock.now
    let tuned = try Tuning.tuned(kind, lesson, search: search)
    let model = try tuned.recipe.fit(lesson.training, threads: lesson.threads)
    let (rows, logOdds) = try lesson.scoresForCalibration(
      tuned.recipe, model, judged: tuned.judged)
    let choice = try Calibrator.choose(
      logOdds: logOdds, labels: rows.labels, groups: rows.groups, seed: lesson.seed)
    return LearnedModel(
      kind: kind, recipe: tuned.recipe, model: model, calibrator: choice.calibrator,
      judged: comparable(tuned.judged, lesson), search: tuned.search,
      seconds: start.duration(to: clock.now) / .seconds(1))
  }

  /// Probabilities of the judged rows that can be compared between kinds of model.
  ///
  /// Trees and forests are not calibrated by themselves, and what is shipped is, so each part of the
  /// customers goes through the calibration that suits the model, fitted to the other parts. They are
  /// dealt anew: a part of customers that one model judged may stand apart from all others.
  static func comparable(_ logOdds: [Double], _ lesson: Lesson) -> [Double] {
    let rows = lesson.judgedRows
    let labels = rows.map { lesson.training.labels[$0] }
    let groups = rows.map { lesson.training.groups[$0] }
    let choice = try? Calibrator.choose(
      logOdds: logOdds, labels: labels, groups: groups, seed: lesson.seed)
    var probabilities = [Double](repeating: 0, count: rows.count)
    for fold in InnerFolds.byGroup(groups, parts: Lesson.parts, deal: 1) {
      let calibrator = refitted(
        choice?.calibrator ?? .identity, to: fold.training.map { logOdds[$0] },
        labels: fold.training.map { labels[$0] })
      for row in fold.validation { probabilities[row] = calibrator.calibrated(logOdds[row]) }
    }
    return probabilities
  }

  /// A calibrator of the same kind, fitted to other rows; the identity where that cannot be.
  private static func refitted(
    _ calibrator: Calibrator, to logOdds: [Double], labels: [Bool]
  ) -> Calibrator {
    switch calibrator {
    case .identity: return .identity
    case .platt:
      let line = try? PlattScaling(fitting: logOdds, labels: labels)
      // A falling line would turn the ranking round.
      return line.flatMap { $0.slope > 0 ? .platt($0) : nil } ?? .identity
    case .isotonic:
      let steps = try? IsotonicRegression(fitting: logOdds, labels: labels)
      return steps.map(Calibrator.isotonic) ?? .identity
    }
  }
}
