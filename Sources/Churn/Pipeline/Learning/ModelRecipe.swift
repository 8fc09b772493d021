internal import ChurnMath
internal import ChurnModels

/// A kind of model with its settings: what a fit starts from.
enum ModelRecipe: Sendable, Equatable {
  /// A logistic regression.
  case logistic(LogisticRegression)
  /// A decision tree.
  case tree(DecisionTree)
  /// A random forest.
  case forest(RandomForest)
  /// Gradient boosting.
  case boosting(GradientBoosting)
  /// A blend of others, and what they are mixed by.
  case blend([ModelRecipe], Blend.Mixture)

  /// The name of the kind.
  var kindName: String {
    switch self {
    case .logistic: "logistic"
    case .tree: "tree"
    case .forest: "forest"
    case .boosting: "boosting"
    case .blend: "blend"
    }
  }

  /// Learns from rows.
  func fit(_ samples: TrainingSamples, threads: Int) throws(FitError) -> TrainedModel {
    switch self {
    case .logistic(let recipe): .logistic(try recipe.fit(samples, threads: threads))
    case .tree(let recipe): .tree(try recipe.fit(samples, threads: threads))
    case .forest(let recipe): .forest(try recipe.fit(samples, threads: threads))
    case .boosting(let recipe): .boosting(try recipe.fit(samples, threads: threads))
    case .blend(let recipes, let mixture):
      try Self.blended(recipes, mixture, samples, threads: threads)
    }
  }

  /// The settings that were chosen or that say most, by name.
  var settings: [String: Double] {
    switch self {
    case .logistic(let recipe): ["penalty": recipe.penalty]
    case .tree(let recipe): ["pruningAlpha": recipe.pruningAlpha]
    case .forest(let recipe):
      ["trees": Double(recipe.treeCount), "minLeafRows": recipe.minLeafRows]
        .merging(optional("maxDepth", recipe.maxDepth)) { $1 }
        .merging(optional("featuresPerSplit", recipe.featuresPerSplit)) { $1 }
    case .boosting(let recipe):
      [
        "rounds": Double(recipe.rounds), "learningRate": recipe.learningRate,
        "maxLeaves": Double(recipe.maxLeaves), "minLeafRows": recipe.minLeafRows,
        "l2": recipe.l2, "featureShare": recipe.featureShare, "rowShare": recipe.rowShare,
      ]
    case .blend(let recipes, let mixture):
      Dictionary(
        zip(recipes.map(\.kindName), mixture.weights), uniquingKeysWith: { first, _ in first })
    }
  }

  private static func blended(
    _ recipes: [ModelRecipe], _ mixture: Blend.Mixture, _ samples: TrainingSamples, threads: Int
  ) throws(FitError) -> TrainedModel {
    var members: [TrainedModel] = []
    for recipe in recipes { members.append(try recipe.fit(samples, threads: threads)) }
    guard let blend = Blend(members: members, mixture: mixture) else { throw .noRows }
    return .blend(blend)
  }

  private func optional(_ name: String, _ value: Int?) -> [String: Double] {
    value.map { [name: Double($0)] } ?? [:]
  }
}

extension TrainedModel {
  /// The calibrated probability of each row.
  func calibrated(
    _ features: FeatureMatrix, by calibrator: Calibrator, threads: Int = 1
  ) throws(FitError) -> [Double] {
    let logOdds = try logOdds(features, threads: threads)
    if let row = logOdds.firstIndex(where: { !$0.isFinite }) {
      throw .invalidScore(row: row, found: logOdds[row])
    }
    return calibrator.calibrated(logOdds)
  }
}
