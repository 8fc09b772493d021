// Orders as a history keeps them: their state one by one, and running totals over the valid ones.

/// What is known of one order.
struct OrderState: Sendable {
  /// The day of its first line.
  let day: Day
  /// Net value, in amount units.
  var value: Int64 = 0
  /// Value before returns, in amount units.
  var gross: Int64 = 0
  /// Value taken back, in amount units.
  var returned: Int64 = 0
  /// Net units of goods, in quantity units.
  var units: Int64 = 0
  /// Purchase lines of which something is left.
  var lines = 0
  /// Money taken off, in discount units.
  var discount: Int64 = 0
  /// Money earned, in currency.
  ///
  /// Parts of it go back with parts of a line, so it is no whole number of anything; in currency
  /// it does not depend on how many decimals later lines of the file have.
  var margin = 0.0
  /// Whether anything of it was taken back.
  var hasReturn = false

  /// Counts a purchase line.
  mutating func add(amount: Int64, quantity: Int64, discount: Int64, margin: Double) {
    value += amount
    gross += amount
    units += quantity
    lines += 1
    self.discount += discount
    self.margin += margin
  }
}

/// A valid order with the totals of all valid orders up to and including it.
struct OrderPoint: Sendable {
  let day: Day
  /// The net value of this order alone.
  let ownValue: Int64
  /// Whether money was taken off this order.
  let isDiscounted: Bool
  var totals: OrderTotals

  init(_ order: OrderState) {
    day = order.day
    ownValue = order.value
    isDiscounted = order.discount > 0
    totals = OrderTotals(
      orders: 1, value: order.value, units: order.units, discount: order.discount,
      discountedOrders: order.discount > 0 ? 1 : 0, margin: order.margin,
      weekendOrders: order.day.isWeekend ? 1 : 0)
  }
}

/// What a run of valid orders adds up to.
struct OrderTotals: Sendable {
  var orders = 0
  var value: Int64 = 0
  var units: Int64 = 0
  var discount: Int64 = 0
  var discountedOrders = 0
  var margin = 0.0
  var weekendOrders = 0

  /// Adds a run that comes before this one.
  mutating func add(_ earlier: OrderTotals) {
    orders += earlier.orders
    value += earlier.value
    units += earlier.units
    discount += earlier.discount
    discountedOrders += earlier.discountedOrders
    margin += earlier.margin
    weekendOrders += earlier.weekendOrders
  }

  static func - (left: OrderTotals, right: OrderTotals) -> OrderTotals {
    OrderTotals(
      orders: left.orders - right.orders, value: left.value - right.value,
      units: left.units - right.units, discount: left.discount - right.discount,
      discountedOrders: left.discountedOrders - right.discountedOrders,
      margin: left.margin - right.margin,
      weekendOrders: left.weekendOrders - right.weekendOrders)
  }
}

/// Value taken back that belongs to no purchase in the log.
struct LooseReturn: Sendable {
  let day: Day
  let value: Int64
}
