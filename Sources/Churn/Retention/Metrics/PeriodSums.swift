// What customers add to the figures of periods.
//
// active     ordered within the period
// state      whether somebody counts as a customer at an edge between two periods
// bridge     state at the start + new + returning - lost = state at the end
//
// All sums are whole numbers, so they do not depend on the order in which customers are added.

internal import ChurnData

/// When somebody counts as lost.
public enum LossRule: Sendable, Equatable {
  /// Ordered in one period and not in the next.
  case period
  /// No order for so many days.
  case silence(days: Int)
}

/// Sums by period over some customers.
struct PeriodSums: Sendable, Equatable {
  /// Customers with an order in the period.
  var active: [Int]
  /// Those of them with two orders or more by the end of it.
  var repeaters: [Int]
  /// Customers whose first order lies in the period.
  var firsts: [Int]
  /// Orders.
  var orders: [Int]
  /// Net revenue, in amount units.
  var revenue: [Int128]
  /// The part of it from customers whose first order lies in the period.
  var revenueOfNew: [Int128]
  /// Margin, in margin units.
  var margin: [Int128]
  /// Who stayed, joined or came back between the start and the end of the period.
  var retained: [Int]
  var joined: [Int]
  var returned: [Int]
  /// Customers at the start of the period, and at the end of the last one.
  var state: [Int]
  /// Customers who came for the first time and were lost within one period.
  var passedThrough: [Int]
  /// Customers with an order.
  var customers = 0

  init(periods: Int) {
    let none = [Int](repeating: 0, count: periods)
    let nothing = [Int128](repeating: 0, count: periods)
    (active, repeaters, firsts, orders) = (none, none, none, none)
    (revenue, revenueOfNew, margin) = (nothing, nothing, nothing)
    (retained, joined, returned, passedThrough) = (none, none, none, none)
    state = [Int](repeating: 0, count: periods + 1)
  }

  /// Adds the sums over other customers.
  mutating func add(_ other: PeriodSums) {
    func add<Number: AdditiveArithmetic>(_ sums: inout [Number], _ others: [Number]) {
      for place in sums.indices { sums[place] += others[place] }
    }
    add(&active, other.active)
    add(&repeaters, other.repeaters)
    add(&firsts, other.firsts)
    add(&orders, other.orders)
    add(&revenue, other.revenue)
    add(&revenueOfNew, other.revenueOfNew)
    add(&margin, other.margin)
    add(&retained, other.retained)
    add(&joined, other.joined)
    add(&returned, other.returned)
    add(&state, other.state)
    add(&passedThrough, other.passedThrough)
    customers += other.customers
  }

  /// Adds a customer.
  mutating func add(_ kept: KeptOrders, _ grid: PeriodGrid, rule: LossRule) {
    for loss in kept.losses { revenue[grid.place(of: loss.day)] -= Int128(loss.value) }
    guard let first = kept.orders.first else { return }
    customers += 1
    let start = grid.place(of: first.day)
    firsts[start] += 1
    var before: Int?
    var place = 0
    while place < kept.orders.count {
      let period = grid.place(of: kept.orders[place].day)
      while place < kept.orders.count, kept.orders[place].day < grid.edges[period + 1] {
        orders[period] += 1
        revenue[period] += Int128(kept.orders[place].value)
        margin[period] += Int128(kept.orders[place].margin)
        if period == start { revenueOfNew[period] += Int128(kept.orders[place].value) }
        place += 1
      }
      active[period] += 1
      if place > 1 { repeaters[period] += 1 }
      if rule == .period { meet(period, before: before) }
      before = period
    }
    if case .silence(let days) = rule { addStates(kept, grid, start: start, days) }
  }

  /// Counts a period with an order after the one before it.
  private mutating func meet(_ period: Int, before: Int?) {
    // Whoever orders in a period counts as a customer at its end.
    state[period + 1] += 1
    if before == nil {
      joined[period] += 1
    } else if before == period - 1 {
      retained[period] += 1
    } else {
      returned[period] += 1
    }
  }

  /// Counts at which edges somebody counts as a customer: at those at most `days` after an order.
  private mutating func addStates(
    _ kept: KeptOrders, _ grid: PeriodGrid, start: Int, _ days: Int
  ) {
    var stretch: ClosedRange<Int>?
    var isHeld = false
    for order in kept.orders {
      let first = grid.place(of: order.day) + 1
      // The last edge no more than `days` after the order; the last period ends with the data.
      let silent = order.day + days
      let last = silent >= grid.observed.upperBound ? grid.count : grid.place(of: silent)
      guard first <= last else { continue }
      if first == start + 1 { isHeld = true }
      if let known = stretch, first <= known.upperBound + 1 {
        stretch = known.lowerBound...max(known.upperBound, last)
      } else {
        if let known = stretch { close(known, start: start) }
        stretch = first...last
      }
    }
    if let known = stretch { close(known, start: start) }
    if !isHeld { passedThrough[start] += 1 }
  }

  /// Counts a stretch of edges at which somebody was a customer.
  private mutating func close(_ edges: ClosedRange<Int>, start: Int) {
    for edge in edges { state[edge] += 1 }
    let period = edges.lowerBound - 1
    if period == start { joined[period] += 1 } else { returned[period] += 1 }
    for period in edges.lowerBound..<edges.upperBound { retained[period] += 1 }
  }
}
