/// A planned campaign in figures.
public struct PlanReport: Sendable, Equatable, Encodable {
  /// A share of customers that is held out, and what it shows and costs.
  public struct HoldOut: Sendable, Equatable, Encodable {
    /// The share.
    public let share: Double
    /// Customers held out.
    public let holdOuts: Int
    /// Customers contacted.
    public let contacts: Int
    /// How often the expected save rate would show.
    public let power: Double
    /// The smallest save rate that shows as often as asked; nil when none would.
    public let detectableSaveRate: Double?
    /// Profit expected of the others; nil without money.
    public let expectedProfit: Double?
    /// Profit that those held out are expected to bring when contacted: the price of knowing.
    public let givenUp: Double?
  }

  /// The customers that it takes.
  public struct Needed: Sendable, Equatable, Encodable {
    /// The share held out.
    public let share: Double
    /// Customers, contacted and held out.
    public let customers: Int
    /// Campaigns of the size planned; nil when that is not known.
    public let campaigns: Int?
    /// Months to bring them together; nil when that is not known.
    public let months: Double?
  }

  /// What contacting all would bring.
  public struct Profit: Sendable, Equatable, Encodable {
    /// Expected.
    public let expected: Double
    /// The lower end of its band.
    public let lower: Double
    /// The upper end of its band.
    public let upper: Double
    /// How likely it is to lose money.
    public let chanceOfLoss: Double
    /// What contacts cost, incentives apart.
    public let costs: Double
  }

  /// How surely money would show.
  public struct Money: Sendable, Equatable, Encodable {
    /// The share held out.
    public let share: Double
    /// The standard deviation of a customer's margin in the window.
    public let deviation: Double
    /// The smallest difference a customer that shows as often as asked.
    public let detectableDifference: Double
    /// The difference a customer that is expected; nil without money.
    public let expectedDifference: Double?
    /// How often that would show.
    public let power: Double?
  }

  /// Customers who may be contacted; nil when nobody said.
  public let customers: Int?
  /// The share that leaves without a contact.
  public let baseRate: Double
  /// The save rate expected.
  public let saveRate: Double
  /// How often an effect shall show.
  public let targetPower: Double
  /// One less how often no effect may be taken for one.
  public let level: Double
  /// Whether only a gain is looked for.
  public let isOneSided: Bool
  /// The share asked for; nil = none.
  public let holdOut: Double?
  /// The smallest share that is enough; nil when none is, or nobody said how many customers there are.
  public let smallestHoldOut: HoldOut?
  /// Several shares.
  public let holdOuts: [HoldOut]
  /// The power with half of the customers held out.
  public let bestPower: Double?
  /// Customers that it takes, by share.
  public let needed: [Needed]
  /// What contacting all would bring; nil without money.
  public let profit: Profit?
  /// How surely money would show; nil when that cannot be told.
  public let money: Money?
  /// Days that customers are watched.
  public let windowDays: Int
  /// What the reader must know, one sentence each.
  public let notes: [String]
}
