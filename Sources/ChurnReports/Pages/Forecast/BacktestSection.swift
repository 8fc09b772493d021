internal import Churn
internal import ChurnData

/// How a forecast has done at past month starts, as a section of a page.
struct BacktestSection {
  let backtest: ForecastBacktest
  /// What is forecast: `Orders` and `Sales`, or `Contracts` and `Revenue`.
  let names: (first: String, second: String)
  /// The share of futures within an interval, in words.
  let level: String

  /// A way of forecasting, in words.
  func name(_ rule: ForecastBacktest.Rule) -> String {
    switch rule {
    case .forecast: "this forecast"
    case .seasonalNaive:
      backtest.hasYearBefore ? "the same month of the year before" : "the last month"
    case .recentMean: "the mean of the last three months"
    }
  }

  /// A paragraph where a plain rule has been more accurate; empty where none was.
  var warning: String {
    let parts = [(names.first, backtest.orders), (names.second, backtest.sales)].compactMap {
      what, comparison -> String? in
      guard let comparison, comparison.best != .forecast else { return nil }
      return "\(name(comparison.best)) for \(what.lowercased())"
    }
    guard !parts.isEmpty else { return "" }
    return PageSection.paragraph(
      "Mind: a plain rule has done better than this forecast so far: "
        + parts.joined(separator: ", ") + " (see the back-test).")
  }

  /// The section; nil without an origin.
  var section: PageSection? {
    guard let first = backtest.origins.first,
      let last = backtest.origins.last
    else { return nil }
    var body = PageSection.paragraph(
      "At \(Figures.count(backtest.origins.count, "month start", "month starts")) from \(first) to "
        + "\(last) the months after it were forecast with what was known then, "
        + "\(Figures.count(backtest.orders.tests, "month", "months")) in all. "
        + words(backtest.orders, names.first))
    if let sales = backtest.sales { body += PageSection.paragraph(words(sales, names.second)) }
    body += chart?.markup ?? ""
    body += table(names.first, \.orders, backtest.orders).markup
    if let sales = backtest.sales {
      body += table(names.second, \.sales, sales).markup
    }
    body += PageSection.list([
      "Off: mean of |forecast − came| / came.",
      "Scaled: mean of |forecast − came| over the mean step of the plain rule in the months before; "
        + "under 1 is better than that rule was one step ahead.",
      "Bias: the sum of forecast − came over the sum of what came.",
      "Held: how many \(level) intervals held what came; each was widened by what the model was off "
        + "at the other month starts, not at its own.",
    ])
    return PageSection(id: "backtest", title: "How it has done before", body: body)
  }

  private func words(_ comparison: ForecastBacktest.Comparison, _ what: String) -> String {
    "\(what): most accurate was \(name(comparison.best)); this forecast was off by "
      + "\(Figures.percent(comparison.forecast.meanAbsolutePercentageError)) a month, "
      + "\(name(.seasonalNaive)) by "
      + "\(Figures.percent(comparison.seasonalNaive.meanAbsolutePercentageError)), "
      + "\(name(.recentMean)) by "
      + "\(Figures.percent(comparison.recentMean.meanAbsolutePercentageError))."
  }

  private var chart: PageFigure? {
    let horizons = backtest.horizons
    guard horizons.count > 1 else { return nil }
    func points(
      _ accuracy: (ForecastBacktest.Comparison) -> ForecastBacktest.Accuracy
    ) -> [LineChart.Point] {
      horizons.compactMap { horizon in
        accuracy(horizon.orders).meanAbsolutePercentageError.map {
          LineChart.Point(Double(horizon.months), $0)
        }
      }
    }
    let series = [
      LineChart.Series(
        name: "this forecast", points: points(\.forecast), role: .second, style: .linkedDots),
      LineChart.Series(
        name: backtest.hasYearBefore ? "year before" : "last month",
        points: points(\.seasonalNaive), role: .first, style: .linkedDots),
      LineChart.Series(
        name: "mean of 3", points: points(\.recentMean), role: .third, style: .linkedDots),
    ]
    let highest = series.flatMap { $0.points.map(\.y) }.filter(\.isFinite).max() ?? 1
    return PageFigure(
      id: "errors",
      chart: LineChart(
        title: "How far \(names.first.lowercased()) were off, by months ahead",
        summary: "\(names.first), mean of |forecast − came| / came by months ahead: "
          + horizons.map { horizon in
            "\(horizon.months): "
              + Figures.percent(horizon.orders.forecast.meanAbsolutePercentageError)
          }.joined(separator: "; ") + ".",
        x: ChartScale(
          title: "months ahead", values: 0...Double(max(2, horizons.count)), format: .number),
        y: ChartScale(
          title: "off by, share of what came", values: Axis.round([0, max(0.01, highest)]),
          format: .percent), series: series),
      text: "Lower is better. Further ahead there are fewer tests.")
  }

  private func table(
    _ what: String,
    _ comparison: (ForecastBacktest.Horizon) -> ForecastBacktest.Comparison?,
    _ all: ForecastBacktest.Comparison
  ) -> HTMLTable {
    let naive = backtest.hasYearBefore ? "year before" : "last month"
    func row(_ name: String, _ item: ForecastBacktest.Comparison) -> [String] {
      let rules = [item.forecast, item.seasonalNaive, item.recentMean]
      return [name, Figures.grouped(item.tests)]
        + rules.map { Figures.percent($0.meanAbsolutePercentageError) }
        + [
          rules.map { Figures.fixed($0.meanAbsoluteScaledError, decimals: 2) }
            .joined(separator: " / "), item.forecast.bias.map { Figures.percent($0) } ?? "–",
          "\(item.held) of \(item.tests)",
        ]
    }
    var rows = backtest.horizons.compactMap { horizon in
      comparison(horizon).map { row("\(horizon.months)", $0) }
    }
    rows.append(row("All", all))
    return HTMLTable(
      caption: "\(what), by months ahead",
      columns: [
        .text("Months ahead"), .number("Tests"), .number("Off"), .number("Off, \(naive)"),
        .number("Off, mean of 3"), .number("Scaled, in this order"), .number("Bias"),
        .number("Held"),
      ], rows: rows, emphasised: rows.count - 1)
  }
}
