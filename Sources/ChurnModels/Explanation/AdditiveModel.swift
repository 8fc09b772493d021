internal import ChurnMath

/// A model as a sum: what explaining needs to know of it, whatever its kind.
enum AdditiveModel {
  /// Logistic regression.
  case linear(LogisticRegression.Model)
  /// A tree, a forest or boosting.
  case trees(TreeEnsemble)

  /// Some rows' decisions and what each feature adds to them.
  struct Rows {
    /// Length *n*.
    let decisions: [Double]
    /// *p* × *n*.
    let contributions: [[Double]]
  }

  /// Whether the sum is in log-odds; else it is a probability.
  var isLogOdds: Bool {
    switch self {
    case .linear: true
    case .trees(let ensemble): ensemble.output == .logOdds
    }
  }

  /// The decision where no feature is known.
  var expectedDecision: Double {
    switch self {
    case .linear(let model): model.baseLogOdds
    case .trees(let ensemble): ensemble.expectedDecision
    }
  }

  /// The names of the features, in the order of contributions.
  var featureNames: [String] {
    switch self {
    case .linear(let model): model.featureNames
    case .trees(let ensemble): ensemble.features.map(\.name)
    }
  }

  /// The decisions and contributions of some rows.
  func rows(_ features: FeatureMatrix, threads: Int) throws(FitError) -> Rows {
    switch self {
    case .linear(let model):
      Rows(
        decisions: try model.decision(features), contributions: try model.contributions(features))
    case .trees(let ensemble):
      Rows(
        decisions: try ensemble.decision(features, threads: threads),
        contributions: try ensemble.contributions(features, threads: threads))
    }
  }
}

extension TrainedModel {
  /// The model as a sum.
  var additive: AdditiveModel {
    if let ensemble { return .trees(ensemble) }
    guard case .logistic(let model) = self else {
      return .trees(TreeEnsemble(features: [], trees: [], base: 0, output: .logOdds))
    }
    return .linear(model)
  }
}
