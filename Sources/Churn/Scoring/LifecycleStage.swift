public import ChurnData

/// Where a customer stands in his life with the shop, by orders and silence.
public enum LifecycleStage: String, Sendable, CaseIterable, Codable {
  /// First order within the last 30 days, and the data reach far enough back to know it is the first.
  case new
  /// One order so far.
  case oneTime = "one-time"
  /// Two to four orders, on rhythm.
  case `repeat`
  /// Five orders or more, on rhythm.
  case loyal
  /// Silent for longer than 90 % of the gaps to be expected of this customer.
  case slipping
  /// Silent for longer than the horizon.
  case dormant
  /// Silent for longer than twice the horizon.
  case lost

  /// Days within which a first order makes a customer new.
  private static let newDays = 30
  /// Orders from which a customer counts as loyal.
  private static let loyalOrders = 5

  /// The stage of the customer of a history at its cutoff.
  ///
  /// - Parameters:
  ///   - history: The customer's purchases, cut at the cutoff.
  ///   - overdueDays: The feature `overdue_days` of the same history.
  ///   - horizonDays: How long a silence counts as churn.
  ///   - dataStart: The first day of the data. Within the first `newDays` after it a first order
  ///     seen may not be the first, so nobody is called new.
  public init(
    _ history: PurchaseHistory, overdueDays: Double, horizonDays: Int, dataStart: Day
  ) {
    let firstDay = history.firstDay ?? dataStart
    self.init(
      recencyDays: history.recencyDays ?? .max, tenureDays: history.tenureDays ?? 0,
      orders: history.orderCount, overdueDays: overdueDays, horizonDays: horizonDays,
      unseenDays: firstDay - dataStart)
  }

  /// The stage by the figures that decide it; see ``init(_:overdueDays:horizonDays:dataStart:)``.
  ///
  /// `unseenDays` are those from the first day of the data to the first order.
  init(
    recencyDays: Int, tenureDays: Int, orders: Int, overdueDays: Double, horizonDays: Int,
    unseenDays: Int
  ) {
    if recencyDays > 2 * horizonDays {
      self = .lost
    } else if recencyDays > horizonDays {
      self = .dormant
    } else if tenureDays <= Self.newDays, unseenDays >= Self.newDays {
      self = .new
    } else if overdueDays > 0 {
      self = .slipping
    } else if orders <= 1 {
      self = .oneTime
    } else {
      self = orders >= Self.loyalOrders ? .loyal : .repeat
    }
  }
}
