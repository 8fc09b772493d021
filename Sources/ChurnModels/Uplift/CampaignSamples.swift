// What contacting changes, and for whom.
//
// arm         what was done to a customer: contacted in one way, or left alone (control)
// outcome     what he did afterwards: something that happens or not, or a sum of money
// gain        the outcome, signed so that more is better
// lift        mean gain of the contacted minus mean gain of those left alone
// uplift      the lift expected of one customer, given what was known of him before
//
// Steps: learn uplift on some customers, tell it to the others (CrossFittedUplift); rank these by it
// (RankedCampaign); compare what the contacted and the others of the same ranks did (UpliftCurve,
// UpliftPart, EffectScores).

public import ChurnMath

/// A campaign whose arms were drawn at random: who was contacted, what was known, what came of it.
public struct CampaignSamples: Sendable {
  /// What was known of each customer before the campaign; *n* × *p*, `NaN` = missing.
  public let features: FeatureMatrix
  /// Whether each was contacted; length *n*.
  public let isTreated: [Bool]
  /// What each did afterwards, finite; 0 and 1 where it happens or not; length *n*.
  public let outcomes: [Double]

  /// The number of customers, *n*.
  public var count: Int { outcomes.count }
  /// The share of customers who were contacted, in (0, 1).
  public let treatedShare: Double

  /// Checks that there are two arms and that outcomes are numbers.
  ///
  /// - Throws: `FitError.noRows`, `.lengthMismatch`; `.tooFewRows` where an arm is empty;
  ///   `.notFinite` for an outcome that is not finite.
  public init(
    features: FeatureMatrix, isTreated: [Bool], outcomes: [Double]
  ) throws(FitError) {
    guard !outcomes.isEmpty else { throw .noRows }
    for count in [features.rowCount, isTreated.count] where count != outcomes.count {
      throw .lengthMismatch(rows: count, labels: outcomes.count)
    }
    if let row = outcomes.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(feature: "outcome", row: row)
    }
    let treated = isTreated.count { $0 }
    guard treated > 0, treated < outcomes.count else {
      throw .tooFewRows(rows: min(treated, outcomes.count - treated), needed: 1)
    }
    self.features = features
    self.isTreated = isTreated
    self.outcomes = outcomes
    treatedShare = Double(treated) / Double(outcomes.count)
  }

  /// Whether every outcome is 0 or 1.
  public var isBinary: Bool { outcomes.allSatisfy { $0 == 0 || $0 == 1 } }

  /// Only `rows`, in that order.
  ///
  /// - Throws: As the initialiser, where an arm has none of them.
  public func selecting(rows: [Int]) throws(FitError) -> CampaignSamples {
    try CampaignSamples(
      features: features.selecting(rows: rows), isTreated: rows.map { isTreated[$0] },
      outcomes: rows.map { outcomes[$0] })
  }

  /// The rows of one arm.
  func rows(treated: Bool) -> [Int] { isTreated.indices.filter { isTreated[$0] == treated } }
}
