/// What `churn value` says of customers under contract.
public struct ContractValueReport: Sendable, Encodable {
  /// Customers who follow one curve.
  public struct Group: Sendable, Equatable, Encodable {
    /// The group's name; `all` without groups.
    public let name: String
    /// Customers still there.
    public let customers: Int
    /// Customers who left, from whom the curve is learned.
    public let left: Int
    /// Months that those still there are expected to stay, of the months looked ahead.
    public let meanExpectedMonths: Double?
    /// Their value together.
    public let value: Double
    /// The share that leaves a month, as a rate, beyond the longest time observed.
    public let monthlyTailRate: Double
  }

  /// The model of staying.
  public let model = "kaplan-meier"
  /// What time is counted in.
  public let timeUnit = "month"
  /// Customers still there.
  public let customers: Int
  /// Customers who left.
  public let left: Int
  /// By group.
  public let groups: [Group]
  /// Months looked ahead.
  public let months: Int
  /// The yearly rate of discount.
  public let discountRate: Double
  /// Margin as a share of what customers pay.
  public let marginRate: Double
  /// Months that all together are expected to stay, of the months looked ahead.
  public let expectedMonths: Double
  /// Value of all and how it is spread; nil where it adds up to nothing.
  public let value: ValueDistribution?
  /// What a reader must know, one sentence each.
  public let notes: [String]
}
