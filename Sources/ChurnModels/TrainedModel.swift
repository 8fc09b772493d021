public import ChurnMath

/// The closed set of trained classifiers a bundle can hold.
public enum TrainedModel: Classifier, Equatable {
  /// A logistic regression.
  case logistic(LogisticRegression.Model)
  /// A decision tree.
  case tree(DecisionTree.Model)
  /// A random forest.
  case forest(RandomForest.Model)
  /// Gradient boosting.
  case boosting(GradientBoosting.Model)
  /// Several of the others as one.
  case blend(Blend)

  /// The churn probability of each row; dispatched once per batch.
  public func predict(_ features: FeatureMatrix) throws(FitError) -> [Double] {
    try predict(features, threads: 1)
  }

  /// The churn probability of each row, on up to `threads` threads.
  public func predict(
    _ features: FeatureMatrix, threads: Int
  ) throws(FitError) -> [Double] {
    switch self {
    case .logistic(let model): return try model.predict(features)
    case .tree(let model): return try model.ensemble.probabilities(features, threads: threads)
    case .forest(let model): return try model.ensemble.probabilities(features, threads: threads)
    case .boosting(let model): return try model.ensemble.probabilities(features, threads: threads)
    case .blend(let model):
      return try model.decision(features, threads: threads).map(ChurnModels.logistic)
    }
  }

  /// The log-odds of each row, before calibration; length *n*.
  ///
  /// Of a model that gives probabilities, these stay as far from 0 and 1 as calibration steps do:
  /// a leaf whose rows all stayed does not make the next one certain.
  ///
  /// - Throws: `FitError.missingFeature`, `.wrongKind`.
  public func logOdds(
    _ features: FeatureMatrix, threads: Int = 1
  ) throws(FitError) -> [Double] {
    switch self {
    case .logistic(let model): return try model.decision(features)
    case .tree, .forest:
      return try predict(features, threads: threads).map { probability in
        ChurnModels.logOdds(
          min(max(probability, Calibrator.leastDoubt), 1 - Calibrator.leastDoubt))
      }
    case .boosting(let model): return try model.ensemble.decision(features, threads: threads)
    case .blend(let model): return try model.decision(features, threads: threads)
    }
  }

  /// The name people know the kind of model by.
  public var name: String {
    switch self {
    case .logistic: "logistic"
    case .tree: "tree"
    case .forest: "forest"
    case .boosting: "boosting"
    case .blend: "blend"
    }
  }

  /// The trees of a model that is made of trees; nil of the others.
  public var ensemble: TreeEnsemble? {
    switch self {
    case .logistic, .blend: nil
    case .tree(let model): model.ensemble
    case .forest(let model): model.ensemble
    case .boosting(let model): model.ensemble
    }
  }

  /// The names of the features it was trained on, in order.
  public var featureNames: [String] {
    if let ensemble { return ensemble.features.map(\.name) }
    return switch self {
    case .logistic(let model): model.featureNames
    case .blend(let model): model.members.first?.featureNames ?? []
    case .tree, .forest, .boosting: []
    }
  }
}
