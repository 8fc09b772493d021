internal import ChurnMath
internal import ChurnModels

extension Tuning {
  /// The log loss of boosting falls for some rounds and rises again, so the number of rounds is the
  /// setting that matters: the one with the smallest loss over all judged rows, the same for all folds.
  ///
  /// - Parameters:
  ///   - recipe: The settings, with the most rounds to try.
  ///   - lesson: What is learned from.
  ///   - spread: Threads over folds and within a fit.
  /// - Returns: The recipe with its rounds, and the judged rows' log-odds after as many.
  /// - Throws: What fitting throws.
  static func boosting(
    _ recipe: GradientBoosting, _ lesson: Lesson, spread: (outer: Int, inner: Int)
  ) throws(FitError) -> TunedRecipe {
    guard !lesson.folds.isEmpty else {
      var few = recipe
      few.rounds = min(recipe.rounds, roundsWithoutFolds)
      return TunedRecipe(recipe: .boosting(few), judged: [])
    }
    let results = mapIndices(lesson.folds.count, threads: spread.outer) { place in
      Result { () throws(FitError) -> (model: TreeEnsemble, losses: [Double]) in
        let fold = lesson.folds[place]
        let model = try recipe.fit(
          lesson.training.selecting(rows: fold.training), threads: spread.inner)
        let validation = lesson.training.selecting(rows: fold.validation)
        return (
          model.ensemble, try model.ensemble.stagedLosses(validation, threads: spread.inner)
        )
      }
    }
    var models: [TreeEnsemble] = []
    var total = [Double](repeating: 0, count: recipe.rounds)
    for result in results {
      let (model, losses) = try result.get()
      models.append(model)
      // A fit that found nothing more to split stays as it was.
      for round in total.indices {
        total[round] += losses.isEmpty ? 0 : losses[min(round, losses.count - 1)]
      }
    }
    var tuned = recipe
    tuned.rounds = 1 + (total.indices.min { total[$0] < total[$1] } ?? 0)
    var judged: [Double] = []
    for (fold, model) in zip(lesson.folds, models) {
      judged += try model.prefix(tuned.rounds).decision(
        lesson.training.features.selecting(rows: fold.validation), threads: lesson.threads)
    }
    return TunedRecipe(recipe: .boosting(tuned), judged: judged)
  }

  /// Rounds when nothing tells how many are right.
  private static let roundsWithoutFolds = 50
}

extension Tuning {
  /// The defaults on small trees and slow steps, or what a search finds better.
  static func boosting(_ lesson: Lesson, search: Int) throws(FitError) -> TunedRecipe {
    var defaults = GradientBoosting(
      rounds: 300, learningRate: 0.05, maxLeaves: 15, minLeafRows: 20, l2: 1, featureShare: 0.5,
      seed: lesson.seed)
    defaults.monotone = lesson.directions.mapValues { $0 == .rises ? .increasing : .decreasing }
    guard search > 0, !lesson.folds.isEmpty else {
      return try boosting(defaults, lesson, spread: lesson.spread)
    }
    let drawn = (1...search).map { number in
      ModelRecipe.boosting(
        RecipeDraw.boosting(around: defaults, seed: lesson.seed, number: number))
    }
    return try RecipeSearch(recipes: [.boosting(defaults)] + drawn, lesson: lesson) {
      recipe, share, spread throws(FitError) in
      guard case .boosting(var recipe) = recipe else { throw .noRows }
      recipe.rounds = max(1, Int((Double(recipe.rounds) * share).rounded(.up)))
      return try boosting(recipe, lesson, spread: spread)
    }.run()
  }
}
