internal import ChurnMath
internal import ChurnModels

/// A recipe whose settings were chosen on the folds of a lesson.
struct TunedRecipe: Sendable {
  /// The kind of model with its settings.
  let recipe: ModelRecipe
  /// The log-odds of the judged rows, each by a model that had not seen it.
  let judged: [Double]
  /// What a search tried; nil without one.
  var search: SearchReport?
}

/// Choosing settings on inner folds, a way for each kind of model.
enum Tuning {
  /// The recipe of a kind, tuned.
  static func tuned(
    _ kind: ModelKind, _ lesson: Lesson, search: Int
  ) throws(FitError) -> TunedRecipe {
    switch kind {
    case .logistic: return try logistic(lesson)
    case .tree: return try tree(lesson)
    case .forest: return try forest(lesson, search: search)
    case .boosting: return try boosting(lesson, search: search)
    case .blend: throw .inconsistentModel(reason: "a blend has no settings to choose")
    }
  }

  /// The penalty with the smallest mean loss, or the largest that is hardly worse.
  private static func logistic(_ lesson: Lesson) throws(FitError) -> TunedRecipe {
    guard !lesson.folds.isEmpty else {
      return TunedRecipe(recipe: .logistic(LogisticRegression()), judged: [])
    }
    let choice = try PenaltySearch(rule: lesson.shrinksMore ? .oneStandardError : .best).run(
      lesson.training, folds: lesson.folds, threads: lesson.threads)
    let recipe = ModelRecipe.logistic(choice.estimator)
    return TunedRecipe(recipe: recipe, judged: try judged(recipe, lesson, spread: lesson.spread))
  }

  /// The log-odds of the judged rows, by a model of each fold's training rows.
  ///
  /// - Parameters:
  ///   - recipe: The kind of model and its settings.
  ///   - lesson: What is learned from.
  ///   - spread: Threads over folds and within a fit.
  /// - Returns: One value a judged row.
  /// - Throws: What fitting throws.
  static func judged(
    _ recipe: ModelRecipe, _ lesson: Lesson, spread: (outer: Int, inner: Int)
  ) throws(FitError) -> [Double] {
    let results = mapIndices(lesson.folds.count, threads: spread.outer) { place in
      Result { () throws(FitError) -> [Double] in
        let fold = lesson.folds[place]
        let model = try recipe.fit(
          lesson.training.selecting(rows: fold.training), threads: spread.inner)
        return try model.logOdds(
          lesson.training.features.selecting(rows: fold.validation), threads: spread.inner)
      }
    }
    var all: [Double] = []
    for result in results { all += try result.get() }
    return all
  }
}
