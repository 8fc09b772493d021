public import ChurnData

/// Key figures of a shop, period by period: who came, stayed, came back and was lost, and the money.
public struct MetricsReport: Sendable, Encodable {
  /// One period.
  public struct Period: Sendable, Encodable {
    /// What it is called.
    public let name: String
    /// Its first day.
    public let firstDay: Day
    /// Its last day.
    public let lastDay: Day
    /// Whether all its days were observed; else its counts are what is known so far, and no rate is told.
    public let isComplete: Bool
    /// Whether it lies so near to the start of the data that customers from before look new.
    public let isBurnIn: Bool
    /// Customers with an order.
    public let active: Int
    /// How one count of customers became the other.
    public let bridge: Bridge
    /// Lost, of the customers at the start.
    public let churn: CountedRate
    /// Kept, of the customers at the start.
    public let retention: CountedRate
    /// Who came back, of those who had ordered before and were no customers at the start.
    public let reactivation: CountedRate
    /// With two orders or more by the end of the period, of those who ordered in it.
    public let repeatRate: CountedRate
    /// Orders.
    public let orders: Int
    /// Orders a customer who ordered.
    public let ordersPerCustomer: Double?
    /// Net revenue; nil without amounts.
    public let revenue: Double?
    /// The part of it from customers whose first order lies in the period.
    public let revenueOfNew: Double?
    /// Margin; nil without a margin column.
    public let margin: Double?
    /// Revenue a customer who ordered.
    public let arpu: Double?
    /// Revenue an order.
    public let aov: Double?
    /// What customers said; nil without a survey.
    public let survey: SurveyFigures?
  }

  /// From the customers at the start of a period to those at its end.
  public struct Bridge: Sendable, Equatable, Encodable {
    /// Customers at the start.
    public let start: Int
    /// Customers for the first time.
    public let new: Int
    /// Customers again, who were none at the start.
    public let returning: Int
    /// Customers at the start who are none at the end.
    public let lost: Int
    /// Customers at the end: start + new + returning - lost.
    public let end: Int
    /// Customers at the start who still are: start - lost.
    public let retained: Int
  }

  /// How long a period is: `month`, `week`, `quarter`, `year` or days.
  public let every: String
  /// Days of silence after which a customer is lost; nil = lost is who does not order in the period.
  public let horizonDays: Int?
  /// Who counts as a customer, in a sentence.
  public let definition: String
  /// The first day observed.
  public let firstDay: Day
  /// The last day observed.
  public let lastDay: Day
  /// Customers with an order.
  public let customers: Int
  /// The periods, in the order of time.
  public let periods: [Period]
  /// The place among the periods of the last one that can be judged; nil where none can.
  public let lastJudged: Int?
  /// What a reader must know, one sentence each.
  public let notes: [String]
}
