/// Rows of nearly equal probability, and how many of them really left.
public struct ReliabilityBin: Sendable, Equatable, Encodable {
  /// The smallest probability among them.
  public let lowest: Double
  /// The largest probability among them.
  public let highest: Double
  /// The number of rows.
  public let rows: Int
  /// The mean probability.
  public let meanProbability: Double
  /// The share of rows that churned.
  public let churnRate: Double
  /// The lower end of the 95 % interval of that share.
  public let lower: Double
  /// The upper end of the 95 % interval of that share.
  public let upper: Double
}
