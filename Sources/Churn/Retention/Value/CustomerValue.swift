/// What one customer is expected to bring.
public struct CustomerValue: Sendable, Equatable {
  /// An estimate's ends.
  public struct Interval: Sendable, Equatable, Encodable {
    /// The lower end.
    public let lower: Double
    /// The upper end.
    public let upper: Double
  }

  /// What was expected of a customer and what came.
  public struct Holdout: Sendable, Equatable {
    /// Orders expected.
    public let expectedOrders: Double
    /// Orders made.
    public let actualOrders: Int
  }

  /// The id.
  public let id: String
  /// The probability that he is still a customer.
  public let probabilityAlive: Double
  /// Orders expected over the months looked ahead, not discounted.
  public let expectedOrders: Double
  /// Money expected of one order; nil without amounts, or where it has no mean.
  public let expectedSpend: Double?
  /// Margin rate · expected spend · discounted expected orders; nil like the spend.
  public let value: Double?
  /// The interval of `expectedOrders`, where asked for.
  public var ordersInterval: Interval?
  /// The interval of `value`, where asked for.
  public var valueInterval: Interval?
  /// What was expected and what came in the holdout; nil without one.
  public var holdout: Holdout?
}
