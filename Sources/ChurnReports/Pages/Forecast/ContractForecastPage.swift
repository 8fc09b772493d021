public import Churn
internal import ChurnData

/// Contracts of the months to come as a page: who is still there, what they bring, and how such forecasts
/// have done before.
///
/// One file without network, scripts or outside fonts. The same report gives the same bytes.
public struct ContractForecastPage: Sendable {
  /// The figures.
  public let report: ContractForecastReport
  /// What amounts are in; nil when nobody said.
  public let currency: String?

  /// Creates a page.
  public init(_ report: ContractForecastReport, currency: String? = nil) {
    self.report = report
    self.currency = currency
  }

  /// The whole page.
  public var html: String {
    let sections = [ahead, backtest?.section, notes].compactMap(\.self)
    return HTMLPage(
      title: "Contracts in the months to come",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined()
    ).text
  }

  private typealias Figure = ForecastReport.Figure

  private func ends(_ figure: Figure) -> String {
    guard let lower = figure.lower, let upper = figure.upper else { return "–" }
    return "\(Figures.money(lower)) to \(Figures.money(upper))"
  }

  private var level: String { Figures.percent(report.level, decimals: 0) }

  private var label: String { currency.map { " \($0)" } ?? "" }

  private var backtest: BacktestSection? {
    report.backtest.map {
      BacktestSection(backtest: $0, names: ("Contracts", "Revenue"), level: level)
    }
  }

  private var header: String {
    var verdict = ""
    if let last = report.months.last {
      let end = last.last.map { "at the end of \(last.month) (\($0))" } ?? "in \(last.month) months"
      verdict =
        "\(Figures.money(last.total.active.expected)) contracts are expected \(end), "
        + "\(Figures.money(last.base.active.expected)) of the \(Figures.grouped(report.active)) there "
        + "now among them; they bring \(Figures.money(last.total.revenue.expected))\(label) a month, "
        + "now \(Figures.money(report.revenue))\(label)."
    }
    return """
      <header>
      <p class="kicker">Forecast · contracts\(report.lastDay.map { " · known up to \($0)" } ?? "")</p>
      <h1>Contracts in the months to come</h1>
      <p class="verdict">\(Markup.escaped(verdict))</p>
      \(backtest?.warning ?? "")</header>

      """
  }

  // MARK: - Months

  private var ahead: PageSection? {
    guard !report.months.isEmpty else { return nil }
    let body =
      figure(
        id: "active", what: "Contracts", unit: "active contracts", now: Double(report.active),
        past: \.active, total: \.total.active, base: \.base.active
      ).markup
      + figure(
        id: "revenue", what: "Revenue", unit: "revenue a month\(currency.map { ", \($0)" } ?? "")",
        now: report.revenue, past: \.revenue, total: \.total.revenue, base: \.base.revenue
      ).markup
    return PageSection(id: "months", title: "Month by month", body: body + table.markup)
  }

  /// Ends of months count from 0, the present.
  private func figure(
    id: String, what: String, unit: String, now: Double,
    past: (ContractForecastReport.Past) -> Double,
    total: (ContractForecastReport.Month) -> Figure, base: (ContractForecastReport.Month) -> Figure
  ) -> PageFigure {
    let known = report.history.suffix(48)
    var seen = known.enumerated().map { place, month in
      LineChart.Point(Double(place - known.count + 1), past(month))
    }
    if seen.isEmpty { seen = [LineChart.Point(0, now)] }
    let expected = report.months.enumerated().map { place, month in
      let figure = total(month)
      return LineChart.Point(
        Double(place + 1), figure.expected, lower: figure.lower, upper: figure.upper)
    }
    let present = report.months.enumerated().map { place, month in
      LineChart.Point(Double(place + 1), base(month).expected)
    }
    let start = seen.first?.x ?? 0
    let highest =
      (seen.map(\.y) + expected.map { $0.upper ?? $0.y }).filter(\.isFinite).max() ?? 1
    return PageFigure(
      id: id,
      chart: LineChart(
        title: "\(what) so far and expected",
        summary: "\(what) expected: "
          + report.months.map {
            "\($0.month) \(Figures.money(total($0).expected)) (\(ends(total($0))))"
          }.joined(separator: "; ") + ".",
        x: ChartScale(
          title: "months after \(known.last.map { "the end of \($0.month)" } ?? "now")",
          values: start...max(start + 1, Double(report.months.count)), format: .number),
        y: ChartScale(
          title: unit, values: Axis.round([0, max(1e-9, highest)]), format: .short),
        series: [
          LineChart.Series(
            name: "so far", points: seen, role: .first, label: .beside(0.3, isAbove: true)),
          LineChart.Series(name: "expected", points: expected, role: .second),
          LineChart.Series(
            name: "of it present", points: present, role: .third, style: .dashed),
        ]),
      text:
        "At the ends of months. The band is the \(level) interval; the dashed line is what is left "
        + "of present contracts.")
  }

  private var table: HTMLTable {
    let hasMargin = report.marginRate != nil
    return HTMLTable(
      caption: "Ends of months to come",
      columns: [
        .text("Month"), .number("Contracts"), .number("\(level) interval"), .number("Present"),
        .number("New"), .number("Begin"), .number("Revenue a month"), .number("\(level) interval"),
      ] + (hasMargin ? [.number("Margin a month")] : []),
      rows: report.months.map { month in
        [
          month.month, Figures.money(month.total.active.expected), ends(month.total.active),
          Figures.money(month.base.active.expected), Figures.money(month.new.active.expected),
          Figures.money(month.newContracts.expected),
          Figures.money(month.total.revenue.expected), ends(month.total.revenue),
        ] + (hasMargin ? [Figures.money(month.total.margin?.expected ?? .nan)] : [])
      })
  }

  private var notes: PageSection? {
    guard !report.notes.isEmpty else { return nil }
    return PageSection(
      id: "notes", title: "What is assumed", body: PageSection.list(report.notes))
  }
}
