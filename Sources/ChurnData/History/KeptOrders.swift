/// The orders of one customer after another that count, as they are known at a day.
///
///     var kept = KeptOrders(log, before: day)
///     kept.take(customer: 0)
///     kept.orders.first?.day
///
/// An order counts as in `PurchaseHistory`: when something of it was kept and, where returns are told
/// apart and there is money, its net value is above zero. What periods and cohorts are counted from is
/// this and no more, so that nothing else is made of the lines.
///
/// - Complexity: O(lines) a customer; with returns in the log that of a `PurchaseHistory`.
public struct KeptOrders: Sendable {
  /// One order.
  public struct Order: Sendable, Equatable {
    /// Its number among its customer's; `PurchaseLog.orders` has it.
    public let number: UInt32
    /// The day of its first line.
    public let day: Day
    /// What is left of it after returns, in amount units.
    public var value: Int64
    /// Money earned, in margin units, rounded where parts of a line went back.
    public var margin: Int64
    /// Money taken off, in discount units.
    public var discount: Int64
  }

  /// Value taken back that belongs to no purchase in the log.
  public struct Loss: Sendable, Equatable {
    /// The day on which it was taken back.
    public let day: Day
    /// How much, in amount units.
    public let value: Int64
  }

  /// The orders, by day.
  public private(set) var orders: [Order] = []
  /// What was taken back and met no purchase, by day.
  public private(set) var losses: [Loss] = []

  private let log: PurchaseLog
  private let cutoff: Day
  private var history: PurchaseHistory?

  /// Nothing yet, of a log as it is known at the first second of `day`.
  public init(_ log: PurchaseLog, before day: Day) {
    self.log = log
    cutoff = day
    history = log.isReturn == nil ? nil : PurchaseHistory(log)
  }

  /// Moves on to a customer.
  public mutating func take(customer: Int) {
    orders.removeAll(keepingCapacity: true)
    losses.removeAll(keepingCapacity: true)
    if history == nil { takeLines(of: customer) } else { takeHistory(of: customer) }
  }

  /// Without returns every line adds to its order, and that is all.
  private mutating func takeLines(of customer: Int) {
    let limit = cutoff.startSeconds
    for line in log.lines(of: customer) {
      guard log.times[line] < limit else { break }
      let number = Int(log.orders[line])
      if number >= orders.count {
        orders.append(
          Order(
            number: log.orders[line], day: Day(containing: log.times[line]), value: 0, margin: 0,
            discount: 0))
      }
      let place = min(number, orders.count - 1)
      if let amounts = log.amounts { orders[place].value.addClamped(amounts[line]) }
      if let margins = log.margins, margins[line] != DecimalColumn.missing {
        orders[place].margin.addClamped(margins[line])
      }
      if let discounts = log.discounts, discounts[line] != DecimalColumn.missing {
        orders[place].discount.addClamped(discounts[line])
      }
    }
    if log.separatesReturns, log.amounts != nil, orders.contains(where: { $0.value <= 0 }) {
      orders.removeAll { $0.value <= 0 }
    }
  }

  private mutating func takeHistory(of customer: Int) {
    guard var known = history.take() else { return }
    known.begin(customer: customer)
    known.advance(to: cutoff)
    for (number, order) in known.orders.enumerated() where known.isValid(order) {
      let margin = (order.margin * log.marginScale).rounded()
      orders.append(
        Order(
          number: UInt32(clamping: number), day: order.day, value: order.value,
          margin: Int64(exactly: margin) ?? 0, discount: order.discount))
    }
    for loose in known.looseReturns { losses.append(Loss(day: loose.day, value: loose.value)) }
    history = known
  }
}

extension Int64 {
  /// Adds a number, staying at the largest or smallest where the sum would lie beyond.
  fileprivate mutating func addClamped(_ other: Int64) {
    let (sum, isOver) = addingReportingOverflow(other)
    self = isOver ? (other > 0 ? .max : .min) : sum
  }
}
