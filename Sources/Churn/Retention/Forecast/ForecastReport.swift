public import ChurnData

/// What `churn forecast` says of a base: months to come, what is assumed, and how it has done before.
public struct ForecastReport: Sendable, Encodable {
  /// What is expected, and the ends of its interval.
  public struct Figure: Sendable, Equatable, Encodable {
    /// What is expected.
    public let expected: Double
    /// The lower end; nil where no future was drawn.
    public let lower: Double?
    /// The upper end.
    public let upper: Double?

    /// Creates a figure.
    public init(expected: Double, lower: Double?, upper: Double?) {
      self.expected = expected
      self.lower = lower
      self.upper = upper
    }
  }

  /// What some customers do in some time.
  public struct Amounts: Sendable, Equatable, Encodable {
    /// Orders; those of one customer and day count as one.
    public let orders: Figure
    /// What they bring; nil without amounts.
    public let sales: Figure?
    /// What they earn; nil where no margin is known.
    public let margin: Figure?
  }

  /// Present customers, new ones, and both: expected figures of the first two add up to the third.
  public struct Parts: Sendable, Equatable, Encodable {
    /// Customers known on the last day.
    public let base: Amounts
    /// Those who come later, with their first orders.
    public let new: Amounts
    /// Both together.
    public let total: Amounts
    /// How many come.
    public let newCustomers: Figure
  }

  /// One month to come, or what is left of the present one.
  public struct Month: Sendable, Equatable, Encodable {
    /// The month: `2011-09`.
    public let month: String
    /// The first day that is forecast.
    public let first: Day
    /// The last one.
    public let last: Day
    /// Whether the whole month is forecast.
    public let isWhole: Bool
    /// The figures.
    public let parts: Parts
  }

  /// One month gone by.
  public struct Past: Sendable, Equatable, Encodable {
    /// The month: `2011-09`.
    public let month: String
    /// Orders that came.
    public let orders: Double
    /// What they brought; nil without amounts.
    public let sales: Double?
    /// Customers whose first order it saw.
    public let newCustomers: Double
    /// Whether all of it is in the data.
    public let isComplete: Bool
  }

  /// What is assumed of new customers.
  public struct Newcomers: Sendable, Equatable, Encodable {
    /// The rule: `recent`, `trend`, `none` or `fixed`.
    public let rule: String
    /// New customers of an average month; nil along a trend.
    public let monthly: Double?
    /// The months the rule looked at, first and last; nil where it looked at none.
    public let from: String?
    /// The last of them.
    public let through: String?
    /// How many they are.
    public let months: Int
  }

  /// Factors by month of the year.
  public struct Season: Sendable, Equatable, Encodable {
    /// Of repeat orders, January first; nil = none.
    public let orders: [Double]?
    /// Of new customers; nil = none.
    public let newCustomers: [Double]?
    /// Complete months of data.
    public let completeMonths: Int
  }

  /// What kind of base it is.
  public let kind = "orders"
  /// How customers go on: a model's name, or `rate`.
  public let model: String
  /// Its parameters by name, in weeks.
  public let parameters: [String: Double]
  /// The last day that was looked at.
  public let lastDay: Day
  /// Customers known on it.
  public let customers: Int
  /// The share of futures that an interval holds.
  public let level: Double
  /// Futures drawn.
  public let draws: Int
  /// Months to come.
  public let months: [Month]
  /// All whole months together.
  public let sum: Parts
  /// Margin as a share of sales; nil where none is known.
  public let marginRate: Double?
  /// What is assumed of new customers.
  public let newcomers: Newcomers
  /// The season.
  public let season: Season
  /// Months gone by.
  public let history: [Past]
  /// How it has done before; nil where there is too little history.
  public let backtest: ForecastBacktest?
  /// What a reader must know, one sentence each.
  public let notes: [String]

  /// The whole months to come, without what is left of the present one.
  public var wholeMonths: [Month] { months.filter(\.isWhole) }

  /// The plain rule that has been more accurate, of orders and of money; nil where this forecast was, or
  /// where nothing tells.
  public var betterRules: (orders: ForecastBacktest.Rule?, sales: ForecastBacktest.Rule?) {
    func better(_ comparison: ForecastBacktest.Comparison?) -> ForecastBacktest.Rule? {
      comparison.flatMap { $0.best == .forecast ? nil : $0.best }
    }
    return (better(backtest?.orders), better(backtest?.sales))
  }
}
