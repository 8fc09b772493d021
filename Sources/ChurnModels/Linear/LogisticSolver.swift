// Minimising the penalised log loss on a dense matrix.
//
// objective  f(β) = (1/W) Σ wᵢ log-loss(yᵢ, β₀ + xᵢ·β) + λ (α ‖β‖₁ + (1 − α)/2 ‖β‖²), W = Σ wᵢ;
//            β₀ is free
// scale      sⱼ = √(Σ w x²ⱼ / W): a gradient is judged in units of its column, gⱼ / sⱼ
// model      the factored second derivative (or, with L1, the matrix itself) that steps come from;
//            kept while the gradient falls tenfold a step, renewed otherwise

public import ChurnMath

/// The bare optimiser of logistic regression: a dense matrix in, coefficients out.
///
///     let solver = LogisticSolver(penalty: 1e-3)
///     let solution = try solver.solve(matrix, labels: churned)
///
/// Newton's method with step halving, so that the objective falls at every step; the second
/// derivative is kept as long as it serves (Shamanskii 1967), because a pass that sums only the
/// gradient takes a third of the time. Large problems start from the optimum of every sixteenth
/// block of 128 rows. With `l1Ratio` > 0 the step minimises the quadratic model plus L1 by coordinate
/// descent (proximal Newton; Lee, Sun & Saunders 2014). No preprocessing is done; coefficients are in
/// the units of the columns.
///
/// - Complexity: O(*n p*²) for each renewed second derivative, O(*n p*) a step, O(*p*³) a factor.
/// - SeeAlso: Friedman, Hastie & Tibshirani (2010), doi:10.18637/jss.v033.i01; Lee, Sun & Saunders
///   (2014), doi:10.1137/130921428.
public struct LogisticSolver: Sendable, Equatable {
  /// λ, the strength of the penalty relative to the mean log loss; 0 = none.
  ///
  /// scikit-learn's `C` is 1 / (λ W), glmnet's `lambda` is λ.
  public var penalty: Double
  /// α: the share of the penalty that is L1; 0 = ridge, 1 = lasso.
  public var l1Ratio: Double
  /// The largest violation of the optimality conditions accepted, in units of each column.
  public var tolerance: Double
  /// The most steps over all the rows.
  public var maxIterations: Int
  /// Whether to compute standard errors, at the price of one more pass.
  public var standardErrors: Bool

  /// The most columns: their second derivative takes 200 MB.
  public static let mostColumns = 5_000

  /// Creates a solver; see the properties for the meaning of each value.
  public init(
    penalty: Double = 0, l1Ratio: Double = 0, tolerance: Double = 1e-8, maxIterations: Int = 100,
    standardErrors: Bool = true
  ) {
    self.penalty = penalty
    self.l1Ratio = l1Ratio
    self.tolerance = tolerance
    self.maxIterations = maxIterations
    self.standardErrors = standardErrors
  }

  /// Finds the coefficients.
  ///
  /// Standard errors are the roots of the diagonal of *(H + λ W I)⁻¹*, *H* the second derivative of
  /// the negative log likelihood: the usual ones without a penalty, those of the posterior with a
  /// normal prior under L2. Weights count repetitions.
  ///
  /// - Parameters:
  ///   - design: *n* × *p*, finite.
  ///   - labels: Length *n*; `true` = churned.
  ///   - weights: Length *n*, not negative; nil counts every row once.
  ///   - names: Names of the columns for errors; nil numbers them.
  ///   - start: Where to begin, for instance the solution for a slightly larger penalty.
  ///   - threads: The most threads to use; the solution does not depend on it.
  /// - Returns: The solution; `converged` says whether the tolerance was reached.
  /// - Throws: `FitError.lengthMismatch`, `.noRows`, `.singleClass`, `.invalidWeight`, `.notFinite`,
  ///   `.invalidParameter`, `.tooManyColumns`; without a penalty also `.collinear` and `.separated`.
  public func solve(
    _ design: Matrix, labels: [Bool], weights: [Double]? = nil, names: [String]? = nil,
    start: LogisticSolution? = nil, threads: Int = 1
  ) throws(FitError) -> LogisticSolution {
    try checkParameters()
    guard design.columns <= Self.mostColumns else {
      throw .tooManyColumns(columns: design.columns, most: Self.mostColumns)
    }
    guard labels.count == design.rows else {
      throw .lengthMismatch(rows: design.rows, labels: labels.count)
    }
    if let weights, weights.count != design.rows {
      throw .lengthMismatch(rows: design.rows, labels: weights.count)
    }
    try checkLearnable(labels: labels, weights: weights)
    let problem = LogisticProblem(
      design: design, labels: labels, weights: weights, penalty: penalty, l1Ratio: l1Ratio,
      names: names, threads: threads)
    var descent = LogisticDescent(
      problem: problem, tolerance: tolerance, maxIterations: maxIterations)
    var first = problem.nullCoefficients
    if let start, start.coefficients.count == design.columns,
      start.coefficients.allSatisfy(\.isFinite), start.intercept.isFinite
    {
      first = start.coefficients + [start.intercept]
    }
    try descent.run(from: first, warm: start != nil)
    return try solution(of: descent, problem)
  }

  private func checkParameters() throws(FitError) {
    guard penalty >= 0, penalty.isFinite else {
      throw .invalidParameter(name: "penalty", value: penalty, expected: "a number from 0 on")
    }
    guard l1Ratio >= 0, l1Ratio <= 1 else {
      throw .invalidParameter(name: "l1Ratio", value: l1Ratio, expected: "a share within 0...1")
    }
    guard tolerance > 0 else {
      throw .invalidParameter(name: "tolerance", value: tolerance, expected: "a number above 0")
    }
  }

  private func solution(
    of descent: LogisticDescent, _ problem: LogisticProblem
  ) throws(FitError) -> LogisticSolution {
    let p = problem.design.columns
    var errors: [Double] = []
    if standardErrors, problem.l1 == 0 {
      let hessian = problem.hessian(problem.sums(at: descent.point, gram: true))
      errors = problem.inverseDiagonal(of: hessian).map {
        ($0 / problem.totalWeight).squareRoot()
      }
    }
    return LogisticSolution(
      coefficients: Array(descent.point[0..<p]), intercept: descent.point[p],
      standardErrors: Array(errors.prefix(p)), interceptStandardError: errors.last,
      iterations: descent.iterations, gradientNorm: descent.violation,
      logLikelihood: -descent.meanLoss * problem.totalWeight, objective: descent.objective,
      converged: descent.converged)
  }
}
