public import Churn
internal import ChurnData

/// What kinds of customers there are, as a page: segments with what they bring and how many leave, the
/// grid of recency by frequency, other cuts, habits, clusters, and who moved.
///
/// One file without network, scripts or outside fonts; for screens wide and narrow, light and dark,
/// and for print. What the data cannot show is left out. The same report gives the same bytes.
public struct SegmentsPage: Sendable {
  /// The figures.
  public let report: SegmentReport
  /// What amounts are in; nil when nobody said.
  public let currency: String?

  /// Creates a page.
  public init(_ report: SegmentReport, currency: String? = nil) {
    self.report = report
    self.currency = currency
  }

  /// The whole page.
  public var html: String {
    let sections =
      ([segments, grid] + cuts + [clusters, habits, saved, migration, notes]).compactMap(\.self)
    return HTMLPage(
      title: "Kinds of customers",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined() + footer
    ).text
  }

  // MARK: - Words

  /// Money with its label.
  func money(_ amount: Double?) -> String {
    amount.map { Figures.money($0) + (currency.map { " \($0)" } ?? "") } ?? "–"
  }

  /// Whether segments differ, in a sentence; empty where that cannot be told.
  func words(_ difference: SegmentDifference?) -> String {
    guard let difference else { return "" }
    var parts: [String] = []
    if let churn = difference.churn, let strength = difference.churnStrength {
      parts.append(
        "\(strength.rawValue) in churn (Cramér's V \(Figures.fixed(churn.cramersV, decimals: 2)), "
          + "p \(Self.pValue(churn.p))\(churn.leastExpected < 5 ? "; rough, few expected in a cell" : ""))"
      )
    }
    if let money = difference.money, let strength = difference.moneyStrength {
      parts.append(
        "\(strength.rawValue) in the revenue since (epsilon squared "
          + "\(Figures.fixed(money.epsilonSquared, decimals: 2)), p \(Self.pValue(money.p)))")
    }
    return parts.isEmpty ? "" : "Difference: \(parts.joined(separator: "; "))."
  }

  private static func pValue(_ p: Double) -> String {
    p < 0.001 ? "< 0.001" : "= \(Figures.fixed(p, decimals: 3))"
  }

  // MARK: - Head and foot

  private var header: String {
    let richest = report.segments.max { ($0.revenueShare ?? 0) < ($1.revenueShare ?? 0) }
    var verdict = "\(Figures.count(report.customers, "customer", "customers"))"
    if let condition = report.condition {
      verdict += " of \(Figures.grouped(report.customersInAll)) meet \(condition)"
    }
    if let richest, let share = richest.revenueShare {
      verdict +=
        ": \(richest.name), \(Figures.percent(richest.share)) of them, brought "
        + "\(Figures.percent(share)) of the revenue"
    }
    return """
      <header>
      <p class="kicker">Segments · on \(report.at)</p>
      <h1>Kinds of customers</h1>
      <p class="verdict">\(Markup.escaped(verdict + "."))</p>
      \(facts)</header>

      """
  }

  private var facts: String {
    var facts: [(title: String, value: String, note: String)] = [
      ("Customers", Figures.grouped(report.customers), "with an order that was kept")
    ]
    if let revenue = report.revenue { facts.append(("Revenue", money(revenue), "net, all time")) }
    let churned = report.segments.reduce(0) { $0 + ($1.churned ?? 0) }
    let then = report.segments.reduce(0) { $0 + ($1.churnCustomers ?? 0) }
    if then > 0 {
      facts.append(
        (
          "Churned", Figures.percent(Double(churned) / Double(then)),
          "\(Figures.grouped(churned)) of \(Figures.grouped(then)) within \(report.horizonDays) days"
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
    <p>Segments describe what customers did; they do not say what a campaign would change.</p>
    </footer>

    """
  }

  private var notes: PageSection? {
    PageSection(
      id: "definitions", title: "Definitions and notes",
      body: PageSection.list(report.definitions + report.notes))
  }
}
