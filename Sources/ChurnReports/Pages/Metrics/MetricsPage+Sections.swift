internal import Churn
internal import ChurnData

/// The pictures of the page and the numbers behind them.
extension MetricsPage {
  private typealias Period = MetricsReport.Period

  /// The name of a period, marked where it is not whole.
  private func name(_ period: Period) -> String { period.name + (period.isComplete ? "" : "*") }

  var bridge: PageSection? {
    guard !report.periods.isEmpty else { return nil }
    let chart = ColumnChart(
      title: "Gained and lost",
      summary: "Customers gained (new or back) and lost, \(noun) by \(noun).",
      xTitle: report.every == "month" ? "month" : "period", yTitle: "customers", format: .short,
      series: [
        ColumnChart.Series(name: "gained", role: .down),
        ColumnChart.Series(name: "lost", role: .up),
      ],
      places: report.periods.map { period in
        let gained = period.bridge.new + period.bridge.returning
        return ColumnChart.Place(
          label: name(period), tip: name(period),
          values: [Double(gained), Double(period.bridge.lost)],
          texts: [
            "\(Figures.grouped(gained)), \(Figures.grouped(period.bridge.new)) of them new",
            Figures.grouped(period.bridge.lost),
          ])
      })
    let table = HTMLTable(
      caption: "Start + new + back − lost = end",
      columns: [
        .text("Period"), .number("Start"), .number("New"), .number("Back"), .number("Lost"),
        .number("End"), .number("Ordered"),
      ],
      rows: report.periods.map { period in
        [name(period)]
          + [
            period.bridge.start, period.bridge.new, period.bridge.returning, period.bridge.lost,
            period.bridge.end, period.active,
          ].map(Figures.grouped)
      })
    return PageSection(
      id: "bridge", title: "From the customers of one \(noun) to the next",
      body: PageSection.paragraph(report.definition)
        + PageFigure(
          id: "gained", chart: chart,
          text: report.periods.contains { !$0.isComplete }
            ? "A period with * is not wholly within the data: its lost may still come." : "",
          table: table
        ).markup)
  }

  var rates: PageSection? {
    let known = report.periods.filter { $0.churn.rate != nil }
    guard known.count > 1 else { return nil }
    func series(
      _ name: String, _ role: SVG.Role, _ rate: (Period) -> CountedRate
    ) -> LineChart.Series {
      LineChart.Series(
        name: name,
        points: known.compactMap { period in
          rate(period).rate.map {
            LineChart.Point(
              Double(period.firstDay.number), $0, lower: rate(period).lower,
              upper: rate(period).upper)
          }
        }, role: role)
    }
    let lines = [
      series("churn", .up, \.churn), series("reactivation", .down, \.reactivation),
    ]
    let values = lines.flatMap(\.points).flatMap { [$0.lower ?? $0.y, $0.upper ?? $0.y] }
    let chart = LineChart(
      title: "Churn and reactivation",
      summary: known.map { "\($0.name): churn \(Figures.percent($0.churn.rate))" }
        .joined(separator: "; ") + ".",
      x: ChartScale(title: "first day of each period", values: days(known), format: .day),
      y: ChartScale(
        title: "share of customers", values: Axis.round(values + [0]), format: .percent),
      series: lines)
    return PageSection(
      id: "rates", title: "Rates",
      body: PageFigure(
        id: "churn", chart: chart,
        text: "Bands are 95 % intervals: how far chance alone would move each rate.",
        table: HTMLTable(
          caption: "Rates with their numbers",
          columns: [
            .text("Period"), .number("Churn"), .number("95 %"), .number("Lost / start"),
            .number("Retention"), .number("Reactivation"), .number("Back / of"),
          ],
          rows: known.map { period in
            [
              period.name, Figures.percent(period.churn.rate), interval(period.churn),
              counts(period.churn), Figures.percent(period.retention.rate),
              Figures.percent(period.reactivation.rate), counts(period.reactivation),
            ]
          })
      ).markup)
  }

