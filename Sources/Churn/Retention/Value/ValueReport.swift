public import ChurnData

/// What `churn value` says of a base: the fitted models, what is expected, and how the forecast held.
public struct ValueReport: Sendable, Encodable {
  /// The model of money.
  public struct Spend: Sendable, Equatable, Encodable {
    /// Shape of the money of single orders.
    public let p: Double
    /// Shape of the spread over customers.
    public let q: Double
    /// Scale of the spread over customers.
    public let v: Double
    /// The maximised log-likelihood.
    public let logLikelihood: Double
    /// Standard errors of p, q and v; nil where there are none.
    public let standardErrors: [String: Double?]
    /// Customers learned from: those with a repeat purchase and money.
    public let customers: Int
    /// Customers with repeat purchases that brought nothing, left out of learning.
    public let withoutMoney: Int
    /// Correlation of the number of repeat purchases with their mean money, which the model takes to
    /// be 0; nil where either does not vary.
    public let correlation: Double?
  }

  /// Intervals by parametric bootstrap.
  public struct Intervals: Sendable, Equatable, Encodable {
    /// The share of draws that an interval holds.
    public let level: Double
    /// Draws asked for.
    public let replicates: Int
    /// Draws of which a model could not be fitted.
    public let failures: Int
    /// Of the orders expected of all.
    public let expectedOrders: CustomerValue.Interval?
    /// Of the value of all; nil without money.
    public let value: CustomerValue.Interval?
  }

  /// The model of purchases: `mbg-nbd`, `bg-nbd` or `pareto-nbd`.
  public let model: String
  /// What its time is counted in: `day` or `week`.
  public let timeUnit: String
  /// Its parameters by name.
  public let parameters: [String: Double]
  /// Their standard errors; nil where the likelihood is too flat to tell.
  public let standardErrors: [String: Double?]
  /// The maximised log-likelihood.
  public let logLikelihood: Double
  /// Customers with a purchase by `lastDay`.
  public let customers: Int
  /// Those with a repeat purchase.
  public let repeatCustomers: Int
  /// Repeat purchases of all.
  public let repeatOrders: Int
  /// Customers of whose lines nothing was kept.
  public let withoutPurchase: Int
  /// Customers whose first line comes after `lastDay`.
  public let joiningLater: Int
  /// Whether money is known, so that there are spend and value.
  public let hasMoney: Bool
  /// The model of money; nil without amounts, and where none could be fitted.
  public let gammaGamma: Spend?
  /// The day of the first purchase.
  public let firstDay: Day
  /// The last day learned from; forecasts begin the day after.
  public let lastDay: Day
  /// The last day of the holdout; nil without one.
  public let holdoutEnd: Day?
  /// Months looked ahead.
  public let months: Int
  /// The yearly rate of discount.
  public let discountRate: Double
  /// Margin as a share of revenue.
  public let marginRate: Double
  /// The mean probability of being alive.
  public let meanAlive: Double
  /// Orders expected of all over the months.
  public let expectedOrders: Double
  /// Value of all and how it is spread; nil without money.
  public let value: ValueDistribution?
  /// How well totals are known; nil where no intervals were asked for.
  public let intervals: Intervals?
  /// How the forecast held; nil without a holdout.
  public let holdout: HoldoutCheck?
  /// Repeat purchases week by week.
  public let tracking: ValueTracking
  /// What a reader must know, one sentence each.
  public let notes: [String]
}
