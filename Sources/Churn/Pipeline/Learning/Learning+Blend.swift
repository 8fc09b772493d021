internal import ChurnModels

extension Learning {
  /// Blends models by what they said of rows that none of them had seen.
  ///
  /// The mixture is learned on all judged rows; what it says of a row, for calibration and for the
  /// choice of the champion, comes from a mixture learned on the other customers.
  ///
  /// - Parameters:
  ///   - models: The members, taught by `lesson`; at least two.
  ///   - lesson: What they learned from.
  /// - Returns: The blend of those that get any weight; nil when that is a single one.
  /// - Throws: `FitError` where no judged rows tell the models apart.
  static func blend(
    _ models: [LearnedModel], _ lesson: Lesson
  ) throws(FitError) -> LearnedModel? {
    let clock = ContinuousClock()
    let start = clock.now
    let labels = lesson.judged.labels
    let mixture = try Blend.learned(from: models.map(\.judgedLogOdds), labels: labels)
    let kept = models.indices.filter { mixture.weights[$0] > leastWeight }
    guard kept.count > 1,
      let final = Blend.Mixture(
        weights: kept.map { mixture.weights[$0] }, intercept: mixture.intercept),
      let blend = Blend(members: kept.map { models[$0].model }, mixture: final)
    else { return nil }
    var judged = [Double](repeating: 0, count: labels.count)
    for fold in InnerFolds.byGroup(lesson.judged.groups, parts: Lesson.parts, deal: 2) {
      let others = try Blend.learned(
        from: kept.map { place in fold.training.map { models[place].judgedLogOdds[$0] } },
        labels: fold.training.map { labels[$0] })
      let mixed = others.mixed(
        kept.map { place in fold.validation.map { models[place].judgedLogOdds[$0] } })
      for (row, value) in zip(fold.validation, mixed) { judged[row] = value }
    }
    // Folds that were judged within training calibrate only where there is nothing later.
    let later =
      lesson.judged.foldCount < labels.count
      ? lesson.judged.foldCount..<labels.count : labels.indices
    let calibrator = try Calibrator.choose(
      logOdds: Array(judged[later]), labels: Array(labels[later]),
      groups: Array(lesson.judged.groups[later]), seed: lesson.seed
    ).calibrator
    return LearnedModel(
      kind: .blend, recipe: .blend(kept.map { models[$0].recipe }, final), model: .blend(blend),
      calibrator: calibrator, judgedLogOdds: judged, judged: comparable(judged, lesson),
      search: nil, seconds: start.duration(to: clock.now) / .seconds(1))
  }

  /// A weight that says nothing any more.
  private static let leastWeight = 0.001
}
