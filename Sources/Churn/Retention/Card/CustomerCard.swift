public import ChurnData

/// What somebody who calls a customer wants on one page, besides why the risk is what it is.
///
/// The orders and their rhythm, the risk over the past year, the segment, and what the customer is
/// worth. Everything is as known at one day.
public struct CustomerCard: Sendable, Equatable, Encodable {
  /// One order.
  public struct Order: Sendable, Equatable, Encodable {
    /// The day of its first line.
    public let day: Day
    /// What is left of it after returns, in currency; nil without amounts.
    public let value: Double?
    /// What was taken back of it, in currency; nil without amounts or returns.
    public let returned: Double?
    /// Whether something of it was kept, so that it counts.
    public let isKept: Bool
    /// What was bought: categories, or products where there are none, the first ones.
    public let items: [String]
  }

  /// How often the customer orders.
  public struct Rhythm: Sendable, Equatable, Encodable {
    /// Days since the last order.
    public let silenceDays: Int
    /// The median of the days between purchase days; nil with fewer than two of them.
    public let usualGapDays: Double?
    /// Days by which the silence exceeds what 90 % of the gaps to be expected keep; 0 = on time.
    public let overdueDays: Double
    /// The day by which the next order has come with even odds; nil = unlikely, or not foretold.
    public let nextOrder: Day?
    /// The first and the last day of the 80 % interval of it.
    public let nextOrderFrom: Day?
    /// The last day of the interval; nil = beyond what the model reaches.
    public let nextOrderTo: Day?
  }

  /// The risk as the model tells it of an earlier day.
  public struct RiskPoint: Sendable, Equatable, Encodable {
    /// The day.
    public let day: Day
    /// The probability of churn.
    public let probability: Double
  }

  /// What the customer is worth.
  public struct Worth: Sendable, Equatable, Encodable {
    /// Money of all orders kept, in currency.
    public let revenue: Double
    /// Mean money of an order, in currency.
    public let orderValue: Double
    /// Margin of the last 365 days.
    public let marginLastYear: Double?
    /// Margin expected over the next 365 days of a customer who stays.
    public let marginIfStaying: Double?
    /// What of it is expected to come: (1 − churn probability) × margin of a customer who stays.
    public let expectedMargin: Double?
    /// Churn probability × margin of a customer who stays.
    public let valueAtRisk: Double?
  }

  /// Where the customer stands in the base.
  public struct Standing: Sendable, Equatable, Encodable {
    /// The stage of life.
    public let stage: LifecycleStage
    /// Recency, frequency and monetary score, 5 the best: `543`; nil where they are not known.
    public let rfmScore: String?
    /// The named segment of the scores.
    public let rfmSegment: String?
    /// The tier by value.
    public let valueTier: String?
  }

  /// The day it is as known at.
  public let at: Day
  /// The first order.
  public let since: Day?
  /// All orders, those taken back whole among them, the earliest first.
  public let orders: [Order]
  /// The rhythm.
  public let rhythm: Rhythm
  /// The segments.
  public let standing: Standing
  /// The risk over the past year by today's model, the earliest first; only of days at which the
  /// customer would have been scored.
  public let risks: [RiskPoint]
  /// What the customer is worth; nil without amounts.
  public let worth: Worth?
  /// The probability of being still active by the model of purchases; nil without one.
  public let probabilityAlive: Double?
  /// When the customer was contacted, the earliest first; empty where nobody said.
  public internal(set) var contacts: [Day] = []
  /// What the playbooks propose; nil without playbooks.
  public var action: Action?

  /// What to do with the customer.
  public struct Action: Sendable, Equatable, Encodable {
    /// The action in words; nil = none.
    public let words: String?
    /// Why there is none, or what it is expected to bring.
    public let reason: String

    /// An action, or none with the reason.
    public init(words: String?, reason: String) {
      self.words = words
      self.reason = reason
    }
  }

  /// Orders that count.
  public var keptOrders: [Order] { orders.filter(\.isKept) }
}
