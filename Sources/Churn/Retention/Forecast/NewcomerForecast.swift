internal import ChurnData
internal import ChurnMath

/// Orders and money of customers who are yet to come, period by period.
///
/// Whoever comes within a period comes on each of its days alike. His first order is one of that period;
/// what follows is expected by the model for somebody of whom nothing else is known.
struct NewcomerForecast: Sendable {
  /// How many come.
  let counts: NewcomerCounts
  /// Orders expected in each period, first ones included.
  let orders: [Double]
  /// Of them, those that are not first ones.
  let repeatOrders: [Double]
  /// Money expected in each; nil without amounts.
  let sales: [Double]?

  private let model: OrderModel
  private let money: OrderMoney?
  private let periods: [ForecastPeriod]
  private let clock: SeasonalClock
  /// Repeat orders in each period of one who comes in a period.
  private let repeats: [[Double]]

  /// Somebody on the day of his first order.
  private static let newcomer = PurchaseSummary(frequency: 0, recency: 0, age: 0)
  /// Futures drawn of those who come in one period.
  private static let pool = 1_000
  /// Futures picked of them in one draw; more scatter as the root of their number.
  private static let mostPicked = 100

  /// Asks a model about newcomers.
  init(
    _ model: OrderModel, counts: NewcomerCounts, money: OrderMoney?, periods: [ForecastPeriod],
    clock: SeasonalClock, threads: Int
  ) {
    self.model = model
    self.counts = counts
    self.money = money
    self.periods = periods
    self.clock = clock
    let repeats = mapIndices(periods.count, threads: threads) { cohort in
      Self.repeats(model, periods, clock, cohort)
    }
    self.repeats = repeats
    var orders = counts.expected
    var repeatOrders = [Double](repeating: 0, count: periods.count)
    for (cohort, count) in counts.expected.enumerated() {
      for period in periods.indices { repeatOrders[period] += count * repeats[cohort][period] }
    }
    for period in periods.indices { orders[period] += repeatOrders[period] }
    self.orders = orders
    self.repeatOrders = repeatOrders
    sales = money.map { money in
      periods.indices.map { period in
        counts.expected[period] * money.firstOrder + repeatOrders[period] * money.repeatOrder
      }
    }
  }

  private static func repeats(
    _ model: OrderModel, _ periods: [ForecastPeriod], _ clock: SeasonalClock, _ cohort: Int
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: periods.count)
    let own = periods[cohort]
    for offset in 0..<own.days {
      var before = 0.0
      for period in cohort..<periods.count {
        let reached = model.expectedOfNewcomer(
          within: clock.weeks(from: own.first + offset, through: periods[period].end - 1))
        guard reached.isFinite else { break }
        sums[period] += max(0, reached - before)
        before = reached
      }
    }
    return sums.map { $0 / Double(max(1, own.days)) }
  }

  /// Futures of newcomers: their repeat orders and money in each period.
  private struct Pool: Sendable {
    var orders: [Double]
    var sales: [Double]
    var meanOrders: [Double]
    var meanSales: [Double]
  }

  /// Draws repeat orders, money and newcomers of each period.
  ///
  /// - Returns: First orders and repeat orders apart, as only these depend on the model.
  func draws(_ count: Int, seed: UInt64, threads: Int) -> (
    first: DrawnFigures, repeats: DrawnFigures
  ) {
    let periodCount = periods.count
    let pools = mapIndices(periodCount, threads: threads) { cohort in
      pool(cohort, seed: StableHash.mixed(seed ^ UInt64(cohort)))
    }
    let rows = mapIndices(count, threads: threads) { draw in
      var stream = RandomStream(seed: seed, stream: UInt64(draw))
      return row(pools, &stream)
    }
    var first = DrawnFigures(draws: count, periods: periodCount, hasMoney: money != nil)
    var repeats = first
    for (draw, row) in rows.enumerated() {
      let place = draw * periodCount
      for period in 0..<periodCount {
        first.orders[place + period] = row.newcomers[period]
        repeats.orders[place + period] = row.orders[period]
        guard money != nil else { continue }
        first.sales[place + period] = row.firstSales[period]
        repeats.sales[place + period] = row.sales[period]
      }
    }
    return (first, repeats)
  }

  private func pool(_ cohort: Int, seed: UInt64) -> Pool {
    let count = periods.count
    var pool = Pool(
      orders: [Double](repeating: 0, count: Self.pool * count),
      sales: [Double](repeating: 0, count: money == nil ? 0 : Self.pool * count),
      meanOrders: [Double](repeating: 0, count: count),
      meanSales: [Double](repeating: 0, count: count))
    let alive = model.probabilityAlive(Self.newcomer)
    let own = periods[cohort]
    for member in 0..<Self.pool {
      var stream = RandomStream(seed: seed, stream: UInt64(member))
      let day = own.first + stream.below(own.days)
      let ends = (cohort..<count).map { clock.weeks(from: day, through: periods[$0].end - 1) }
      guard stream.chance(alive), let end = ends.last else { continue }
      var place = 0
      let start = member * count + cohort
      model.drawFuture(ifAlive: Self.newcomer, within: end, from: &stream) { time in
        while place < ends.count - 1, time > ends[place] { place += 1 }
        pool.orders[start + place] += 1
      }
      guard let money else { continue }
      let inverse =
        (money.model?.q ?? 0) > 2 ? money.drawCustomer(Self.newcomer, from: &stream) : nil
      for period in 0..<ends.count where pool.orders[start + period] > 0 {
        pool.sales[start + period] = money.draw(
          orders: pool.orders[start + period], inverse: inverse, mean: money.repeatOrder,
          from: &stream)
      }
    }
    for member in 0..<Self.pool {
      for period in 0..<count {
        pool.meanOrders[period] += pool.orders[member * count + period] / Double(Self.pool)
        if money != nil {
          pool.meanSales[period] += pool.sales[member * count + period] / Double(Self.pool)
        }
      }
    }
    return pool
  }

  private typealias Row = (
    newcomers: [Double], firstSales: [Double], orders: [Double], sales: [Double]
  )

  private func row(_ pools: [Pool], _ stream: inout RandomStream) -> Row {
    let count = periods.count
    let newcomers = counts.draw(from: &stream)
    var orders = [Double](repeating: 0, count: count)
    var sales = orders
    var firstSales = orders
    for cohort in 0..<count where newcomers[cohort] > 0 {
      let number = newcomers[cohort]
      if let money {
        firstSales[cohort] = money.drawPlain(
          orders: number, mean: money.firstOrder, from: &stream)
      }
      let picked = min(Int(min(number.rounded(.up), 1e9)), Self.mostPicked)
      // Deviations of the picked ones from the pool's mean, grown to the number of all.
      let scale = (number / Double(picked)).squareRoot()
      let pool = pools[cohort]
      let members = (0..<picked).map { _ in stream.below(Self.pool) * count }
      for period in cohort..<count {
        var ordered = 0.0
        var paid = 0.0
        for member in members {
          ordered += pool.orders[member + period] - pool.meanOrders[period]
          if money != nil { paid += pool.sales[member + period] - pool.meanSales[period] }
        }
        orders[period] += number * repeats[cohort][period] + scale * ordered
        if let money {
          sales[period] += number * repeats[cohort][period] * money.repeatOrder + scale * paid
        }
      }
    }
    return (newcomers, firstSales, orders.map { max(0, $0) }, sales.map { max(0, $0) })
  }
}
