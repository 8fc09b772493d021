internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// Active contracts and what they bring, month by month: present ones by survival curves, new ones by a
/// stated assumption.
///
/// Who has stayed for τ is there *t* later with probability *S(τ + t)/S(τ)*, *S* being the Kaplan-Meier
/// curve of his group. New contracts begin on each day of a month alike and follow the curve of all.
/// Beyond the longest time observed customers are taken to leave as they did before it, as in
/// ``ContractValue``.
public struct ContractForecast: Sendable {
  /// How is forecast; the model of purchases and the season are not asked.
  public var settings: ForecastSettings

  /// A forecast with some settings.
  public init(_ settings: ForecastSettings = ForecastSettings()) { self.settings = settings }

  /// Forecasts every contract of a book.
  ///
  /// - Throws: `PipelineError.emptyTable` when nobody is there, `FitError`.
  public func run(_ book: ContractBook) throws -> ContractForecastReport {
    let base = ContractBase(
      lifetimes: book.lifetimes, amounts: book.amounts,
      codes: book.groups?.codes ?? [Int32](repeating: 0, count: book.ids.count),
      groupNames: book.groups?.names ?? ["all"])
    let active = base.active
    guard !active.isEmpty else {
      throw PipelineError.emptyTable(
        what: "every customer has left, so there is nothing to forecast")
    }
    let history = book.history
    let months = history?.months ?? []
    let run = try Self.run(base, history: history, months: months, settings, at: history?.at)
    let trials = history.flatMap { ContractBacktest($0, months, settings: settings) }
    let drawn = run.draws(
      settings.draws, seed: StableHash.mixed(settings.seed &+ 11), threads: settings.threads)
    let errors = (
      active: BacktestRuns.error(trials?.active ?? []),
      revenue: BacktestRuns.error(trials?.revenue ?? [])
    )
    let figures = ContractFigures(run, drawn, errors: errors, settings: settings)
    let periods = Self.periods(history?.at, settings)
    let revenue = active.reduce(0) { sum, place in
      base.amounts[place].isFinite ? sum + base.amounts[place] : sum
    }
    return ContractForecastReport(
      lastDay: history.map { $0.at - 1 }, active: active.count,
      left: base.lifetimes.count - active.count, revenue: revenue, level: settings.level,
      draws: settings.draws,
      months: figures.months(
        periods.enumerated().map { place, period in
          history == nil ? ("\(place + 1)", nil) : (period.month.monthName, period.end - 1)
        }), marginRate: settings.marginRate,
      newcomers: ForecastReport.Newcomers(
        rule: settings.newcomers.name, monthly: run.counts.level,
        from: run.counts.window.first?.monthName, through: run.counts.window.last?.monthName,
        months: run.counts.window.count), newAmount: run.newAmount,
      history: months.map {
        ContractForecastReport.Past(
          month: $0.month.monthName, active: $0.active, revenue: $0.revenue, began: $0.began,
          left: $0.left)
      }, backtest: trials?.report(settings),
      notes: book.notes + notes(run, base, hasDays: history != nil, hasTest: trials != nil))
  }

  private static func periods(_ start: Day?, _ settings: ForecastSettings) -> [ForecastPeriod] {
    // A table without days counts months from now; any first of a month stands for it.
    ForecastPeriod.periods(from: start ?? Day(number: 0), months: settings.months)
  }

  /// The forecast with what was known at the beginning of a day.
  ///
  /// - Parameters:
  ///   - base: Who was there and who had been.
  ///   - history: Where days are known.
  ///   - months: The complete months before the day.
  ///   - settings: How is forecast.
  ///   - start: The day; nil for a table without days.
  /// - Returns: Expectations, ready to be drawn around.
  /// - Throws: `FitError`.
  static func run(
    _ base: ContractBase, history: ContractHistory?, months: [ContractHistory.Month],
    _ settings: ForecastSettings, at start: Day?
  ) throws(FitError) -> ContractRun {
    let periods = periods(start, settings)
    var began = months.map { month in
      var ledger = MonthlyLedger.Month(month: month.month)
      ledger.newCustomers = month.began
      return ledger
    }
    // Where the table begins, so does the business, or only the table: the first months may hold many.
    began.removeFirst(min(NewcomerCounts.burnIn, began.count / 2))
    let counts = NewcomerCounts(settings.newcomers, months: began, factors: nil, periods: periods)
    let window = Set(counts.window)
    let recent = months.filter { window.contains($0.month) }
    let number = recent.reduce(0) { $0 + $1.began }
    let known = base.active.map { base.amounts[$0] }.filter(\.isFinite)
    let amount =
      number > 0
      ? recent.reduce(0) { $0 + $1.beganRevenue } / number
      : known.reduce(0, +) / Double(max(1, known.count))
    return try ContractRun(
      base, periods: periods, start: start, counts: counts, newAmount: amount,
      threads: settings.threads)
  }

  private func notes(
    _ run: ContractRun, _ base: ContractBase, hasDays: Bool, hasTest: Bool
  ) -> [String] {
    var notes: [String] = []
    func number(_ value: Double, _ decimals: Int) -> String {
      PlainNumber.fixed(value, decimals: decimals) ?? "–"
    }
    let brings = "each brings \(number(run.newAmount, 2)) a month and follows the curve of all"
    switch settings.newcomers {
    case .none: notes.append("No new contracts, by --new-customers none.")
    case .fixed(let count):
      notes.append("\(number(count, 1)) new contracts in every whole month, as given; \(brings).")
    case .recent, .trend:
      if let first = run.counts.window.first, let last = run.counts.window.last {
        notes.append(
          "New contracts are an assumption: "
            + (run.counts.level.map { "\(number($0, 1)) a month, the mean of " }
              ?? "the straight line through ")
            + "\(first.monthName) to \(last.monthName); \(brings).")
      } else {
        notes.append(
          hasDays
            ? "No complete month tells how many new contracts come, so none are assumed: pass "
              + "--new-customers N."
            : "A table of durations does not tell how many new contracts come, so none are assumed: "
              + "pass --new-customers N.")
      }
    }
    let unknown = base.active.count { !base.amounts[$0].isFinite }
    if unknown > 0 {
      notes.append(
        "\(unknown) \(unknown == 1 ? "customer" : "customers") without an amount: in the numbers, not in "
          + "revenue.")
    }
    let reach = run.times.last ?? 0
    let end = base.lifetimes.durations.max() ?? 0
    let beyond = base.active.count { base.lifetimes.durations[$0] + reach > end }
    if beyond > 0 {
      notes.append(
        "\(beyond) \(beyond == 1 ? "customer" : "customers") will be customers for longer than anybody was "
          + "observed; from there on they are taken to leave at the rate of the months before.")
    }
    if !hasTest {
      notes.append(
        hasDays
          ? "No back-test: too few months. Intervals know nothing of how far the model itself may be off."
          : "No back-test: a table of durations has no past months. Intervals know nothing of how far the "
            + "model itself may be off.")
    }
    if settings.marginRate == nil {
      notes.append("Margin is left out: no --margin-rate was given.")
    }
    return notes
  }
}
