internal import ChurnData
internal import ChurnMath

/// Forecasts of contracts made anew at past month starts, beside what came.
///
/// The plain rules are that everything stays as at the end of the last month, and the mean of the last
/// three: for a stock, the same month of the year before would be no rival.
struct ContractBacktest: Sendable {
  /// The month starts, ascending.
  let origins: [Day]
  /// Customers under contract at the ends of months.
  let active: [BacktestTrial]
  /// What they bring a month.
  let revenue: [BacktestTrial]

  /// Forecasts at the latest origins; nil where not one has three complete months before it.
  init?(
    _ history: ContractHistory, _ months: [ContractHistory.Month], settings: ForecastSettings
  ) {
    guard settings.origins > 0, months.count > BacktestRuns.leastHistory else { return nil }
    let places = Array(
      Array(BacktestRuns.leastHistory..<months.count).suffix(settings.origins))
    var inner = settings
    inner.threads = 1
    inner.draws = max(100, settings.draws / 5)
    let drawn = inner
    let parts = mapIndices(places.count, threads: settings.threads) { number in
      Part(history, months, place: places[number], number: number, settings: drawn)
    }
    let used = parts.indices.filter { !parts[$0].active.isEmpty }
    guard !used.isEmpty else { return nil }
    origins = used.map { months[places[$0]].month }
    active = parts.flatMap(\.active)
    revenue = parts.flatMap(\.revenue)
  }

  private struct Part: Sendable {
    var active: [BacktestTrial] = []
    var revenue: [BacktestTrial] = []

    init(
      _ history: ContractHistory, _ months: [ContractHistory.Month], place: Int, number: Int,
      settings: ForecastSettings
    ) {
      let start = months[place].month
      let before = Array(months[..<place])
      var settings = settings
      settings.months = min(settings.months, months.count - place)
      guard let base = history.base(at: start), !base.active.isEmpty,
        let run = try? ContractForecast.run(
          base, history: history, months: before, settings, at: start)
      else { return }
      let seed = StableHash.mixed(settings.seed &+ UInt64(2_000 + number))
      let drawn = run.draws(settings.draws, seed: seed, threads: 1)
      var total = drawn.base
      total.add(drawn.new)
      func trial(
        _ figures: [Double], _ expected: Double, _ ahead: Int,
        _ value: (ContractHistory.Month) -> Double
      ) -> BacktestTrial {
        let known = before.map(value)
        var steps = 0.0
        for place in 1..<known.count { steps += abs(known[place] - known[place - 1]) }
        let recent = known.suffix(3)
        let scale = steps / Double(known.count - 1)
        return BacktestTrial(
          origin: number, ahead: ahead, actual: value(months[place + ahead - 1]),
          expected: expected, naive: known.last ?? .nan,
          recentMean: recent.reduce(0, +) / Double(recent.count), scale: scale > 0 ? scale : .nan,
          draws: DrawnFigures.sums(figures, of: ahead - 1..<ahead, periods: settings.months))
      }
      for ahead in 1...settings.months {
        let period = ahead - 1
        active.append(
          trial(total.orders, run.active[period] + run.newActive[period], ahead, \.active))
        revenue.append(
          trial(total.sales, run.revenue[period] + run.newRevenue[period], ahead, \.revenue))
      }
    }
  }

  /// The figures of the back-test.
  func report(_ settings: ForecastSettings) -> ForecastBacktest? {
    BacktestRuns(
      origins: origins, orders: active, sales: revenue, hasYearBefore: false, settings: settings
    ).report
  }
}
