public import ChurnMath

extension LogisticRegression {
  /// A fitted logistic regression: preprocessing, coefficients, and how sure they are.
  public struct Model: Classifier, Equatable {
    /// The preprocessing; it has *q* outputs.
    public let encoder: LinearEncoder
    /// One coefficient an output, the change of the log-odds per unit; length *q*.
    public let coefficients: [Double]
    /// The log-odds where every output is 0.
    public let intercept: Double
    /// Standard errors of the coefficients; length *q*, or empty with an L1 penalty.
    public let standardErrors: [Double]
    /// The standard error of the intercept, if `standardErrors` has any.
    public let interceptStandardError: Double?

    /// Puts a model together from its parts; ask `validated()` before using a stored one.
    public init(
      encoder: LinearEncoder, coefficients: [Double], intercept: Double,
      standardErrors: [Double], interceptStandardError: Double?
    ) {
      self.encoder = encoder
      self.coefficients = coefficients
      self.intercept = intercept
      self.standardErrors = standardErrors
      self.interceptStandardError = interceptStandardError
    }

    /// This model, once its parts were found to fit together.
    ///
    /// - Throws: `FitError.inconsistentModel` with the first contradiction.
    public func validated() throws(FitError) -> Model {
      if let reason = encoder.inconsistency { throw .inconsistentModel(reason: reason) }
      let q = encoder.outputCount
      guard coefficients.count == q else {
        throw .inconsistentModel(reason: "\(coefficients.count) coefficients for \(q) outputs")
      }
      guard coefficients.allSatisfy(\.isFinite), intercept.isFinite else {
        throw .inconsistentModel(reason: "a coefficient is not finite")
      }
      guard standardErrors.isEmpty || standardErrors.count == q else {
        throw .inconsistentModel(reason: "\(standardErrors.count) standard errors for \(q) outputs")
      }
      guard standardErrors.allSatisfy({ $0 >= 0 }), (interceptStandardError ?? 0) >= 0 else {
        throw .inconsistentModel(reason: "a standard error is not a number from 0 on")
      }
      return self
    }

    /// The churn probability of each row, in [0, 1]; length *n*.
    ///
    /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.inconsistentModel`.
    public func predict(_ features: FeatureMatrix) throws(FitError) -> [Double] {
      try decision(features).map(logistic)
    }

    /// The log-odds of churn of each row; length *n*.
    ///
    /// Summed output by output for each row alone, so that a row's value does not depend on the
    /// others, nor on the linear algebra library.
    public func decision(_ features: FeatureMatrix) throws(FitError) -> [Double] {
      let design = try design(features)
      var logOdds = [Double](repeating: intercept, count: design.rows)
      for (j, coefficient) in coefficients.enumerated() where coefficient != 0 {
        let start = j * design.rows
        for i in 0..<design.rows { logOdds[i] += coefficient * design.values[start + i] }
      }
      return logOdds
    }

    /// How far each feature pushes each row's log-odds from `baseLogOdds`.
    ///
    /// The push of a feature is *Σ β (x − x̄)* over its outputs, *x̄* their training means; those of
    /// one row and `baseLogOdds` add up to its `decision`, up to rounding. For a linear model these are
    /// the Shapley values under independent features.
    ///
    /// - Returns: For each feature of `featureNames` the push of each row; *p* × *n*.
    public func contributions(_ features: FeatureMatrix) throws(FitError) -> [[Double]] {
      let design = try design(features)
      var pushes = Array(
        repeating: [Double](repeating: 0, count: design.rows), count: encoder.features.count)
      for (j, feature) in encoder.outputFeatures.enumerated() where coefficients[j] != 0 {
        let start = j * design.rows
        let mean = encoder.outputMeans[j]
        for i in 0..<design.rows {
          pushes[feature][i] += coefficients[j] * (design.values[start + i] - mean)
        }
      }
      return pushes
    }

    /// The names of the features, in the order of `contributions`.
    public var featureNames: [String] { encoder.features.map(\.name) }

    /// The log-odds of a row whose outputs all have their training means.
    public var baseLogOdds: Double {
      zip(coefficients, encoder.outputMeans).reduce(intercept) { $0 + $1.0 * $1.1 }
    }

    private func design(_ features: FeatureMatrix) throws(FitError) -> Matrix {
      let design = try encoder.encoded(features)
      guard design.columns == coefficients.count, design.columns == encoder.outputMeans.count else {
        throw .inconsistentModel(
          reason: "\(coefficients.count) coefficients for \(design.columns) outputs")
      }
      return design
    }
  }
}
