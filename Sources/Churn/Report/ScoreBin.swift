/// Customers whose probability lies in a range, by outcome.
public struct ScoreBin: Sendable, Equatable, Encodable {
  /// Where the range begins, included.
  public let lower: Double
  /// Where it ends, excluded except for 1.
  public let upper: Double
  /// Customers who stayed.
  public let retained: Int
  /// Customers who churned.
  public let churned: Int
}
