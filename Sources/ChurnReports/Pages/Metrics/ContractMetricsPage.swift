public import Churn
internal import ChurnData

/// The key figures of customers under contract as a page: who left, and the money a month.
///
/// One file without network, scripts or outside fonts. The same report gives the same bytes.
public struct ContractMetricsPage: Sendable {
  /// The figures.
  public let report: ContractMetricsReport
  /// What amounts are in; nil when nobody said.
  public let currency: String?

  /// Creates a page.
  public init(_ report: ContractMetricsReport, currency: String? = nil) {
    self.report = report
    self.currency = currency
  }

  private typealias Period = ContractMetricsReport.Period

  /// The whole page.
  public var html: String {
    let sections = [customers, money, notes].compactMap(\.self)
    return HTMLPage(
      title: "Key figures of contracts",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined()
    ).text
  }

  private func name(_ period: Period) -> String { period.name + (period.isComplete ? "" : "*") }

  private var header: String {
    var verdict = "No period is wholly within the data, so no rate can be told."
    if let place = report.lastJudged {
      let period = report.periods[place]
      verdict =
        "In \(period.name), the last whole period, \(Figures.grouped(period.bridge.lost)) of "
        + "\(Figures.count(period.bridge.start, "customer", "customers")) left, "
        + Figures.percent(period.churn.rate)
      if let revenue = period.revenue {
        verdict +=
          "; gross revenue churn is \(Figures.percent(revenue.grossChurn.rate)) and net revenue "
          + "retention \(Figures.percent(revenue.netRetention.rate))"
      }
      verdict += "."
    }
    return """
      <header>
      <p class="kicker">Key figures of contracts · \(report.firstDay) to \(report.lastDay)</p>
      <h1>Who left, and what it cost</h1>
      <p class="verdict">\(Markup.escaped(verdict))</p>
      </header>

      """
  }

  private func line(
    _ name: String, _ role: SVG.Role,
    _ figure: (Period) -> (rate: Double?, lower: Double?, upper: Double?)
  ) -> LineChart.Series {
    LineChart.Series(
      name: name,
      points: report.periods.compactMap { period in
        let (rate, lower, upper) = figure(period)
        return rate.map {
          LineChart.Point(Double(period.firstDay.number), $0, lower: lower, upper: upper)
        }
      }, role: role)
  }

  private func chart(_ title: String, _ lines: [LineChart.Series], from zero: [Double]) -> LineChart
  {
    let points = lines.flatMap(\.points)
    let values = points.flatMap { [$0.lower ?? $0.y, $0.upper ?? $0.y] }
    let days = points.map(\.x)
    let first = days.min() ?? 0
    return LineChart(
      title: title,
      summary: "\(title), period by period, from \(report.firstDay) to \(report.lastDay).",
      x: ChartScale(
        title: "first day of each period", values: first...max(first + 1, days.max() ?? 0),
        format: .day),
      y: ChartScale(title: "share", values: Axis.round(values + zero), format: .percent),
      series: lines)
  }

  private var customers: PageSection? {
    PageSection(
      id: "customers", title: "Customers",
      body: PageSection.paragraph(report.definition)
        + PageFigure(
          id: "logo",
          chart: chart(
            "Logo churn", [line("churn", .up) { ($0.churn.rate, $0.churn.lower, $0.churn.upper) }],
            from: [0]),
          text: "Customers who left over those at the start; the band is its 95 % interval.",
          table: HTMLTable(
            caption: "Start + new + back − lost = end; * not wholly within the data",
            columns: [
              .text("Period"), .number("Start"), .number("New"), .number("Back"),
              .number("Lost"), .number("End"), .number("Logo churn"),
            ],
            rows: report.periods.map { period in
              [name(period)]
                + [
                  period.bridge.start, period.bridge.new, period.bridge.returning,
                  period.bridge.lost, period.bridge.end,
                ].map(Figures.grouped) + [Figures.percent(period.churn.rate)]
            })
        ).markup)
  }

  private var money: PageSection? {
    guard report.periods.contains(where: { $0.revenue != nil }) else { return nil }
    let lines = [
      line("gross churn", .up) { period in
        let rate = period.revenue?.grossChurn
        return (rate?.rate, rate?.lower, rate?.upper)
      },
      line("net retention", .down) { period in
        let rate = period.revenue?.netRetention
        return (rate?.rate, rate?.lower, rate?.upper)
      },
    ]
    return PageSection(
      id: "money", title: "Money a month",
      body: PageFigure(
        id: "revenue", chart: chart("Revenue churn and net retention", lines, from: [0, 1]),
        text:
          "Gross churn is what was lost and paid less over the money at the start; net retention is what "
          + "the customers of the start bring at the end over what they brought.",
        table: HTMLTable(
          caption: "Money a month\(currency.map { " in \($0)" } ?? "")",
          columns: [
            .text("Period"), .number("Start"), .number("New"), .number("Back"), .number("More"),
            .number("Less"), .number("Lost"), .number("End"), .number("Gross churn"),
            .number("Net retention"),
          ],
          rows: report.periods.compactMap { period in
            period.revenue.map { revenue in
              [name(period)]
                + [
                  revenue.start, revenue.new, revenue.returning, revenue.expansion,
                  revenue.contraction, revenue.lost, revenue.end,
                ].map(Figures.money)
                + [
                  Figures.percent(revenue.grossChurn.rate),
                  Figures.percent(revenue.netRetention.rate),
                ]
            }
          })
      ).markup)
  }

  private var notes: PageSection? {
    report.notes.isEmpty
      ? nil : PageSection(id: "notes", title: "Notes", body: PageSection.list(report.notes))
  }
}
