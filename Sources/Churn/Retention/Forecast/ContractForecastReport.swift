public import ChurnData

/// What `churn forecast` says of contracts: who is still there at the end of each month, and what they
/// bring.
public struct ContractForecastReport: Sendable, Encodable {
  /// Some contracts at the end of a month.
  public struct Amounts: Sendable, Equatable, Encodable {
    /// Customers under contract.
    public let active: ForecastReport.Figure
    /// What they bring a month.
    public let revenue: ForecastReport.Figure
    /// What they earn a month; nil where no margin is known.
    public let margin: ForecastReport.Figure?
  }

  /// The end of one month to come.
  public struct Month: Sendable, Equatable, Encodable {
    /// The month: `2026-01`, or of a table without days `1`, `2`, ...
    public let month: String
    /// The last day of the month; nil in a table without days.
    public let last: Day?
    /// Those who are there now.
    public let base: Amounts
    /// Those who come later.
    public let new: Amounts
    /// Both together.
    public let total: Amounts
    /// How many begin in the month.
    public let newContracts: ForecastReport.Figure
  }

  /// The end of one month gone by.
  public struct Past: Sendable, Equatable, Encodable {
    /// The month: `2011-09`.
    public let month: String
    /// Customers under contract at its end.
    public let active: Double
    /// What they brought a month.
    public let revenue: Double
    /// Customers who began in it.
    public let began: Double
    /// Customers who left in it.
    public let left: Double
  }

  /// What kind of base it is.
  public let kind = "contracts"
  /// How customers go on.
  public let model = "kaplan-meier"
  /// The last day that was looked at; nil for a table of durations.
  public let lastDay: Day?
  /// Customers under contract now.
  public let active: Int
  /// Customers who have left.
  public let left: Int
  /// What those there now bring a month.
  public let revenue: Double
  /// The share of futures that an interval holds.
  public let level: Double
  /// Futures drawn.
  public let draws: Int
  /// Ends of months to come.
  public let months: [Month]
  /// Margin as a share of revenue; nil where none is known.
  public let marginRate: Double?
  /// What is assumed of new contracts.
  public let newcomers: ForecastReport.Newcomers
  /// What a new contract is taken to bring a month.
  public let newAmount: Double
  /// Ends of months gone by; empty for a table of durations.
  public let history: [Past]
  /// How it has done before, `orders` being active contracts and `sales` revenue; nil where there is too
  /// little history.
  public let backtest: ForecastBacktest?
  /// What a reader must know, one sentence each.
  public let notes: [String]

  /// The plain rules that have been more accurate; see ``ForecastReport/betterRules``.
  public var betterRules: (active: ForecastBacktest.Rule?, revenue: ForecastBacktest.Rule?) {
    func better(_ comparison: ForecastBacktest.Comparison?) -> ForecastBacktest.Rule? {
      comparison.flatMap { $0.best == .forecast ? nil : $0.best }
    }
    return (better(backtest?.orders), better(backtest?.sales))
  }
}
