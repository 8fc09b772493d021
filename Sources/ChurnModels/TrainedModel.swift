public import ChurnMath

/// The closed set of trained classifiers a bundle can hold.
public enum TrainedModel: Classifier, Equatable {
  /// A logistic regression.
  case logistic(LogisticRegression.Model)

  /// The churn probability of each row; dispatched once per batch.
  public func predict(_ features: FeatureMatrix) throws(FitError) -> [Double] {
    switch self {
    case .logistic(let model): try model.predict(features)
    }
  }

  /// The name people know the kind of model by.
  public var name: String {
    switch self {
    case .logistic: "logistic"
    }
  }
}
