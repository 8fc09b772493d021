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
  /// Log-odds of the lesson's judged rows, by models that had not seen them.
  let judgedLogOdds: [Double]
  /// Their probabilities, calibrated such that kinds of model can be compared.
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
      calibrator: calibrator, judgedLogOdds: judgedLogOdds, judged: judged, search: search,
      seconds: seconds)
  }
}

/// Settings from inner folds, then the fit, then calibration on rows not fitted to.
enum Learning {
  /// Learns a model of a kind.
  ///
  /// Settings are chosen on the lesson's folds; all training rows are fitted with them; calibration
  /// uses the rows of later origins, or cross-fitted ones where there are none.
  static func learn(
    _ kind: ModelKind, _ lesson: Lesson, search: Int
  ) throws(FitError) -> LearnedModel {
    let clock = ContinuousClock()
    let start = clock.now
    let tuned = try Tuning.tuned(kind, lesson, search: search)
    let model = try tuned.recipe.fit(lesson.training, threads: lesson.threads)
    let origins = try lesson.originLogOdds(tuned.recipe, model)
    let calibrator: Calibrator
    switch lesson.calibration {
    case .origins(let all):
      calibrator = try Calibrator.choose(
        logOdds: origins, labels: all.flatMap(\.rows.labels), groups: all.flatMap(\.rows.groups),
        seed: lesson.seed
      ).calibrator
    case .crossFitted:
      calibrator = try Calibrator.choose(
        logOdds: try lesson.crossFittedLogOdds(tuned.recipe, judged: tuned.judged),
        labels: lesson.training.labels, groups: lesson.training.groups, seed: lesson.seed
      ).calibrator
    }
    let judged = tuned.judged + origins
    return LearnedModel(
      kind: kind, recipe: tuned.recipe, model: model, calibrator: calibrator,
      judgedLogOdds: judged, judged: comparable(judged, lesson), search: tuned.search,
      seconds: start.duration(to: clock.now) / .seconds(1))
  }

  /// Probabilities of the judged rows that can be compared between kinds of model.
  ///
  /// Trees and forests are not calibrated by themselves, and what is shipped is, so each part of the
  /// customers goes through the calibration that suits the model, fitted to the other parts. They are
  /// dealt anew: a part of customers that one model judged may stand apart from all others.
  static func comparable(_ logOdds: [Double], _ lesson: Lesson) -> [Double] {
    let labels = lesson.judged.labels
    let groups = lesson.judged.groups
    let choice = try? Calibrator.choose(
      logOdds: logOdds, labels: labels, groups: groups, seed: lesson.seed)
    var probabilities = [Double](repeating: 0, count: labels.count)
    for fold in InnerFolds.byGroup(groups, parts: Lesson.parts, deal: 1) {
      let calibrator = (choice?.calibrator ?? .identity).refitted(
        to: fold.training.map { logOdds[$0] }, labels: fold.training.map { labels[$0] })
      for row in fold.validation { probabilities[row] = calibrator.calibrated(logOdds[row]) }
    }
    return probabilities
  }
}
