/// One of the equal parts of a ranking by uplift: what was told of it and what came.
///
/// A group of equal scores that lies in two parts belongs to each in proportion.
public struct UpliftPart: Sendable, Equatable {
  /// The share of the customers in this part and all before it.
  public let share: Double
  /// Contacted customers in it.
  public let treatedRows: Double
  /// Customers left alone in it.
  public let controlRows: Double
  /// The mean uplift told.
  public let told: Double
  /// What came; nil unless both arms have customers in it.
  public let came: LiftInterval?

  /// Divides a ranking by told uplift, the highest first, into so many parts from 1 to 1,000.
  public static func table(
    of ranked: RankedCampaign, parts: Int = 10, isBinary: Bool
  ) -> [UpliftPart] {
    let parts = max(1, min(parts, 1_000))
    let shares = (0...parts).map { Double($0) / Double(parts) }
    let sums = ranked.sums(atShares: shares)
    return (1...parts).compactMap { part in
      let within = sums[part].minus(sums[part - 1])
      guard within.all > 0 else { return nil }
      return UpliftPart(
        share: shares[part], treatedRows: within.treated, controlRows: within.control,
        told: within.scores / within.all,
        came: LiftInterval(within, isBinary: isBinary))
    }
  }
}
