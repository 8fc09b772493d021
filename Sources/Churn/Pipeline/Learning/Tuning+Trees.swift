internal import ChurnMath
internal import ChurnModels

extension Tuning {
  /// A tree of few questions, pruned as far as judged rows are told best.
  static func tree(_ lesson: Lesson) throws(FitError) -> TunedRecipe {
    let defaults = DecisionTree(maxDepth: 8)
    guard !lesson.folds.isEmpty else {
      // Nothing tells how far to prune, so few questions may be asked.
      return TunedRecipe(recipe: .tree(DecisionTree(maxDepth: 3)), judged: [])
    }
    let choice = try PruningSearch(defaults, rule: .best).run(
      lesson.training, folds: lesson.folds, threads: lesson.threads)
    let recipe = ModelRecipe.tree(choice.estimator)
    return TunedRecipe(recipe: recipe, judged: try judged(recipe, lesson, spread: lesson.spread))
  }

  /// The defaults, which forests rarely need to leave, or what a search finds better.
  static func forest(_ lesson: Lesson, search: Int) throws(FitError) -> TunedRecipe {
    let defaults = RandomForest(treeCount: 200, seed: lesson.seed)
    let recipe = ModelRecipe.forest(defaults)
    guard search > 0, !lesson.folds.isEmpty else {
      return TunedRecipe(recipe: recipe, judged: try judged(recipe, lesson, spread: lesson.spread))
    }
    let columns = lesson.training.features.columns.count
    let drawn = (1...search).map { number in
      ModelRecipe.forest(
        RecipeDraw.forest(
          around: defaults, columns: columns, seed: lesson.seed, number: number))
    }
    return try RecipeSearch(recipes: [recipe] + drawn, lesson: lesson) {
      recipe, share, spread throws(FitError) in
      guard case .forest(var forest) = recipe else { throw .noRows }
      forest.treeCount = max(1, Int((Double(forest.treeCount) * share).rounded(.up)))
      return TunedRecipe(
        recipe: .forest(forest), judged: try judged(.forest(forest), lesson, spread: spread))
    }.run()
  }
}
