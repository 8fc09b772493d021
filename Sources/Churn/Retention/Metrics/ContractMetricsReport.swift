public import ChurnData

/// Key figures of customers under contract, period by period: who left, and the money a month.
public struct ContractMetricsReport: Sendable, Encodable {
  /// Money a month at the start of a period, and how it became that at its end.
  public struct Revenue: Sendable, Equatable, Encodable {
    /// At the start.
    public let start: Double
    /// From customers for the first time.
    public let new: Double
    /// From customers again.
    public let returning: Double
    /// More from customers who stayed.
    public let expansion: Double
    /// Less from customers who stayed.
    public let contraction: Double
    /// Of customers who left.
    public let lost: Double
    /// At the end: start + new + returning + expansion - contraction - lost.
    public let end: Double
    /// Lost and contraction over the money at the start.
    public let grossChurn: MoneyRate
    /// What those at the start bring at the end, over what they brought; above 1 where they grow.
    public let netRetention: MoneyRate
    /// Money a month and customer at the end.
    public let arpu: Double?
  }

  /// One period.
  public struct Period: Sendable, Encodable {
    /// What it is called.
    public let name: String
    /// Its first day.
    public let firstDay: Day
    /// Its last day.
    public let lastDay: Day
    /// Whether all its days were observed; else no rate is told.
    public let isComplete: Bool
    /// How one count of customers became the other.
    public let bridge: MetricsReport.Bridge
    /// Customers who came for the first time and left again within the period.
    public let passedThrough: Int
    /// Left, of the customers at the start: logo churn.
    public let churn: CountedRate
    /// Stayed, of the customers at the start.
    public let retention: CountedRate
    /// Who came back, of those who had left before the start.
    public let reactivation: CountedRate
    /// The money; nil without amounts.
    public let revenue: Revenue?
  }

  /// How long a period is.
  public let every: String
  /// Who counts as a customer, in a sentence.
  public let definition: String
  /// The first day observed.
  public let firstDay: Day
  /// The last day observed.
  public let lastDay: Day
  /// Customers who ever had a contract.
  public let customers: Int
  /// The periods, in the order of time.
  public let periods: [Period]
  /// The place among the periods of the last one that can be judged; nil where none can.
  public let lastJudged: Int?
  /// What a reader must know, one sentence each.
  public let notes: [String]
}
