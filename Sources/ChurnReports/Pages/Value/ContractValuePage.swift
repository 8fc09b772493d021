public import Churn

/// What customers under contract are still worth, as a page.
///
/// One file without network, scripts or outside fonts. The same report gives the same bytes.
public struct ContractValuePage: Sendable {
  /// The figures.
  public let report: ContractValueReport
  /// What amounts are in; nil when nobody said.
  public let currency: String?

  /// Creates a page.
  public init(_ report: ContractValueReport, currency: String? = nil) {
    self.report = report
    self.currency = currency
  }

  /// The whole page.
  public var html: String {
    let sections = [spread, groups, notes].compactMap(\.self)
    return HTMLPage(
      title: "What customers under contract are worth",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined()
    ).text
  }

  private var months: String { Figures.count(report.months, "month", "months") }

  private func money(_ amount: Double) -> String {
    Figures.money(amount) + (currency.map { " \($0)" } ?? "")
  }

  private var header: String {
    let verdict =
      "The \(Figures.count(report.customers, "customer", "customers")) still there are worth "
      + "\(money(report.value?.total ?? 0)) over the next \(months)."
    return """
      <header>
      <p class="kicker">Customer value · contracts</p>
      <h1>What customers under contract are worth</h1>
      <p class="verdict">\(Markup.escaped(verdict))</p>
      </header>

      """
  }

  private var spread: PageSection? {
    guard let value = report.value else { return nil }
    return PageSection(
      id: "value", title: "How value is spread",
      body: PageSection.paragraph(
        "Value is margin · amount a month · the months each is expected to stay, by the Kaplan-Meier "
          + "curve of his group given how long he has stayed, discounted by "
          + "\(Figures.percent(report.discountRate)) a year; margin is "
          + "\(Figures.percent(report.marginRate)) of what is paid.")
        + DistributionFigures(value, months: months, currency: currency).markup)
  }

  private var groups: PageSection? {
    PageSection(
      id: "groups", title: "By group",
      body: HTMLTable(
        caption: "Customers still there and what they are worth, by group",
        columns: [
          .text("Group"), .number("Customers"), .number("Left so far"),
          .number("Months expected of \(report.months)"), .number("Value"),
        ],
        rows: report.groups.map {
          [
            $0.name, Figures.grouped($0.customers), Figures.grouped($0.left),
            Figures.fixed($0.meanExpectedMonths, decimals: 2), money($0.value),
          ]
        }
      ).markup)
  }

  private var notes: PageSection? {
    report.notes.isEmpty
      ? nil : PageSection(id: "notes", title: "Notes", body: PageSection.list(report.notes))
  }
}
