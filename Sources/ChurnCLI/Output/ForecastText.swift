internal import Churn
internal import ChurnData

/// What `churn forecast` says to people: the months to come, a picture, and how it has done before.
struct ForecastText {
  private let report: ForecastReport
  private let currency: String?
  private let plotWidth: Int?

  /// Words for a report; without a width there is no picture.
  init(_ report: ForecastReport, currency: String?, plotWidth: Int?) {
    self.report = report
    self.currency = currency
    self.plotWidth = plotWidth
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    let first = [report.backtest.flatMap { BacktestText($0).betterRule }, headline].compactMap(
      \.self
    ).joined(separator: "\n")
    let parts = [
      TextStyle.bold.applied(to: first, isColored: isColored) + "\n" + split,
      months(isColored), plot,
      report.backtest.map { BacktestText($0).text(isColored: isColored) } ?? "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  // MARK: - Words

  private func money(_ amount: Double) -> String {
    HumanNumber.fixed(amount, decimals: abs(amount) < 1_000 ? 2 : 0)
      + (currency.map { " \($0)" } ?? "")
  }

  private func count(_ figure: ForecastReport.Figure) -> String {
    HumanNumber.fixed(figure.expected, decimals: figure.expected < 100 ? 1 : 0)
  }

  private func ends(_ figure: ForecastReport.Figure, isMoney: Bool = false) -> String {
    guard let lower = figure.lower, let upper = figure.upper else { return "–" }
    func text(_ value: Double) -> String {
      isMoney
        ? HumanNumber.fixed(value, decimals: abs(upper) < 1_000 ? 2 : 0)
        : HumanNumber.fixed(value, decimals: 0)
    }
    return "\(text(lower)) to \(text(upper))"
  }

  private var headline: String {
    let whole = report.wholeMonths
    let span =
      whole.count == 1
      ? whole[0].month : "\(whole.first?.month ?? "") to \(whole.last?.month ?? "")"
    let orders = report.sum.total.orders
    var text =
      "\(HumanNumber.count(whole.count, "month")) to come (\(span)): \(count(orders)) orders "
      + "(\(ends(orders)))"
    if let sales = report.sum.total.sales {
      text += ", sales \(money(sales.expected)) (\(ends(sales, isMoney: true)))"
    }
    if let margin = report.sum.total.margin {
      text += ", margin \(money(margin.expected))"
    }
    return text + "."
  }

  private var split: String {
    let sum = report.sum
    let total = sum.total.orders.expected
    let share = total > 0 ? sum.base.orders.expected / total : .nan
    return "Of the orders \(HumanNumber.percent(share, decimals: 0)) come from the "
      + "\(HumanNumber.count(report.customers, "customer")) known on \(report.lastDay), the rest from "
      + "\(count(sum.newCustomers)) new ones. In brackets: "
      + "\(HumanNumber.percent(report.level, decimals: 0)) intervals.\n"
  }

  // MARK: - Months

  private func months(_ isColored: Bool) -> String {
    let hasSales = report.sum.total.sales != nil
    let hasMargin = report.sum.total.margin != nil
    var table = TextTable(
      [
        .left("month"), .right("orders"), .right("interval"), .right("present"), .right("new"),
        .right("new customers"),
      ] + (hasSales ? [.right("sales"), .right("interval")] : [])
        + (hasMargin ? [.right("margin")] : []))
    func row(_ name: String, _ parts: ForecastReport.Parts) {
      var cells = [
        name, count(parts.total.orders), ends(parts.total.orders), count(parts.base.orders),
        count(parts.new.orders), count(parts.newCustomers),
      ]
      if hasSales, let sales = parts.total.sales {
        cells += [
          HumanNumber.fixed(sales.expected, decimals: sales.expected < 1_000 ? 2 : 0),
          ends(sales, isMoney: true),
        ]
      }
      if hasMargin, let margin = parts.total.margin {
        cells.append(
          HumanNumber.fixed(margin.expected, decimals: margin.expected < 1_000 ? 2 : 0))
      }
      table.append(cells)
    }
    for month in report.months {
      row(month.isWhole ? month.month : "\(month.month) from \(month.first)", month.parts)
    }
    if report.wholeMonths.count > 1 { row("whole months", report.sum) }
    return table.text(isColored: isColored)
  }

  // MARK: - Picture

  private var plot: String {
    guard let plotWidth else { return "" }
    let past = report.history.filter(\.isComplete).suffix(36)
    let whole = report.wholeMonths
    guard past.count > 1, !whole.isEmpty else { return "" }
    // Present time stands at 0: the last complete month is month 0, the first to come month 1.
    let gap = report.months.count - whole.count
    let seen = past.enumerated().map { place, month in
      (x: Double(place - past.count + 1), y: month.orders)
    }
    func line(_ figure: (ForecastReport.Figure) -> Double?) -> [(x: Double, y: Double)] {
      whole.enumerated().map { place, month in
        (x: Double(place + 1 + gap), y: figure(month.parts.total.orders) ?? .nan)
      }
    }
    return TextPlot(
      series: [
        ("orders that came", seen), ("expected", line { $0.expected }),
        ("lower end", line { $0.lower }), ("upper end", line { $0.upper }),
      ], width: min(plotWidth, 100), height: 12,
      xLabel: "months after \(past.last?.month ?? "")", yLabel: "orders a month",
      yRange:
        0...max(
          1,
          (seen.map(\.y) + line { $0.upper }.map(\.y)).filter(\.isFinite).max() ?? 1)
    ).text()
  }
}
