/// One order of a history, as it is known at the cutoff.
public struct PurchasedOrder: Sendable, Equatable {
  /// The number of the order among its customer's, by first line; `PurchaseLog.orders` has it.
  public let number: UInt32
  /// The day of its first line.
  public let day: Day
  /// What is left of it after returns, in amount units; 0 without amounts.
  public let value: Int64
  /// What was taken back of it, in amount units; 0 without amounts.
  public let returned: Int64
  /// Whether it counts as an order: something of it was kept.
  public let isKept: Bool
  /// Whether anything of it was taken back.
  public let hasReturn: Bool
}

extension PurchaseHistory {
  /// Every order up to the cutoff, those taken back whole among them, by number.
  ///
  /// An order that consists of returns alone bought nothing, and is left out.
  public var orderList: [PurchasedOrder] {
    orders.enumerated().compactMap { number, order in
      let isKept = isValid(order)
      guard isKept || order.hasReturn || order.gross > 0 else { return nil }
      return PurchasedOrder(
        number: UInt32(clamping: number), day: order.day, value: order.value,
        returned: order.returned, isKept: isKept, hasReturn: order.hasReturn)
    }
  }
}
