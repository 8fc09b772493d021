public import Churn

/// A planned campaign as a page: how many to hold out, what that shows, and what may be brought.
///
/// One file without network, scripts or outside fonts. The same report gives the same bytes.
public struct PlanPage: Sendable {
  /// The figures.
  public let report: PlanReport
  /// What money is in; nil when nobody said.
  public let currency: String?

  /// Creates a page.
  public init(_ report: PlanReport, currency: String? = nil) {
    self.report = report
    self.currency = currency
  }

  /// The whole page.
  public var html: String {
    let sections = [holdOuts, needed, method].compactMap(\.self)
    return HTMLPage(
      title: "How many to hold out",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined()
    ).text
  }

  private func money(_ amount: Double) -> String {
    Figures.money(amount) + (currency.map { " \($0)" } ?? "")
  }

  private var verdict: String {
    let effect =
      "a save rate of \(Figures.percent(report.saveRate)), where "
      + "\(Figures.percent(report.baseRate)) leave without a contact,"
    let target = Figures.percent(report.targetPower, decimals: 0)
    if let smallest = report.smallestHoldOut {
      return "Hold out \(Figures.count(smallest.holdOuts, "customer", "customers")), "
        + "\(Figures.percent(smallest.share)) of the list: then \(effect) shows in \(target) of "
        + "campaigns."
    }
    guard let last = report.needed.last else { return "No number of customers shows \(effect)." }
    let takes =
      "it takes \(Figures.count(last.customers, "customer", "customers")), half of them held out, to "
      + "show \(effect) in \(target) of campaigns."
    guard let customers = report.customers else { return "I" + takes.dropFirst() }
    return "\(Figures.count(customers, "customer is", "customers are")) too few: \(takes)"
  }

  private var header: String {
    var facts: [(title: String, value: String, note: String)] = []
    if let profit = report.profit {
      facts.append(
        (
          "Profit expected", money(profit.expected),
          "\(Figures.money(profit.lower)) to \(Figures.money(profit.upper))"
        ))
      facts.append(
        ("Chance of a loss", Figures.percent(profit.chanceOfLoss), "costs \(money(profit.costs))"))
    }
    if let money = report.money {
      facts.append(
        (
          "Difference that shows", self.money(money.detectableDifference),
          "a customer, \(Figures.percent(money.share)) held out"
        ))
    }
    facts.append(("Window", Figures.count(report.windowDays, "day", "days"), "after the contacts"))
    let items = facts.map { fact in
      "<div><dt>\(Markup.escaped(fact.title))</dt><dd>\(Markup.escaped(fact.value))"
        + " <small>\(Markup.escaped(fact.note))</small></dd></div>"
    }
    return """
      <header>
      <p class="kicker">Campaign plan</p>
      <h1>How many to hold out</h1>
      <p class="verdict">\(Markup.escaped(verdict))</p>
      <dl class="facts">
      \(items.joined(separator: "\n"))
      </dl>
      </header>

      """
  }

  private var holdOuts: PageSection? {
    let rows = report.holdOuts
    guard rows.count > 1, let last = rows.last else { return nil }
    let hasMoney = report.profit != nil
    let chart = LineChart(
      title: "Power by the share held out",
      summary: rows.map {
        "\(Figures.percent($0.share)) held out: \(Figures.percent($0.power))"
      }.joined(separator: "; ") + ".",
      x: ChartScale(title: "share held out", values: 0...last.share, format: .percent),
      y: ChartScale(
        title: "campaigns in which the save rate shows", values: 0...1, format: .percent),
      series: [
        LineChart.Series(
          name: "wanted",
          points: [0, last.share / 4, last.share].map { LineChart.Point($0, report.targetPower) },
          role: .muted, style: .dashed, label: .beside(last.share / 4, isAbove: true)),
        LineChart.Series(
          name: "power",
          points: [LineChart.Point(0, 0)] + rows.map { LineChart.Point($0.share, $0.power) },
          role: .first, style: .line, label: .none),
      ])
    let table = HTMLTable(
      caption: "What each share of hold-outs shows and costs",
      columns: [
        .text("Held out"), .number("Customers"), .number("Contacted"), .number("Power"),
        .number("Save rate that shows"),
      ] + (hasMoney ? [.number("Profit expected"), .number("Given up")] : []),
      rows: rows.map { row in
        [
          Figures.percent(row.share), Figures.grouped(row.holdOuts),
          Figures.grouped(row.contacts), Figures.percent(row.power),
          Figures.percent(row.detectableSaveRate),
        ]
          + (hasMoney
            ? [
              row.expectedProfit.map { Figures.money($0) } ?? "–",
              row.givenUp.map { Figures.money($0) } ?? "–",
            ] : [])
      }, emphasised: rows.firstIndex { $0.share == report.smallestHoldOut?.share })
    let figure = PageFigure(
      id: "power", chart: chart,
      text: "More hold-outs show more, up to a half; what they would have brought is the price.")
    return PageSection(
      id: "holdouts", title: "What hold-outs show", body: figure.markup + table.markup)
  }

  private var needed: PageSection? {
    guard !report.needed.isEmpty else { return nil }
    return PageSection(
      id: "needed", title: "Customers it takes",
      body: HTMLTable(
        caption: "Contacted and held out together, by the share held out",
        columns: [
          .text("Held out"), .number("Customers"), .number("Campaigns"), .number("Months"),
        ],
        rows: report.needed.map { row in
          [
            Figures.percent(row.share), Figures.grouped(row.customers),
            row.campaigns.map(Figures.grouped) ?? "–",
            row.months.map { Figures.fixed($0, decimals: 1) } ?? "–",
          ]
        }
      ).markup)
  }

  private var method: PageSection? {
    PageSection(
      id: "method", title: "How this was computed",
      body: PageSection.list(
        [
          "Power: two shares compared by the normal approximation, "
            + (report.isOneSided ? "one-sided" : "two-sided")
            + " at \(Figures.percent(1 - report.level)).",
          "Save rate: the share of those due to leave whom a contact keeps.",
          "Profit: value at risk times save rate, less contacts and incentives; its band counts that "
            + "the save rate is not known and that who stays is chance.",
        ] + report.notes))
  }
}
