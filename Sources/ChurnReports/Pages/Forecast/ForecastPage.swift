public import Churn
internal import ChurnData

/// The months to come as a page: orders and sales with their intervals, who brings them, and how such
/// forecasts have done before.
///
/// One file without network, scripts or outside fonts; for screens wide and narrow, light and dark,
/// and for print. The same report gives the same bytes.
public struct ForecastPage: Sendable {
  /// The figures.
  public let report: ForecastReport
  /// What amounts are in; nil when nobody said.
  public let currency: String?

  /// Creates a page.
  public init(_ report: ForecastReport, currency: String? = nil) {
    self.report = report
    self.currency = currency
  }

  /// The whole page.
  public var html: String {
    let sections = [ahead, backtest?.section, season, notes].compactMap(\.self)
    return HTMLPage(
      title: "What the months to come bring",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined() + footer
    ).text
  }

  // MARK: - Words

  /// Money with its label.
  func money(_ amount: Double) -> String {
    Figures.money(amount) + (currency.map { " \($0)" } ?? "")
  }

  /// The ends of an interval.
  func ends(_ figure: ForecastReport.Figure?) -> String {
    guard let lower = figure?.lower, let upper = figure?.upper else { return "–" }
    return "\(Figures.money(lower)) to \(Figures.money(upper))"
  }

  /// The share of futures within an interval.
  var level: String { Figures.percent(report.level, decimals: 0) }

  // MARK: - Head and foot

  private var verdict: String {
    let whole = report.wholeMonths
    let orders = report.sum.total.orders
    var text =
      "\(Figures.count(whole.count, "month", "months")) to come are expected to bring "
      + "\(Figures.money(orders.expected)) orders"
    if let sales = report.sum.total.sales { text += " and \(money(sales.expected)) of sales" }
    return text + "."
  }

  private var backtest: BacktestSection? {
    report.backtest.map {
      BacktestSection(backtest: $0, names: ("Orders", "Sales"), level: level)
    }
  }

  private var header: String {
    """
    <header>
    <p class="kicker">Forecast · known up to \(report.lastDay)</p>
    <h1>What the months to come bring</h1>
    <p class="verdict">\(Markup.escaped(verdict))</p>
    \(backtest?.warning ?? "")\(facts)</header>

    """
  }

  private var facts: String {
    let sum = report.sum
    let total = sum.total.orders.expected
    var facts: [(title: String, value: String, note: String)] = [
      ("Orders", Figures.money(total), "\(level): \(ends(sum.total.orders))")
    ]
    if let sales = sum.total.sales {
      facts.append(("Sales", money(sales.expected), "\(level): \(ends(sales))"))
    }
    if let margin = sum.total.margin {
      facts.append(("Margin", money(margin.expected), "\(level): \(ends(margin))"))
    }
    facts.append(
      (
        "Present customers", Figures.percent(total > 0 ? sum.base.orders.expected / total : .nan),
        "of the orders, by \(Figures.grouped(report.customers))"
      ))
    facts.append(
      (
        "New customers", Figures.money(sum.newCustomers.expected),
        "\(level): \(ends(sum.newCustomers))"
      ))
    let items = facts.map { fact in
      "<div><dt>\(Markup.escaped(fact.title))</dt><dd>\(Markup.escaped(fact.value))"
        + " <small>\(Markup.escaped(fact.note))</small></dd></div>"
    }
    return "<dl class=\"facts\">\n\(items.joined(separator: "\n"))\n</dl>\n"
  }

  private var footer: String {
    """
    <footer>
    <p>A forecast carries on what has been; campaigns, prices and rivals of the months to come are not \
    in it. Orders of one customer and day count as one.</p>
    </footer>

    """
  }

  private var season: PageSection? {
    let names = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let season = report.season
    guard season.orders != nil || season.newCustomers != nil else { return nil }
    let rows = names.indices.map { month in
      [
        names[month], Figures.fixed(season.orders?[month], decimals: 2),
        Figures.fixed(season.newCustomers?[month], decimals: 2),
      ]
    }
    return PageSection(
      id: "season", title: "The season",
      body: PageSection.paragraph(
        "Factors by month of the year, learned from \(season.completeMonths) complete months and drawn "
          + "towards 1 as far as they may be chance: 1.10 is 10 % more than without a season.")
        + HTMLTable(
          caption: "Season by month of the year",
          columns: [.text("Month"), .number("Repeat orders"), .number("New customers")], rows: rows
        ).markup)
  }

  private var notes: PageSection? {
    guard !report.notes.isEmpty else { return nil }
    return PageSection(
      id: "notes", title: "What is assumed", body: PageSection.list(report.notes))
  }
}
