internal import ChurnData
internal import ChurnMath

/// What the customers of some summaries really did, before and after their last day.
///
/// Up to the last day it is what was known then; after it, what is known at the end, so that a
/// purchase taken back within the holdout is none.
struct ObservedPurchases: Sendable {
  /// Purchases of each customer in the holdout.
  let orders: [Int]
  /// What each spent there, in currency; `NaN` without amounts.
  let spend: [Double]
  /// Repeat purchases of each in as many days before the holdout.
  let ordersBefore: [Int]
  /// Repeat purchases of all in each step of the grid; after the last day all purchases are repeats.
  let stepOrders: [Int]
  /// Days of the holdout.
  let days: Int

  /// Follows the customers of some summaries up to the day before `end`.
  init(
    _ log: PurchaseLog, _ base: PurchaseSummaries, until end: Day, grid: TrackingGrid, threads: Int
  ) {
    let days = max(0, end - 1 - base.lastDay)
    let pieces = evenPieces(base.count, max(1, threads) * 4)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      Part(log, base, pieces[piece], until: end, days: days, grid: grid)
    }
    orders = parts.flatMap(\.orders)
    spend = parts.flatMap(\.spend)
    ordersBefore = parts.flatMap(\.ordersBefore)
    stepOrders = grid.ends.indices.map { step in
      parts.reduce(0) { $0 + $1.stepOrders[step] }
    }
    self.days = days
  }

  private struct Part: Sendable {
    var orders: [Int] = []
    var spend: [Double] = []
    var ordersBefore: [Int] = []
    var stepOrders: [Int]

    init(
      _ log: PurchaseLog, _ base: PurchaseSummaries, _ places: Range<Int>, until end: Day,
      days: Int, grid: TrackingGrid
    ) {
      stepOrders = [Int](repeating: 0, count: grid.ends.count)
      let holdout = base.lastDay + 1
      var history = PurchaseHistory(log)
      for place in places {
        history.begin(customer: base.customers[place])
        history.advance(to: holdout)
        let repeats = history.purchaseDays.dropFirst()
        for day in repeats { stepOrders[grid.step(of: day)] += 1 }
        ordersBefore.append(repeats.count { $0 >= holdout - days })
        guard end > holdout else {
          orders.append(0)
          spend.append(log.amounts == nil ? .nan : 0)
          continue
        }
        history.advance(to: end)
        let later = history.purchaseDays.drop { $0 < holdout }
        for day in later { stepOrders[grid.step(of: day)] += 1 }
        orders.append(later.count)
        spend.append(
          log.amounts == nil
            ? .nan : Double(history.orderValue(from: holdout, to: end)) / log.amountScale)
      }
    }
  }
}
