internal import ChurnData
internal import ChurnMath

/// Forecasts made anew at past month starts, beside what came.
struct BacktestRuns: Sendable {
  /// The month starts, ascending.
  let origins: [Day]
  /// Orders, by origin and months ahead.
  let orders: [BacktestTrial]
  /// Money in the same order; empty without amounts.
  let sales: [BacktestTrial]
  /// Whether every test had the same month of the year before.
  let hasYearBefore: Bool
  private let settings: ForecastSettings

  /// Complete months before the first origin.
  static let leastHistory = 3
  /// Futures drawn at an origin, of those drawn for the forecast itself.
  private static let share = 5
  private static let leastDraws = 100

  /// Forecasts at the latest origins; nil where not one has three complete months before it and one after.
  ///
  /// What came is taken from the whole log; what was known at an origin from the log before it, so
  /// that a purchase taken back later still counts there.
  ///
  /// - Parameters:
  ///   - log: The purchases.
  ///   - ledger: What came, month by month, as it is known now.
  ///   - settings: How is forecast.
  init?(_ log: PurchaseLog, _ ledger: MonthlyLedger, settings: ForecastSettings) {
    let complete = Array(ledger.complete)
    guard settings.origins > 0, complete.count > Self.leastHistory else { return nil }
    let places = Array(Array(Self.leastHistory..<complete.count).suffix(settings.origins))
    var inner = settings
    inner.threads = 1
    inner.draws = max(Self.leastDraws, settings.draws / Self.share)
    let drawn = inner
    let parts = mapIndices(places.count, threads: settings.threads) { number in
      Part(
        log, complete, place: places[number], number: number, settings: drawn,
        hasMoney: log.amounts != nil)
    }
    let used = parts.indices.filter { !parts[$0].orders.isEmpty }
    guard !used.isEmpty else { return nil }
    origins = used.map { complete[places[$0]].month }
    orders = parts.flatMap(\.orders)
    sales = parts.flatMap(\.sales)
    hasYearBefore = parts.allSatisfy(\.hasYearBefore)
    self.settings = drawn
  }

  /// Given trials.
  init(
    origins: [Day], orders: [BacktestTrial], sales: [BacktestTrial], hasYearBefore: Bool,
    settings: ForecastSettings
  ) {
    self.origins = origins
    self.orders = orders
    self.sales = sales
    self.hasYearBefore = hasYearBefore
    self.settings = settings
  }

  /// The forecast at one origin.
  private struct Part: Sendable {
    var orders: [BacktestTrial] = []
    var sales: [BacktestTrial] = []
    var hasYearBefore = true

    init(
      _ log: PurchaseLog, _ complete: [MonthlyLedger.Month], place: Int, number: Int,
      settings: ForecastSettings, hasMoney: Bool
    ) {
      let months = min(settings.months, complete.count - place)
      let start = complete[place].month
      guard let run = try? ForecastRun(log, from: start, months: months, settings: settings) else {
        return
      }
      let seed = StableHash.mixed(settings.seed &+ UInt64(1_000 + number))
      let draws = ForecastDraws(run, draws: settings.draws, seed: seed, threads: 1).total
      let before = Array(run.ledger.complete)
      for ahead in 1...months {
        let period = ahead - 1
        let came = complete[place + period]
        let rules = BacktestTrial.rules(before.map(\.orders), ahead: ahead)
        hasYearBefore = hasYearBefore && rules.isSeasonal
        orders.append(
          BacktestTrial(
            origin: number, ahead: ahead, actual: came.orders,
            expected: run.base.orders[period] + run.newcomers.orders[period],
            naive: rules.naive, recentMean: rules.recentMean, scale: rules.scale,
            draws: DrawnFigures.sums(draws.orders, of: period..<ahead, periods: months)))
        guard hasMoney else { continue }
        let money = BacktestTrial.rules(before.map(\.sales), ahead: ahead)
        sales.append(
          BacktestTrial(
            origin: number, ahead: ahead, actual: came.sales,
            expected: (run.base.sales?[period] ?? 0) + (run.newcomers.sales?[period] ?? 0),
            naive: money.naive, recentMean: money.recentMean, scale: money.scale,
            draws: DrawnFigures.sums(draws.sales, of: period..<ahead, periods: months)))
      }
    }
  }

  /// What the model does not know, learned from the trials of all origins but one.
  static func error(_ trials: [BacktestTrial], without origin: Int? = nil) -> ModelError {
    ModelError(trials.filter { $0.origin != origin }.map(\.error))
  }

  /// The figures of the back-test.
  ///
  /// An interval is widened by what the model was off at the other origins, never by its own.
  var report: ForecastBacktest? {
    let orderHeld = held(orders)
    let saleHeld = held(sales)
    guard let all = ForecastBacktest.Comparison(orders, held: orderHeld.count { $0 }) else {
      return nil
    }
    func comparison(
      _ trials: [BacktestTrial], _ held: [Bool], _ ahead: Int
    ) -> ForecastBacktest.Comparison? {
      let places = trials.indices.filter { trials[$0].ahead == ahead }
      return ForecastBacktest.Comparison(
        places.map { trials[$0] }, held: places.count { held[$0] })
    }
    let longest = orders.map(\.ahead).max() ?? 0
    var horizons: [ForecastBacktest.Horizon] = []
    for ahead in 1...max(1, longest) {
      guard let compared = comparison(orders, orderHeld, ahead) else { continue }
      horizons.append(
        ForecastBacktest.Horizon(
          months: ahead, orders: compared, sales: comparison(sales, saleHeld, ahead)))
    }
    return ForecastBacktest(
      origins: origins, hasYearBefore: hasYearBefore, horizons: horizons, orders: all,
      sales: ForecastBacktest.Comparison(sales, held: saleHeld.count { $0 }))
  }

  /// Whether each trial's interval held what came.
  private func held(_ trials: [BacktestTrial]) -> [Bool] {
    let numbers = Set(trials.map(\.origin)).sorted()
    var errors: [Int: ModelError] = [:]
    for number in numbers { errors[number] = Self.error(trials, without: number) }
    return trials.map { trial in
      let error = errors[trial.origin] ?? .none
      let factors = error.factors(
        draws: trial.draws.count, ahead: [Double(trial.ahead)],
        seed: StableHash.mixed(settings.seed &+ 4))
      let widened = zip(trial.draws, factors).map { $0 * $1 }
      guard let ends = DrawnFigures.interval(widened, level: settings.level) else { return false }
      return ends.lower <= trial.actual && trial.actual <= ends.upper
    }
  }
}
