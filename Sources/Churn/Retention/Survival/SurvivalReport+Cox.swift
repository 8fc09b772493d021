extension SurvivalReport {
  /// A Cox model: who leaves how many times as fast.
  public struct Cox: Sendable, Encodable {
    /// How ties were counted: `efron` or `breslow`.
    public let ties: String
    /// Rows learned from.
    public let n: Int
    /// How many of them left, weights counted.
    public let events: Double
    /// Rows left out because a value is missing.
    public let leftOut: Int
    /// What has a hazard of its own in each of its groups; nil for one hazard.
    public let within: String?
    /// One a column, and one a level of a categorical column but the first.
    public let coefficients: [Coefficient]
    /// The log partial likelihood.
    public let logLikelihood: Double
    /// That of no effect.
    public let nullLogLikelihood: Double
    /// Twice the gain in log likelihood.
    public let likelihoodRatio: Test
    /// The estimates against their covariance.
    public let wald: Test
    /// The slope of the likelihood at no effect.
    public let score: Test
    /// How often, of two customers, the one with the higher predicted risk leaves first.
    public let concordance: Double?
    /// Its standard error.
    public let concordanceStandardError: Double?
    /// Whether effects stay what they are over time; nil where that cannot be tested.
    public let proportionalHazards: ProportionalHazards?
    /// How far the mean of the predicted curves and the Kaplan-Meier curve are apart; nil with late
    /// entries, where the two are not of the same customers.
    public let predictionGap: Gap?
  }

  /// How much faster or slower customers leave.
  public struct Coefficient: Sendable, Encodable {
    /// The column, with the level at its end where it is categorical, as in R.
    public let name: String
    /// The column.
    public let column: String
    /// The level; nil for a number.
    public let level: String?
    /// The level that it is compared with; nil for a number.
    public let reference: String?
    /// The change of the log hazard.
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// The error that holds where the model does not; nil when not asked for.
    public let robustStandardError: Double?
    /// Estimate over standard error, the robust one if there is one.
    public let z: Double
    /// The probability of so large a `z` without an effect.
    public let p: Double
    /// How many times as fast.
    public let hazardRatio: Double
    /// The lower end of its interval.
    public let lower: Double
    /// The upper end of its interval.
    public let upper: Double
  }

  /// A chi-square test.
  public struct Test: Sendable, Encodable {
    /// The statistic.
    public let chiSquare: Double
    /// Its degrees of freedom.
    public let degreesOfFreedom: Int
    /// The probability of one so large by chance.
    public let p: Double
  }

  /// Whether effects stay what they are over time.
  public struct ProportionalHazards: Sendable, Encodable {
    /// One a column of the data.
    public let terms: [Term]
    /// All at once.
    public let global: Test
  }

  /// The test of one column.
  public struct Term: Sendable, Encodable {
    /// The column.
    public let column: String
    /// The test.
    public let test: Test
  }

  /// Where two curves are furthest apart.
  public struct Gap: Sendable, Encodable {
    /// How far, in shares.
    public let largest: Double
    /// When.
    public let time: Double
  }
}
