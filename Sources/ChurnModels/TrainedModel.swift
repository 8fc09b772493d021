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

  /// The churn probability of each row; dispatched once per batch.
  public func predict(_ features: FeatureMatrix) throws(FitError) -> [Double] {
    try predict(features, threads: 1)
  }

  /// The churn probability of each row, on up to `threads` threads.
  public func predict(
    _ features: FeatureMatrix, threads: Int
  ) throws(FitError) -> [Double] {
    if let ensemble { return try ensemble.probabilities(features, threads: threads) }
    guard case .logistic(let model) = self else { return [] }
    return try model.predict(features)
  }

  /// The name people know the kind of model by.
  public var name: String {
    switch self {
    case .logistic: "logistic"
    case .tree: "tree"
    case .forest: "forest"
    case .boosting: "boosting"
    }
  }

  /// The trees of a model that is made of trees; nil of the others.
  public var ensemble: TreeEnsemble? {
    switch self {
    case .logistic: nil
    case .tree(let model): model.ensemble
    case .forest(let model): model.ensemble
    case .boosting(let model): model.ensemble
    }
  }

  /// The names of the features it was trained on, in order.
  public var featureNames: [String] {
    if let ensemble { return ensemble.features.map(\.name) }
    guard case .logistic(let model) = self else { return [] }
    return model.featureNames
  }
}
