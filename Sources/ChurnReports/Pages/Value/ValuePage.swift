public import Churn
internal import ChurnData

/// What customers are worth as a page: value and how it is spread, repeat purchases week by week
/// beside what the model expects, and how the forecast held.
///
/// One file without network, scripts or outside fonts; for screens wide and narrow, light and dark,
/// and for print. What the data cannot show is left out. The same report gives the same bytes.
public struct ValuePage: Sendable {
  /// The figures.
  public let report: ValueReport
  /// What amounts are in; nil when nobody said.
  public let currency: String?

  /// Creates a page.
  public init(_ report: ValueReport, currency: String? = nil) {
    self.report = report
    self.currency = currency
  }

  /// The whole page.
  public var html: String {
    let sections = [value, tracking, holdout, models, notes].compactMap(\.self)
    return HTMLPage(
      title: "What customers are worth",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined() + footer
    ).text
  }

  // MARK: - Words

  /// Money with its label.
  func money(_ amount: Double) -> String {
    Figures.money(amount) + (currency.map { " \($0)" } ?? "")
  }

  /// The months looked ahead.
  var months: String { Figures.count(report.months, "month", "months") }

  /// The model as people call it.
  var modelName: String { Self.name(ofModel: report.model) }

  /// A model as people call it.
  static func name(ofModel model: String) -> String {
    switch model {
    case "mbg-nbd": "MBG/NBD"
    case "bg-nbd": "BG/NBD"
    case "pareto-nbd": "Pareto/NBD"
    default: model
    }
  }

  // MARK: - Head and foot

  private var header: String {
    let verdict =
      if let value = report.value {
        "The \(Figures.count(report.customers, "customer", "customers")) are worth "
          + "\(money(value.total)) over the next \(months); the most valuable 10 % hold "
          + "\(Figures.percent(value.shareOfTop10, decimals: 0)) of it."
      } else {
        "The \(Figures.count(report.customers, "customer", "customers")) are expected to order "
          + "\(Figures.money(report.expectedOrders)) times within the next \(months)."
      }
    return """
      <header>
      <p class="kicker">Customer value · known up to \(report.lastDay)</p>
      <h1>What customers are worth</h1>
      <p class="verdict">\(Markup.escaped(verdict))</p>
      \(facts)</header>

      """
  }

  private var facts: String {
    var facts: [(title: String, value: String, note: String)] = []
    if let value = report.value {
      facts.append(("Mean value", money(value.mean), "median \(money(value.median))"))
    }
    facts.append(
      (
        "Orders expected", Figures.money(report.expectedOrders), "within \(months), of all"
      ))
    facts.append(
      ("Still customers", Figures.percent(report.meanAlive, decimals: 0), "mean probability"))
    if let holdout = report.holdout {
      facts.append(
        (
          "Holdout", "\(Figures.money(holdout.expectedOrders)) orders",
          "came: \(Figures.grouped(holdout.actualOrders))"
        ))
    }
    let items = facts.map { fact in
      "<div><dt>\(Markup.escaped(fact.title))</dt><dd>\(Markup.escaped(fact.value))"
        + " <small>\(Markup.escaped(fact.note))</small></dd></div>"
    }
    return "<dl class=\"facts\">\n\(items.joined(separator: "\n"))\n</dl>\n"
  }

  private var footer: String {
    """
    <footer>
    <p>Expected figures are means over many customers who look alike; a single one may do \
    otherwise. Nothing here says what would make a customer buy more.</p>
    </footer>

    """
  }

  private var notes: PageSection? {
    guard !report.notes.isEmpty else { return nil }
    return PageSection(id: "notes", title: "Notes", body: PageSection.list(report.notes))
  }
}