  private func days(_ periods: [Period]) -> ClosedRange<Double> {
    let first = periods.first.map { Double($0.firstDay.number) } ?? 0
    let last = periods.last.map { Double($0.firstDay.number) } ?? 0
    return first...max(first + 1, last)
  }

  private func interval(_ rate: CountedRate) -> String {
    guard let lower = rate.lower, let upper = rate.upper else { return "–" }
    return Figures.percentInterval(lower, upper)
  }

  private func counts(_ rate: CountedRate) -> String {
    "\(Figures.grouped(rate.count)) / \(Figures.grouped(rate.of))"
  }

  var money: PageSection? {
    guard report.periods.contains(where: { $0.revenue != nil }) else { return nil }
    let chart = ColumnChart(
      title: "Revenue", summary: "Net revenue, \(noun) by \(noun), and the part of new customers.",
      xTitle: report.every == "month" ? "month" : "period",
      yTitle: currency.map { "revenue, \($0)" } ?? "revenue", format: .short,
      series: [
        ColumnChart.Series(name: "all", role: .total),
        ColumnChart.Series(name: "of new customers", role: .down),
      ],
      places: report.periods.map { period in
        ColumnChart.Place(
          label: name(period), tip: name(period),
          values: [period.revenue ?? 0, period.revenueOfNew ?? 0],
          texts: [money(period.revenue), money(period.revenueOfNew)])
      })
    return PageSection(
      id: "money", title: "Money",
      body: PageFigure(
        id: "revenue", chart: chart,
        text:
          "New are customers whose first order lies in the period. What was returned later is taken "
          + "off the period in which it was bought.", table: nil
      ).markup)
  }

  var survey: PageSection? {
    let asked = report.periods.filter { $0.survey != nil }
    guard !asked.isEmpty else { return nil }
    return PageSection(
      id: "survey", title: "What customers said",
      body: HTMLTable(
        caption:
          "Net promoter score and satisfaction, the latest answer of each customer in the period",
        columns: [
          .text("Period"), .number("Answers"), .number("Promoters"), .number("Detractors"),
          .number("NPS"), .number("95 %"), .number("Satisfied / answers"), .number("CSAT"),
          .number("95 %"),
        ],
        rows: asked.map { period in
          let (nps, csat) = (period.survey?.nps, period.survey?.csat)
          let ends = nps.flatMap { nps in
            nps.lower.flatMap { lower in nps.upper.map { (lower, $0) } }
          }
          return [
            name(period), nps.map { Figures.grouped($0.answers) } ?? "–",
            nps.map { Figures.grouped($0.promoters) } ?? "–",
            nps.map { Figures.grouped($0.detractors) } ?? "–",
            Figures.fixed(nps?.score, decimals: 1),
            ends.map { Figures.interval($0.0, $0.1, decimals: 1) } ?? "–",
            csat.map { counts($0.satisfied) } ?? "–", Figures.percent(csat?.satisfied.rate),
            csat.map { interval($0.satisfied) } ?? "–",
          ]
        }
      ).markup)
  }

  var numbers: PageSection? {
    let hasMoney = report.periods.contains { $0.revenue != nil }
    let hasMargin = report.periods.contains { $0.margin != nil }
    var columns: [HTMLTable.Column] = [
      .text("Period"), .number("Orders"), .number("Orders a customer"), .number("Repeat buyers"),
    ]
    if hasMoney {
      columns += [
        .number("Revenue"), .number("A customer (ARPU)"), .number("An order (AOV)"),
      ]
    }
    if hasMargin { columns.append(.number("Margin")) }
    return PageSection(
      id: "numbers", title: "All figures",
      body: HTMLTable(
        caption: "Orders and money by period; * not wholly within the data", columns: columns,
        rows: report.periods.map { period in
          [
            name(period), Figures.grouped(period.orders),
            Figures.fixed(period.ordersPerCustomer, decimals: 2),
            Figures.percent(period.repeatRate.rate),
          ] + (hasMoney ? [period.revenue, period.arpu, period.aov].map { money($0) } : [])
            + (hasMargin ? [money(period.margin)] : [])
        }
      ).markup)
  }
}
