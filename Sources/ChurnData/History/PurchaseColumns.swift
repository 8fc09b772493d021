/// The columns of an orders file as they were read, one entry a line, before they are sorted.
///
/// Only customer and time are required. A column that the file does not have is nil, and everything
/// that would need it is left out.
public struct PurchaseColumns: Sendable {
  /// Who bought; missing = an anonymous sale, which no customer's history can hold.
  public var customers: TextColumn
  /// When, on the wall clock of the shop; never missing.
  public var times: TimeColumn
  /// What the line brought in, in money; never missing when the column is there.
  public var amounts: DecimalColumn?
  /// The order a line belongs to.
  public var orders: KeyColumn?
  /// How many units.
  public var quantities: DecimalColumn?
  /// What was bought.
  public var products: TextColumn?
  /// The kind of product.
  public var categories: TextColumn?
  /// The sales channel.
  public var channels: TextColumn?
  /// The device an order was placed with.
  public var devices: TextColumn?
  /// Where the customer or the delivery is.
  public var regions: TextColumn?
  /// Money taken off the price of the line.
  public var discounts: DecimalColumn?
  /// What the line earned, in money.
  public var margins: DecimalColumn?
  /// The state of the order, such as `returned`.
  public var statuses: TextColumn?

  /// Creates the columns of a file; all must be of one length.
  public init(customers: TextColumn, times: TimeColumn) {
    precondition(
      customers.codes.count == times.seconds.count,
      "\(customers.codes.count) customers for \(times.seconds.count) times")
    self.customers = customers
    self.times = times
  }

  /// The number of lines.
  public var count: Int { times.seconds.count }
}
