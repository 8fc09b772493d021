public import ChurnMath

/// Logistic regression on preprocessed features.
///
///     let model = try LogisticRegression(penalty: 1e-3).fit(samples, threads: 2)
///     let risks = try model.predict(features)
///
/// Minimises the mean log loss plus λ(α‖β‖₁ + (1 − α)/2‖β‖²) over the outputs of a `LinearEncoder`
/// that is learned from the same rows. λ is relative to the *mean* loss, so it means the same for any
/// number of rows: scikit-learn's `C` is 1 / (λ *n*).
///
/// With `classPrior` π the intercept is moved by log(π/(1 − π)) − log(ȳ/(1 − ȳ)), for training rows
/// whose share of churners ȳ is not that of the base (King & Zeng 2001).
///
/// - SeeAlso: King & Zeng (2001), doi:10.1093/oxfordjournals.pan.a004868.
public struct LogisticRegression: Estimator, Equatable {
  /// λ, the strength of the penalty relative to the mean log loss; 0 = none.
  public var penalty: Double
  /// α, the share of the penalty that is L1; 0 = ridge, 1 = lasso.
  public var l1Ratio: Double
  /// The largest violation of the optimality conditions accepted.
  public var tolerance: Double
  /// The most steps of the optimiser.
  public var maxIterations: Int
  /// The share of churners in the base, if it is not that of the training rows.
  public var classPrior: Double?

  /// Creates the recipe; see the properties for the meaning of each value.
  public init(
    penalty: Double = 1e-3, l1Ratio: Double = 0, tolerance: Double = 1e-8,
    maxIterations: Int = 100, classPrior: Double? = nil
  ) {
    self.penalty = penalty
    self.l1Ratio = l1Ratio
    self.tolerance = tolerance
    self.maxIterations = maxIterations
    self.classPrior = classPrior
  }

  /// Learns preprocessing and coefficients; see `Estimator.fit(_:threads:)`.
  ///
  /// - Throws: What `LogisticSolver.solve` throws; `FitError.noUsableFeature`, `.notConverged`,
  ///   `.invalidParameter`.
  public func fit(_ samples: TrainingSamples, threads: Int = 1) throws(FitError) -> Model {
    try samples.checkLearnable()
    let encoder = try LinearEncoder(learning: samples, threads: threads)
    let design = try encoder.encoded(samples.features, threads: threads)
    let weights = samples.weights.allSatisfy { $0 == 1 } ? nil : samples.weights
    let solution = try solver.solve(
      design, labels: samples.labels, weights: weights, names: encoder.outputNames,
      threads: threads)
    guard solution.converged else {
      throw .notConverged(
        iterations: solution.iterations, gradientNorm: solution.gradientNorm, tolerance: tolerance)
    }
    let shift = try priorShift(samples)
    return Model(
      encoder: encoder, coefficients: solution.coefficients,
      intercept: solution.intercept + shift, standardErrors: solution.standardErrors,
      interceptStandardError: solution.interceptStandardError)
  }

  /// The optimiser with these hyperparameters.
  var solver: LogisticSolver {
    LogisticSolver(
      penalty: penalty, l1Ratio: l1Ratio, tolerance: tolerance, maxIterations: maxIterations)
  }

  private func priorShift(_ samples: TrainingSamples) throws(FitError) -> Double {
    guard let classPrior else { return 0 }
    guard classPrior > 0, classPrior < 1 else {
      throw .invalidParameter(
        name: "classPrior", value: classPrior, expected: "a share within 0...1, ends excluded")
    }
    var churned = 0.0
    var total = 0.0
    for (label, weight) in zip(samples.labels, samples.weights) {
      total += weight
      if label { churned += weight }
    }
    return logOdds(classPrior) - logOdds(churned / total)
  }
}
