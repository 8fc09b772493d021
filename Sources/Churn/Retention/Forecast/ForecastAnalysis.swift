public import ChurnData
internal import ChurnMath
internal import ChurnModels

/// Orders, sales and margin of the months to come: of present customers and of new ones.
///
///     var settings = ForecastSettings()
///     settings.months = 12
///     let report = try ForecastAnalysis(settings).run(book.log)
///     report.sum.total.orders.expected   // = those of report.sum.base + report.sum.new
///
/// Present customers go on by a buy-till-you-die model and Gamma-Gamma, each by what he has done; new ones
/// come by a stated assumption (``NewcomerRule``) and go on as the model expects of newcomers. Where two
/// years teach a season, time runs by a ``SeasonalClock``. Intervals hold the share of possible futures
/// that they promise: parameters, single customers and newcomers are drawn, and what the back-test found
/// the model to be off by beyond that (``ModelError``).
public struct ForecastAnalysis: Sendable {
  /// How is forecast.
  public var settings: ForecastSettings
  /// The day after the last one to count, up to the end of the data's last month; nil = the end of the
  /// data.
  public var at: Day?

  /// An analysis with some settings.
  public init(_ settings: ForecastSettings = ForecastSettings(), at: Day? = nil) {
    self.settings = settings
    self.at = at
  }

  /// Forecasts a base.
  ///
  /// - Throws: `PipelineError.cutoffOutsideData`, `ValueError.noPurchase`.
  public func run(_ log: PurchaseLog) throws -> ForecastReport {
    let start = at ?? log.end
    // Who knows that the data are whole may close their last month.
    let latest = max(log.end, (log.end - 1).firstOfMonth(offset: 1))
    guard start > log.span.lowerBound, start <= latest else {
      throw PipelineError.cutoffOutsideData(
        cutoff: start, first: log.span.lowerBound, end: log.end)
    }
    let run = try ForecastRun(log, from: start, months: settings.months, settings: settings)
    let trials = BacktestRuns(log, run.ledger, settings: settings)
    var draws = ForecastDraws(
      run, draws: settings.draws, seed: settings.seed, threads: settings.threads)
    var ahead: [Double] = []
    for period in run.periods { ahead.append((ahead.last ?? 0) + period.share) }
    let seed = StableHash.mixed(settings.seed &+ 5)
    let errors = (
      orders: BacktestRuns.error(trials?.orders ?? []),
      sales: BacktestRuns.error(trials?.sales ?? [])
    )
    draws.multiply(
      orders: errors.orders.factors(draws: settings.draws, ahead: ahead, seed: seed),
      sales: errors.sales.factors(draws: settings.draws, ahead: ahead, seed: seed))
    let margin =
      run.money == nil
      ? nil
      : settings.marginRate
        ?? MarginShare.found(log, run.customers, before: start, settings.threads)
    let figures = ForecastFigures(run, draws, marginRate: margin, level: settings.level)
    let backtest = trials?.report
    return ForecastReport(
      model: Self.name(run.model), parameters: Self.parameters(run.model), lastDay: start - 1,
      customers: run.customers.count, level: settings.level, draws: settings.draws,
      months: figures.months, sum: figures.sum, marginRate: margin,
      newcomers: newcomers(run), season: season(run), history: Self.history(run),
      backtest: backtest,
      notes: ForecastNotes(
        run: run, backtest: backtest, errors: errors, marginRate: margin, settings: settings
      ).sentences)
  }

  private static func name(_ model: OrderModel) -> String {
    switch model.law {
    case .fitted(let model, _): model.kind.rawValue
    case .rate: "rate"
    }
  }

  private static func parameters(_ model: OrderModel) -> [String: Double] {
    switch model.law {
    case .rate(let rate, _): return ["ordersPerWeek": rate]
    case .fitted(let model, _):
      var parameters: [String: Double] = [:]
      for estimate in model.estimates { parameters[estimate.name] = estimate.value }
      return parameters
    }
  }

  private func newcomers(_ run: ForecastRun) -> ForecastReport.Newcomers {
    let counts = run.newcomers.counts
    return ForecastReport.Newcomers(
      rule: settings.newcomers.name, monthly: counts.level,
      from: counts.window.first?.monthName, through: counts.window.last?.monthName,
      months: counts.window.count)
  }

  private func season(_ run: ForecastRun) -> ForecastReport.Season {
    ForecastReport.Season(
      orders: run.season?.factors, newCustomers: run.newcomerSeason?.factors,
      completeMonths: run.ledger.complete.count)
  }

  private static func history(_ run: ForecastRun) -> [ForecastReport.Past] {
    run.ledger.months.map { month in
      ForecastReport.Past(
        month: month.month.monthName, orders: month.orders,
        sales: run.money == nil ? nil : month.sales, newCustomers: month.newCustomers,
        isComplete: month.isComplete)
    }
  }
}
