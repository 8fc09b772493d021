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

  /// Learns from rows.
  func fit(_ samples: TrainingSamples, threads: Int) throws(FitError) -> TrainedModel {
    switch self {
    case .logistic(let recipe): .logistic(try recipe.fit(samples, threads: threads))
    case .tree(let recipe): .tree(try recipe.fit(samples, threads: threads))
    case .forest(let recipe): .forest(try recipe.fit(samples, threads: threads))
    case .boosting(let recipe): .boosting(try recipe.fit(samples, threads: threads))
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
    }
  }

  private func optional(_ name: String, _ value: Int?) -> [String: Double] {
    value.map { [name: Double($0)] } ?? [:]
  }
}

extension TrainedModel {
  /// The log-odds of each row, before calibration.
  ///
  /// Of a model that gives probabilities, these stay as far from 0 and 1 as calibration steps do:
  /// a leaf whose rows all stayed does not make the next one certain.
  func logOdds(_ features: FeatureMatrix, threads: Int = 1) throws(FitError) -> [Double] {
    switch self {
    case .logistic(let model): return try model.decision(features)
    case .tree(let model):
      return try model.ensemble.probabilities(features, threads: threads).map(
        Self.logOdds(ofProbability:))
    case .forest(let model):
      return try model.ensemble.probabilities(features, threads: threads).map(
        Self.logOdds(ofProbability:))
    case .boosting(let model): return try model.ensemble.decision(features, threads: threads)
    }
  }

  private static func logOdds(ofProbability probability: Double) -> Double {
    let bound = Calibrator.leastDoubt
    return Calibrator.logOdds(ofProbability: min(max(probability, bound), 1 - bound))
  }

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
