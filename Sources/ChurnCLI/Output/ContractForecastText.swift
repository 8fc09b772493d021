internal import Churn
internal import ChurnData

/// What `churn forecast` says of contracts to people.
struct ContractForecastText {
  private let report: ContractForecastReport
  private let currency: String?
  private let plotWidth: Int?

  /// Words for a report; without a width there is no picture.
  init(_ report: ContractForecastReport, currency: String?, plotWidth: Int?) {
    self.report = report
    self.currency = currency
    self.plotWidth = plotWidth
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    let test = report.backtest.map { BacktestText($0, names: ("contracts", "revenue")) }
    let first = [test.flatMap(\.betterRule), headline].compactMap(\.self).joined(separator: "\n")
    let parts = [
      TextStyle.bold.applied(to: first, isColored: isColored) + "\n", months(isColored), plot,
      test?.text(isColored: isColored) ?? "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  // MARK: - Words

  private func number(_ figure: ForecastReport.Figure) -> String {
    HumanNumber.fixed(figure.expected, decimals: figure.expected < 100 ? 1 : 0)
  }

  private func ends(_ figure: ForecastReport.Figure) -> String {
    guard let lower = figure.lower, let upper = figure.upper else { return "–" }
    let decimals = abs(upper) < 100 ? 1 : 0
    return "\(HumanNumber.fixed(lower, decimals: decimals)) to "
      + HumanNumber.fixed(upper, decimals: decimals)
  }

  private var label: String { currency.map { " \($0)" } ?? "" }

  private var headline: String {
    guard let last = report.months.last else { return "" }
    let end = last.last.map { "at the end of \(last.month) (\($0))" } ?? "in \(last.month) months"
    return "\(number(last.total.active)) contracts (\(ends(last.total.active))) \(end), of them "
      + "\(number(last.base.active)) of the \(HumanNumber.grouped(report.active)) there now; they "
      + "bring \(number(last.total.revenue))\(label) a month (\(ends(last.total.revenue))), now "
      + "\(HumanNumber.fixed(report.revenue, decimals: 0))\(label). In brackets: "
      + "\(HumanNumber.percent(report.level, decimals: 0)) intervals."
  }

  private func months(_ isColored: Bool) -> String {
    let hasMargin = report.marginRate != nil
    var table = TextTable(
      [
        .left("end of month"), .right("contracts"), .right("interval"), .right("present"),
        .right("new"), .right("begin"), .right("revenue a month"), .right("interval"),
      ] + (hasMargin ? [.right("margin")] : []))
    for month in report.months {
      table.append(
        [
          month.month, number(month.total.active), ends(month.total.active),
          number(month.base.active), number(month.new.active), number(month.newContracts),
          number(month.total.revenue), ends(month.total.revenue),
        ] + (hasMargin ? [month.total.margin.map(number) ?? "–"] : []))
    }
    return table.text(isColored: isColored)
  }

  // MARK: - Picture

  private var plot: String {
    guard let plotWidth, !report.months.isEmpty else { return "" }
    let past = report.history.suffix(36)
    var seen = past.enumerated().map { place, month in
      (x: Double(place - past.count + 1), y: month.active)
    }
    if seen.isEmpty { seen = [(x: 0, y: Double(report.active))] }
    func line(_ figure: (ForecastReport.Figure) -> Double?) -> [(x: Double, y: Double)] {
      report.months.enumerated().map { place, month in
        (x: Double(place + 1), y: figure(month.total.active) ?? .nan)
      }
    }
    return TextPlot(
      series: [
        ("contracts so far", seen), ("expected", line { $0.expected }),
        ("lower end", line { $0.lower }), ("upper end", line { $0.upper }),
      ], width: min(plotWidth, 100), height: 12,
      xLabel: "months after \(past.last.map { "the end of \($0.month)" } ?? "now")",
      yLabel: "active contracts"
    ).text()
  }
}
