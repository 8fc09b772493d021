/// Low, medium, high and critical risk, cut at 0.5, 1 and 2 times the base's odds of churn.
///
///     let bands = RiskBands(baseRate: 0.2)   // odds 1 to 4
///     bands?.band(of: 0.35)                  // .critical: odds above 1 to 2
///
/// Odds, not probabilities, so that the cuts stay inside of (0, 1) for every base. A probability
/// that equals a cut belongs to the band above.
public struct RiskBands: Sendable, Equatable {
  /// A band of risk, from the safest to the riskiest.
  public enum Band: String, Sendable, CaseIterable, Codable {
    /// Odds under half of the base's.
    case low
    /// Odds from half of the base's.
    case medium
    /// Odds from the base's.
    case high
    /// Odds from twice the base's.
    case critical
  }

  /// The probabilities at which medium, high and critical start; ascending, within (0, 1).
  public let cuts: [Double]

  /// The bands of a base in which the share `baseRate` churns; nil unless it is within (0, 1).
  public init?(baseRate: Double) {
    guard baseRate > 0, baseRate < 1 else { return nil }
    let odds = baseRate / (1 - baseRate)
    self.init(cuts: [0.5, 1, 2].map { $0 * odds / (1 + $0 * odds) })
  }

  /// Bands with given cuts; nil unless there are three, ascending and within (0, 1).
  public init?(cuts: [Double]) {
    guard cuts.count == 3, cuts.allSatisfy({ $0 > 0 && $0 < 1 }), cuts[0] < cuts[1],
      cuts[1] < cuts[2]
    else { return nil }
    self.cuts = cuts
  }

  /// The band of a probability of churn.
  public func band(of probability: Double) -> Band {
    if probability < cuts[0] { return .low }
    if probability < cuts[1] { return .medium }
    return probability < cuts[2] ? .high : .critical
  }
}
