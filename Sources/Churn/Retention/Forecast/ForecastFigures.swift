internal import ChurnData

/// A forecast's expectations with the intervals that its draws give, month by month and in all.
struct ForecastFigures {
  /// By period.
  let months: [ForecastReport.Month]
  /// All whole months together.
  let sum: ForecastReport.Parts

  /// Puts expectations and draws together.
  init(_ run: ForecastRun, _ draws: ForecastDraws, marginRate: Double?, level: Double) {
    let maker = Maker(
      run: run, draws: draws, total: draws.total, marginRate: marginRate, level: level)
    months = run.periods.enumerated().map { place, period in
      ForecastReport.Month(
        month: period.month.monthName, first: period.first, last: period.end - 1,
        isWhole: period.isWhole, parts: maker.parts(place..<place + 1))
    }
    let first = run.periods.firstIndex { $0.isWhole } ?? 0
    sum = maker.parts(first..<run.periods.count)
  }

  private struct Maker {
    let run: ForecastRun
    let draws: ForecastDraws
    let total: DrawnFigures
    let marginRate: Double?
    let level: Double

    func parts(_ range: Range<Int>) -> ForecastReport.Parts {
      let base = amounts(range, run.base.orders, run.base.sales, draws.base)
      let new = amounts(range, run.newcomers.orders, run.newcomers.sales, draws.new)
      return ForecastReport.Parts(
        base: base, new: new,
        total: ForecastReport.Amounts(
          orders: figure(
            base.orders.expected + new.orders.expected, total.orders, range),
          sales: both(base.sales, new.sales, range, scale: 1),
          margin: both(base.margin, new.margin, range, scale: marginRate ?? 1)),
        newCustomers: figure(
          range.reduce(0) { $0 + run.newcomers.counts.expected[$1] }, draws.newcomers, range))
    }

    private func amounts(
      _ range: Range<Int>, _ orders: [Double], _ sales: [Double]?, _ drawn: DrawnFigures
    ) -> ForecastReport.Amounts {
      let sold = sales.map { sales in range.reduce(0) { $0 + sales[$1] } }
      return ForecastReport.Amounts(
        orders: figure(range.reduce(0) { $0 + orders[$1] }, drawn.orders, range),
        sales: sold.map { figure($0, drawn.sales, range) },
        margin: marginRate.flatMap { rate in
          sold.map { figure($0 * rate, drawn.sales, range, scale: rate) }
        })
    }

    private func both(
      _ base: ForecastReport.Figure?, _ new: ForecastReport.Figure?, _ range: Range<Int>,
      scale: Double
    ) -> ForecastReport.Figure? {
      guard let base, let new else { return nil }
      return figure(base.expected + new.expected, total.sales, range, scale: scale)
    }

    private func figure(
      _ expected: Double, _ drawn: [Double], _ range: Range<Int>, scale: Double = 1
    ) -> ForecastReport.Figure {
      let sums = DrawnFigures.sums(drawn, of: range, periods: run.periods.count)
      let ends = DrawnFigures.interval(sums.map { $0 * scale }, level: level)
      return ForecastReport.Figure(expected: expected, lower: ends?.lower, upper: ends?.upper)
    }
  }
}
