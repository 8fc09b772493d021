public import ChurnMath

/// A recipe that learns a churn classifier from labelled rows.
public protocol Estimator: Sendable {
  /// What learning produces.
  associatedtype Model: Classifier

  /// Learns from *n* labelled rows.
  ///
  /// - Parameters:
  ///   - samples: Features, labels and weights; `NaN` marks a missing value and is allowed.
  ///   - threads: The most threads to use; the model does not depend on it.
  /// - Returns: A fitted model; the estimator itself is unchanged.
  /// - Throws: `FitError`, among others `.noRows`, `.singleClass`, `.invalidWeight`.
  func fit(_ samples: TrainingSamples, threads: Int) throws(FitError) -> Model
}

/// A trained model that gives each row a probability of churning.
public protocol Classifier: Sendable {
  /// The churn probability of each row, in [0, 1]; length *n*.
  ///
  /// Columns are matched by name; ones the model does not know are ignored.
  ///
  /// - Throws: `FitError.missingFeature`, `.wrongKind`.
  func predict(_ features: FeatureMatrix) throws(FitError) -> [Double]
}

extension TrainingSamples {
  /// Refuses samples no classifier can learn from.
  ///
  /// - Throws: `FitError.noRows`, `.invalidWeight`, `.singleClass` (counting rows of some weight).
  func checkLearnable() throws(FitError) {
    guard count > 0 else { throw .noRows }
    try ChurnModels.checkLearnable(labels: labels, weights: weights)
  }
}

/// Refuses bad weights, and labels that are all alike among the rows of some weight.
func checkLearnable(labels: [Bool], weights: [Double]?) throws(FitError) {
  guard !labels.isEmpty else { throw .noRows }
  var churned = 0
  var retained = 0
  for (row, label) in labels.enumerated() {
    let weight = weights?[row] ?? 1
    guard weight >= 0, weight.isFinite else { throw .invalidWeight(row: row) }
    guard weight > 0 else { continue }
    if label { churned += 1 } else { retained += 1 }
  }
  guard churned + retained > 0 else { throw .noRows }
  guard churned > 0, retained > 0 else {
    throw .singleClass(churned: churned > 0, rows: churned + retained)
  }
}
