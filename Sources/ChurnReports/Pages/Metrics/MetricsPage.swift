public import Churn
internal import ChurnData

/// The key figures of a shop as a page: the last whole period, the bridge, the rates, the money.
///
/// One file without network, scripts or outside fonts; for screens wide and narrow, light and dark,
/// and for print. Periods that are not whole have no rates. The same report gives the same bytes.
public struct MetricsPage: Sendable {
  /// The figures.
  public let report: MetricsReport
  /// What amounts are in; nil when nobody said.
  public let currency: String?

  /// Creates a page.
  public init(_ report: MetricsReport, currency: String? = nil) {
    self.report = report
    self.currency = currency
  }

  /// The whole page.
  public var html: String {
    let sections = [bridge, rates, money, survey, numbers, notes].compactMap(\.self)
    return HTMLPage(
      title: "Key figures by period",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined()
    ).text
  }

  /// Money with its label.
  func money(_ amount: Double?) -> String {
    guard let amount else { return "–" }
    return Figures.money(amount) + (currency.map { " \($0)" } ?? "")
  }

  /// One period, as people call it.
  var noun: String { PeriodLength(report.every)?.noun ?? "period" }

  private var header: String {
    """
    <header>
    <p class="kicker">Key figures · \(report.firstDay) to \(report.lastDay)</p>
    <h1>Who came, stayed, came back and was lost</h1>
    <p class="verdict">\(Markup.escaped(verdict))</p>
    \(facts)</header>

    """
  }

  private var verdict: String {
    guard let place = report.lastJudged else {
      return "No \(noun) is wholly within the data, so no rate can be told."
    }
    let period = report.periods[place]
    return "In \(period.name), the last whole \(noun), "
      + "\(Figures.grouped(period.bridge.lost)) of "
      + "\(Figures.count(period.bridge.start, "customer", "customers")) were lost, "
      + "\(Figures.percent(period.churn.rate)); \(Figures.grouped(period.bridge.new)) are new and "
      + "\(Figures.grouped(period.bridge.returning)) came back."
  }

  private var facts: String {
    guard let place = report.lastJudged else { return "" }
    let period = report.periods[place]
    var facts: [(title: String, value: String, note: String)] = [
      (
        "Customers", Figures.grouped(period.bridge.end),
        "at the start \(Figures.grouped(period.bridge.start))"
      ),
      (
        "Churn", Figures.percent(period.churn.rate),
        period.churn.lower.flatMap { lower in
          period.churn.upper.map { Figures.percentInterval(lower, $0) }
        } ?? ""
      ),
    ]
    if period.revenue != nil {
      facts.append(("Revenue", money(period.revenue), "an order \(money(period.aov))"))
    }
    facts.append(
      (
        "Repeat buyers", Figures.percent(period.repeatRate.rate),
        "of \(Figures.grouped(period.active)) who ordered"
      ))
    let items = facts.map { fact in
      "<div><dt>\(Markup.escaped(fact.title))</dt><dd>\(Markup.escaped(fact.value))"
        + " <small>\(Markup.escaped(fact.note))</small></dd></div>"
    }
    return "<dl class=\"facts\">\n\(items.joined(separator: "\n"))\n</dl>\n"
  }

  private var notes: PageSection? {
    PageSection(
      id: "notes", title: "Definitions and notes",
      body: PageSection.list(
        [
          report.definition,
          "Churn is lost over customers at the start, retention is kept over the same, reactivation is came "
            + "back over those who had ordered before and were no customers at the start. Intervals are "
            + "95 % (Wilson).",
          "Repeat buyers have two orders or more by the end of the period, of those who ordered in it.",
        ] + report.notes))
  }
}
