/// For each customer a number whose mean, over any customers chosen by what was known before, is their
/// lift.
///
/// *Γ = μ₁ − μ₀ + W (Y − μ₁) / e − (1 − W)(Y − μ₀) / (1 − e)*, with *μ* told by models that have not seen
/// the customer and *e* the share contacted by design. As that share is known, means are right whatever
/// the models say; good models make them calm. So what a rule "contact these" brings is a mean, and two
/// rules are compared customer by customer.
///
/// - SeeAlso: Robins, Rotnitzky & Zhao (1994), doi:10.1080/01621459.1994.10476818; Athey & Wager (2021),
///   doi:10.3982/ECTA15732.
public struct EffectScores: Sendable, Equatable {
  /// *Γ*; length *n*.
  public let values: [Double]

  /// A mean over customers, with its 95 % interval by the normal distribution.
  public struct Estimate: Sendable, Equatable {
    /// The mean.
    public let mean: Double
    /// Its standard error.
    public let standardError: Double

    /// A known mean.
    public init(mean: Double, standardError: Double) {
      self.mean = mean
      self.standardError = standardError
    }

    /// The lower end.
    public var lower: Double { mean - Confidence.usual.deviations * standardError }
    /// The upper end.
    public var upper: Double { mean + Confidence.usual.deviations * standardError }
  }

  /// The scores of a campaign.
  ///
  /// - Parameters:
  ///   - samples: The campaign; its outcomes are gains, more being better.
  ///   - treated: The gain expected of each when contacted; length *n*.
  ///   - control: The gain expected of each when left alone; length *n*.
  /// - Throws: `FitError.lengthMismatch`.
  public init(
    _ samples: CampaignSamples, treated: [Double], control: [Double]
  ) throws(FitError) {
    for count in [treated.count, control.count] where count != samples.count {
      throw .lengthMismatch(rows: samples.count, labels: count)
    }
    let e = samples.treatedShare
    values = samples.outcomes.indices.map { row in
      let gain = samples.outcomes[row]
      let correction =
        samples.isTreated[row]
        ? (gain - treated[row]) / e : (control[row] - gain) / (1 - e)
      return treated[row] - control[row] + correction
    }
  }

  /// The mean over all customers of `value`, which is asked for each of them.
  public static func estimate(_ count: Int, _ value: (Int) -> Double) -> Estimate {
    guard count > 0 else { return Estimate(mean: .nan, standardError: .nan) }
    var mean = 0.0
    var squares = 0.0
    for row in 0..<count {
      let given = value(row)
      let step = given - mean
      mean += step / Double(row + 1)
      squares += step * (given - mean)
    }
    guard count > 1 else { return Estimate(mean: mean, standardError: .infinity) }
    return Estimate(
      mean: mean, standardError: (squares / Double(count - 1) / Double(count)).squareRoot())
  }

  /// What contacting some customers brings, a customer of the base: the mean of *Γ* times `chances`.
  ///
  /// - Parameters:
  ///   - chances: The chance of each to be contacted; a rule minus another compares the two.
  ///   - value: Money a gain.
  ///   - cost: Money a contact.
  /// - Returns: The mean and how well it is known.
  public func value(
    ofContacting chances: [Double], value: Double = 1, cost: Double = 0
  ) -> Estimate {
    Self.estimate(values.count) { chances[$0] * (value * values[$0] - cost) }
  }

  /// How told uplift goes with what came: the straight line through *Γ* by told uplift.
  public struct Calibration: Sendable, Equatable {
    /// 1 = told uplift is of the right size; 0 = it says nothing of who gains more.
    public let slope: Estimate
    /// Mean uplift told.
    public let told: Double
    /// Mean lift that came.
    public let came: Double
  }

  /// The calibration of told uplift; nil where it is the same for all.
  ///
  /// Least squares with errors that hold for any spread (HC0).
  ///
  /// - SeeAlso: Chernozhukov, Demirer, Duflo & Fernández-Val (2018), arXiv:1712.04802, the best linear
  ///   predictor.
  public func calibration(of told: [Double]) -> Calibration? {
    let count = Double(values.count)
    guard told.count == values.count, count > 2 else { return nil }
    let toldMean = told.reduce(0) { $0 + $1 / count }
    let mean = values.reduce(0) { $0 + $1 / count }
    var spread = 0.0
    var together = 0.0
    for (row, uplift) in told.enumerated() {
      spread += (uplift - toldMean) * (uplift - toldMean)
      together += (uplift - toldMean) * (values[row] - mean)
    }
    // A trace of rounding is no spread.
    let largest = told.reduce(0) { max($0, abs($1)) }
    guard spread > count * 1e-18 * largest * largest, spread.isFinite else { return nil }
    let slope = together / spread
    var meat = 0.0
    for (row, uplift) in told.enumerated() {
      let rest = values[row] - mean - slope * (uplift - toldMean)
      meat += (uplift - toldMean) * (uplift - toldMean) * rest * rest
    }
    return Calibration(
      slope: Estimate(mean: slope, standardError: meat.squareRoot() / spread), told: toldMean,
      came: mean)
  }
}
