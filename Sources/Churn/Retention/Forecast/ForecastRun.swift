internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// A forecast made on one day with what was known on it: expectations and possible futures.
struct ForecastRun: Sendable {
  /// What is forecast.
  let periods: [ForecastPeriod]
  /// What was known, month by month.
  let ledger: MonthlyLedger
  /// Customers known, by number in the log.
  let customers: [Int]
  /// Customers with lines of which nothing was kept.
  let withoutPurchase: Int
  /// Whether time has passed since anybody's first order.
  let hasTime: Bool
  let model: OrderModel
  /// The seasons of orders and of new customers; nil = none.
  let season: SeasonalIndex?
  let newcomerSeason: SeasonalIndex?
  let money: OrderMoney?
  let base: BaseForecast
  let newcomers: NewcomerForecast

  /// Forecasts from `start` on.
  ///
  /// - Parameters:
  ///   - log: The purchases; what comes from `start` on is not looked at.
  ///   - start: The first day that is forecast.
  ///   - months: Whole months ahead.
  ///   - settings: How.
  /// - Throws: `ValueError.noPurchase`.
  init(_ log: PurchaseLog, from start: Day, months: Int, settings: ForecastSettings) throws {
    let threads = settings.threads
    let summaries = PurchaseSummaries(
      log, through: start - 1, unit: SeasonalClock.unit, threads: threads)
    guard summaries.count > 0 else { throw ValueError.noPurchase(through: start - 1) }
    let ledger = MonthlyLedger(log, until: start, threads: threads)
    let periods = ForecastPeriod.periods(from: start, months: months)
    let last = (periods.last?.end ?? start) - 1
    let first = summaries.firstDays.min() ?? start
    let usable = NewcomerCounts.usable(ledger.complete)
    var season: SeasonalIndex?
    var newcomerSeason: SeasonalIndex?
    if settings.season == .auto, ledger.complete.count >= SeasonalIndex.leastMonths {
      let plain = OrderModel(
        summaries.summaries, kind: settings.model, recentRepeats: ledger.recentRepeats,
        threads: threads)
      season = Self.season(plain, summaries, ledger)
      if let month = usable.first?.month {
        newcomerSeason = SeasonalIndex(
          actual: usable.map(\.newCustomers), expected: usable.map { _ in 1 },
          firstMonth: month.monthOfYear)
      }
    }
    let clock = SeasonalClock(season?.factors, from: first, through: last)
    let timed = clock.summaries(summaries)
    let model = OrderModel(
      timed, kind: settings.model, recentRepeats: ledger.recentRepeats, threads: threads)
    let money =
      log.amounts == nil ? nil : OrderMoney(summaries.summaries, ledger, threads: threads)
    base = BaseForecast(
      model, timed, money: money,
      times: periods.map { clock.weeks(from: start - 1, through: $0.end - 1) }, threads: threads)
    newcomers = NewcomerForecast(
      model,
      counts: NewcomerCounts(
        settings.newcomers, months: usable, factors: newcomerSeason?.factors, periods: periods),
      money: money, periods: periods, clock: clock, threads: threads)
    hasTime = summaries.summaries.contains { $0.age > 0 }
    self.periods = periods
    self.ledger = ledger
    customers = summaries.customers
    withoutPurchase = summaries.withoutPurchase
    self.model = model
    self.season = season
    self.newcomerSeason = newcomerSeason
    self.money = money
  }

  /// The season of repeat orders: what came in each complete month over what a model without a season
  /// expects of customers of whom it knows only the day of their first order.
  private static func season(
    _ model: OrderModel, _ base: PurchaseSummaries, _ ledger: MonthlyLedger
  ) -> SeasonalIndex? {
    let months = ledger.complete
    guard let first = months.first, let last = months.last else { return nil }
    let expected = expectedRepeats(model, base.firstDays, months.map(\.month))
    // Of the first weeks hardly anything is expected, and ratios mean nothing.
    let least = 1.0
    let skipped = expected.prefix { $0 < least }.count
    guard skipped < months.count, last.month > first.month else { return nil }
    let used = Array(months.dropFirst(skipped))
    return SeasonalIndex(
      actual: used.map(\.repeatOrders), expected: expected.dropFirst(skipped).map { max($0, 1e-9) },
      firstMonth: used[0].month.monthOfYear)
  }

  /// Repeat orders expected in some neighbouring months, each customer known by his first day only.
  static func expectedRepeats(
    _ model: OrderModel, _ firstDays: [Day], _ months: [Day]
  ) -> [Double] {
    guard let start = firstDays.min(), let first = months.first, let last = months.last else {
      return []
    }
    let end = last.firstOfMonth(offset: 1)
    var joined: [(day: Day, count: Double)] = []
    for day in firstDays.sorted() where day < end {
      if let known = joined.last, known.day == day {
        joined[joined.count - 1].count += 1
      } else {
        joined.append((day, 1))
      }
    }
    let orders = (0...max(0, end - start)).map {
      model.expectedOfNewcomer(within: Double($0) / SeasonalClock.unit.days)
    }
    let ends = [first] + months.map { $0.firstOfMonth(offset: 1) }
    let reached = ends.map { end in
      var sum = 0.0
      for (day, count) in joined {
        guard day < end else { break }
        sum += count * orders[end - 1 - day]
      }
      return sum
    }
    return months.indices.map { reached[$0 + 1] - reached[$0] }
  }
}
