internal import Churn
internal import ChurnData

/// How a forecast has done before, in words and tables.
struct BacktestText {
  private let backtest: ForecastBacktest
  /// What is forecast: `orders` and `sales`, or `contracts` and `revenue`.
  private let names: (first: String, second: String)

  init(_ backtest: ForecastBacktest, names: (String, String) = ("orders", "sales")) {
    self.backtest = backtest
    self.names = names
  }

  // MARK: - The better rule

  /// A way of forecasting, in words.
  private func name(_ rule: ForecastBacktest.Rule) -> String {
    switch rule {
    case .forecast: "this forecast"
    case .seasonalNaive:
      backtest.hasYearBefore ? "the same month of the year before" : "the last month"
    case .recentMean: "the mean of the last three months"
    }
  }

  /// A sentence where a plain rule has been more accurate; nil where none was.
  var betterRule: String? {
    func words(_ comparison: ForecastBacktest.Comparison?, _ what: String) -> String? {
      guard let comparison, comparison.best != .forecast else { return nil }
      let plain =
        comparison.best == .seasonalNaive ? comparison.seasonalNaive : comparison.recentMean
      return "\(what): \(name(comparison.best)) was off by "
        + "\(HumanNumber.percent(plain.meanAbsolutePercentageError)) a month, this forecast by "
        + HumanNumber.percent(comparison.forecast.meanAbsolutePercentageError)
    }
    let parts = [words(backtest.orders, names.first), words(backtest.sales, names.second)]
      .compactMap(\.self)
    guard !parts.isEmpty else { return nil }
    return "A plain rule has done better than this forecast so far; "
      + parts.joined(separator: "; ") + "."
  }

  // MARK: - Tables

  /// The tables for a terminal.
  func text(isColored: Bool) -> String {
    guard let first = backtest.origins.first, let last = backtest.origins.last else { return "" }
    let starts = HumanNumber.count(backtest.origins.count, "month start")
    var text = TextStyle.bold.applied(
      to: "Back-test: \(starts) from \(first) to \(last), "
        + "\(HumanNumber.count(backtest.orders.tests, "month")) forecast with what was known then",
      isColored: isColored)
    text += "\n\n" + table(names.first, isColored, \.orders, backtest.orders)
    if let sales = backtest.sales {
      text += "\n" + table(names.second, isColored, \.sales, sales)
    }
    return text + """
      Off: mean of |forecast − came| / came, of this forecast, \(name(.seasonalNaive)) and
      \(name(.recentMean)). Scaled: mean of |forecast − came| over the mean step of
      the plain rule before; under 1 is better than it. Bias: sum of forecast − came over
      what came. Held: intervals that held what came.

      """
  }

  private func table(
    _ what: String, _ isColored: Bool,
    _ comparison: (ForecastBacktest.Horizon) -> ForecastBacktest.Comparison?,
    _ all: ForecastBacktest.Comparison
  ) -> String {
    let naive = backtest.hasYearBefore ? "a year ago" : "last month"
    var table = TextTable([
      .left("\(what): ahead"), .right("tests"), .right("off"), .right(naive), .right("mean of 3"),
      .right("scaled"), .right(naive), .right("mean of 3"), .right("bias"), .right("held"),
    ])
    func row(_ name: String, _ item: ForecastBacktest.Comparison) {
      let rules = [item.forecast, item.seasonalNaive, item.recentMean]
      table.append(
        [name, HumanNumber.grouped(item.tests)]
          + rules.map { HumanNumber.percent($0.meanAbsolutePercentageError) }
          + rules.map { HumanNumber.fixed($0.meanAbsoluteScaledError) }
          + [HumanNumber.percent(item.forecast.bias), "\(item.held) of \(item.tests)"])
    }
    for horizon in backtest.horizons {
      if let item = comparison(horizon) { row(HumanNumber.count(horizon.months, "month"), item) }
    }
    if backtest.horizons.count > 1 { row("all", all) }
    return table.text(isColored: isColored)
  }
}
