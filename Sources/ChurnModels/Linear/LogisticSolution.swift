/// What the solver found: the coefficients and how good they are.
public struct LogisticSolution: Sendable, Equatable {
  /// One coefficient a column; length *p*.
  public let coefficients: [Double]
  /// The log-odds where every column is 0.
  public let intercept: Double
  /// Standard errors of the coefficients; length *p*, or empty when they were not asked for or do
  /// not exist (with an L1 penalty).
  public let standardErrors: [Double]
  /// The standard error of the intercept, if `standardErrors` has any.
  public let interceptStandardError: Double?
  /// How many steps were taken over all the rows.
  public let iterations: Int
  /// The largest violation of the optimality conditions, each in units of its column.
  public let gradientNorm: Double
  /// Σ w log p(label), unpenalised; at most 0.
  public let logLikelihood: Double
  /// The mean log loss plus penalties, which was minimised.
  public let objective: Double
  /// Whether `gradientNorm` came under the tolerance.
  public let converged: Bool
}
