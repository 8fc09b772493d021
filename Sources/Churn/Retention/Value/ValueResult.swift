/// What an analysis of customer value found out.
public struct ValueResult: Sendable {
  /// What each customer is worth, the most valuable first (without money: most orders expected first),
  /// ties by id.
  public let customers: [CustomerValue]
  /// The figures about the base.
  public let report: ValueReport
}
