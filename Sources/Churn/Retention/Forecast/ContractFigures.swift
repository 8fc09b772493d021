internal import ChurnData
internal import ChurnMath

/// Expectations of contracts with the intervals that drawn futures give.
struct ContractFigures {
  private let run: ContractRun
  private let base: DrawnFigures
  private let new: DrawnFigures
  private let newcomers: [Double]
  private let settings: ForecastSettings

  /// Widens the draws by what the back-test was off by.
  init(
    _ run: ContractRun, _ drawn: (base: DrawnFigures, new: DrawnFigures, newcomers: [Double]),
    errors: (active: ModelError, revenue: ModelError), settings: ForecastSettings
  ) {
    self.run = run
    self.settings = settings
    newcomers = drawn.newcomers
    let seed = StableHash.mixed(settings.seed &+ 12)
    let active = errors.active.factors(draws: settings.draws, ahead: run.times, seed: seed)
    let revenue = errors.revenue.factors(draws: settings.draws, ahead: run.times, seed: seed)
    var (base, new) = (drawn.base, drawn.new)
    base.multiply(orders: active, sales: revenue)
    new.multiply(orders: active, sales: revenue)
    self.base = base
    self.new = new
  }

  /// The months with their names and last days.
  func months(_ names: [(String, Day?)]) -> [ContractForecastReport.Month] {
    var total = base
    total.add(new)
    return names.enumerated().map { period, name in
      let (present, joined) = (run.active[period], run.newActive[period])
      let (paid, joinedPaid) = (run.revenue[period], run.newRevenue[period])
      return ContractForecastReport.Month(
        month: name.0, last: name.1, base: amounts(period, present, paid, base),
        new: amounts(period, joined, joinedPaid, new),
        total: amounts(period, present + joined, paid + joinedPaid, total),
        newContracts: figure(run.counts.expected[period], newcomers, period))
    }
  }

  private func amounts(
    _ period: Int, _ active: Double, _ revenue: Double, _ drawn: DrawnFigures
  ) -> ContractForecastReport.Amounts {
    ContractForecastReport.Amounts(
      active: figure(active, drawn.orders, period), revenue: figure(revenue, drawn.sales, period),
      margin: settings.marginRate.map { figure(revenue * $0, drawn.sales, period, scale: $0) })
  }

  private func figure(
    _ expected: Double, _ drawn: [Double], _ period: Int, scale: Double = 1
  ) -> ForecastReport.Figure {
    let values = DrawnFigures.sums(drawn, of: period..<period + 1, periods: run.times.count)
    let ends = DrawnFigures.interval(values.map { $0 * scale }, level: settings.level)
    return ForecastReport.Figure(expected: expected, lower: ends?.lower, upper: ends?.upper)
  }
}
