public import ChurnMath

extension TreeEnsemble {
  /// The base and the trees' values of each row, added up in the order of the trees; length *n*.
  ///
  /// Columns are matched by name; missing values and unknown levels go the way the trees learned.
  ///
  /// - Parameters:
  ///   - features: The rows to score.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Returns: Probabilities or log-odds, as `output` says.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.inconsistentModel`, `.tooManyColumns`.
  public func decision(_ features: FeatureMatrix, threads: Int = 1) throws(FitError) -> [Double] {
    try BatchTrees(self).decision(features, threads: threads)
  }

  /// The churn probability of each row, in [0, 1]; length *n*.
  ///
  /// - Parameters:
  ///   - features: The rows to score.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Returns: The decision, through the logistic function if it is log-odds.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.inconsistentModel`, `.tooManyColumns`.
  public func probabilities(
    _ features: FeatureMatrix, threads: Int = 1
  ) throws(FitError) -> [Double] {
    try decision(features, threads: threads).map(output.probability)
  }
}

extension TreeEnsemble.Output {
  /// The churn probability that a decision stands for, in [0, 1].
  public func probability(_ decision: Double) -> Double {
    switch self {
    case .probability: min(max(decision, 0), 1)
    case .logOdds: logistic(decision)
    }
  }
}

extension TreeModel {
  /// The churn probability of each row; see `TreeEnsemble.probabilities`.
  public func predict(_ features: FeatureMatrix) throws(FitError) -> [Double] {
    try ensemble.probabilities(features)
  }
}
