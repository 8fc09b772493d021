/// How what was expected at the end of calibration compares with what came.
public struct HoldoutCheck: Sendable, Equatable, Encodable {
  /// Customers of one number of repeat purchases in calibration.
  public struct FrequencyClass: Sendable, Equatable, Encodable {
    /// Repeat purchases in calibration: `0` to `6`, `7+`.
    public let frequency: String
    /// The customers of the class.
    public let customers: Int
    /// Purchases in the holdout, a customer.
    public let actualOrders: Double
    /// Those expected, a customer.
    public let expectedOrders: Double
  }

  /// How far forecasts of single customers are off.
  public struct Accuracy: Sendable, Equatable, Encodable {
    /// Mean of |actual − told|.
    public let meanAbsoluteError: Double
    /// Root of the mean of (actual − told)².
    public let rootMeanSquareError: Double
    /// Pearson's correlation of actual and told; nil where either does not vary.
    public let correlation: Double?
  }

  /// Customers whose probability of being alive lies in one tenth of [0, 1].
  public struct AliveBin: Sendable, Equatable, Encodable {
    /// The least probability of the bin.
    public let lower: Double
    /// The largest one.
    public let upper: Double
    /// The customers in it.
    public let customers: Int
    /// Their mean probability of being alive.
    public let meanAlive: Double
    /// The share expected to buy within the holdout: not all who live do.
    public let expectedBuying: Double
    /// The share that bought.
    public let buying: Double
  }

  /// Days of the holdout.
  public let days: Int
  /// Customers who bought before it.
  public let customers: Int
  /// Their purchases in it.
  public let actualOrders: Int
  /// Those expected.
  public let expectedOrders: Double
  /// Customers who bought in it.
  public let actualBuying: Int
  /// Those expected to.
  public let expectedBuying: Double
  /// What was spent in it; nil without amounts.
  public let actualSpend: Double?
  /// What was expected to be; nil where no spend is expected.
  public let expectedSpend: Double?
  /// By repeat purchases in calibration.
  public let frequencyClasses: [FrequencyClass]
  /// Of the model.
  public let model: Accuracy
  /// Of the plain rule: as many purchases as repeat purchases in as many days before.
  public let rule: Accuracy
  /// Purchases that the plain rule tells in total.
  public let ruleOrders: Int
  /// By the probability of being alive; bins without customers are left out.
  public let aliveBins: [AliveBin]

  /// Purchases told of each customer.
  let told: [Double]

  private enum CodingKeys: String, CodingKey {
    case days, customers, actualOrders, expectedOrders, actualBuying, expectedBuying, actualSpend
    case expectedSpend, frequencyClasses, model, rule, ruleOrders, aliveBins
  }
}
