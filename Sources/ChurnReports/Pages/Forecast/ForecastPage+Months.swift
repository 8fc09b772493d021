internal import Churn
internal import ChurnData

/// The months to come, as pictures and a table.
extension ForecastPage {
  private typealias Figure = ForecastReport.Figure

  var ahead: PageSection? {
    guard !report.months.isEmpty else { return nil }
    var body =
      figure(
        id: "orders", what: "Orders", unit: "orders a month", past: \.orders,
        total: { $0.total.orders }, base: { $0.base.orders })?.markup ?? ""
    body += orderTable.markup
    if report.sum.total.sales != nil {
      body +=
        figure(
          id: "sales", what: "Sales", unit: "sales a month" + (currency.map { ", \($0)" } ?? ""),
          past: \.sales, total: { $0.total.sales }, base: { $0.base.sales })?.markup ?? ""
      body += moneyTable.markup
    }
    return PageSection(id: "months", title: "Month by month", body: body)
  }

  private func figure(
    id: String, what: String, unit: String, past: (ForecastReport.Past) -> Double?,
    total: (ForecastReport.Parts) -> Figure?, base: (ForecastReport.Parts) -> Figure?
  ) -> PageFigure? {
    let seen = report.history.filter(\.isComplete).suffix(48).compactMap { month in
      past(month).flatMap { value in
        Day(iso: month.month + "-01").map { LineChart.Point(Double($0.number), value) }
      }
    }
    let whole = report.wholeMonths.filter { total($0.parts) != nil }
    guard let first = whole.first, let last = whole.last else { return nil }
    func x(_ month: ForecastReport.Month) -> Double { Double(month.first.number) }
    let expected = whole.map { month in
      let figure = total(month.parts)
      return LineChart.Point(
        x(month), figure?.expected ?? .nan, lower: figure?.lower, upper: figure?.upper)
    }
    let known = whole.map { LineChart.Point(x($0), base($0.parts)?.expected ?? .nan) }
    let highest =
      (seen.map(\.y) + expected.map { $0.upper ?? $0.y }).filter(\.isFinite).max() ?? 1
    let start = seen.first?.x ?? x(first)
    var series: [LineChart.Series] = []
    if !seen.isEmpty {
      series.append(
        LineChart.Series(
          name: "came", points: seen, role: .first, label: .beside(0.3, isAbove: true)))
    }
    series += [
      LineChart.Series(name: "expected", points: expected, role: .second),
      LineChart.Series(
        name: "of it present", points: known, role: .third, style: .dashed),
    ]
    let words = whole.map { month in
      "\(month.month) \(Figures.money(total(month.parts)?.expected ?? .nan)) "
        + "(\(ends(total(month.parts))))"
    }
    return PageFigure(
      id: id,
      chart: LineChart(
        title: "\(what) that came and \(what.lowercased()) expected",
        summary: "\(what) expected: \(words.joined(separator: "; ")).",
        x: ChartScale(title: "month", values: start...max(start + 1, x(last)), format: .day),
        y: ChartScale(
          title: unit, values: Axis.round([0, max(1e-9, highest)]), format: .short),
        series: series),
      text: "The band is the \(level) interval of all customers together; the dashed line is what "
        + "present customers alone are expected to bring. Only whole months are drawn.")
  }

  /// A row a month and one for all whole ones; `cells` are what a row says.
  private func table(
    _ caption: String, _ columns: [HTMLTable.Column], _ cells: (ForecastReport.Parts) -> [String]
  ) -> HTMLTable {
    var rows = report.months.map { month in
      [month.isWhole ? month.month : "\(month.month), rest"] + cells(month.parts)
    }
    let hasSum = report.wholeMonths.count > 1
    if hasSum { rows.append(["Whole months"] + cells(report.sum)) }
    return HTMLTable(
      caption: caption, columns: [.text("Month")] + columns, rows: rows,
      emphasised: hasSum ? rows.count - 1 : nil)
  }

  private var orderTable: HTMLTable {
    table(
      "Orders of the months to come",
      [
        .number("Orders"), .number("\(level) interval"), .number("Of present customers"),
        .number("Of new ones"), .number("New customers"),
      ]
    ) { parts in
      [
        Figures.money(parts.total.orders.expected), ends(parts.total.orders),
        Figures.money(parts.base.orders.expected), Figures.money(parts.new.orders.expected),
        Figures.money(parts.newCustomers.expected),
      ]
    }
  }

  private var moneyTable: HTMLTable {
    let hasMargin = report.sum.total.margin != nil
    return table(
      "Sales\(hasMargin ? " and margin" : "") of the months to come",
      [.number("Sales"), .number("\(level) interval"), .number("Of present customers")]
        + (hasMargin ? [.number("Margin"), .number("\(level) interval")] : [])
    ) { parts in
      [
        Figures.money(parts.total.sales?.expected ?? .nan), ends(parts.total.sales),
        Figures.money(parts.base.sales?.expected ?? .nan),
      ]
        + (hasMargin
          ? [Figures.money(parts.total.margin?.expected ?? .nan), ends(parts.total.margin)] : [])
    }
  }
}
