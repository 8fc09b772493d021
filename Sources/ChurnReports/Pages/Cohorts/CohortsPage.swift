public import Churn
internal import ChurnData

/// Cohorts as a page: a heat map, curves with intervals, the second order, and all numbers.
///
/// One file without network, scripts or outside fonts; for screens wide and narrow, light and dark,
/// and for print. Cells that were not observed are blank. The same report gives the same bytes.
public struct CohortsPage: Sendable {
  /// The figures.
  public let report: CohortsReport
  /// What amounts are in; nil when nobody said.
  public let currency: String?

  /// Creates a page.
  public init(_ report: CohortsReport, currency: String? = nil) {
    self.report = report
    self.currency = currency
  }

  /// The whole page.
  public var html: String {
    let sections = [map, curves, second, notes].compactMap(\.self)
    return HTMLPage(
      title: "Cohorts: \(measureName)",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined()
    ).text
  }

  // MARK: - Words

  typealias Cohort = CohortsReport.Cohort

  /// How long a period is.
  var length: PeriodLength { PeriodLength(report.every) ?? .month }

  /// What the cells hold, as a title.
  var measureName: String {
    switch report.measure {
    case .retention: "customers who ordered"
    case .orders: "orders a customer"
    case .revenue: "revenue a customer"
    case .margin: "margin a customer"
    case .value: "value so far a customer"
    case .oneTime: "customers with one order only"
    }
  }

  /// A figure of a customer.
  func figure(_ value: Double?) -> String {
    guard let value else { return "–" }
    if report.measure.isShare { return Figures.percent(value) }
    return report.measure.isMoney
      ? Figures.money(value) + (currency.map { " \($0)" } ?? "")
      : Figures.fixed(value, decimals: 2)
  }

  /// The same in few letters, for a cell.
  func short(_ value: Double) -> String {
    if report.measure.isShare { return Figures.fixed(value * 100, decimals: 0) }
    return report.measure.isMoney
      ? Figures.fixed(value, decimals: abs(value) < 9.95 ? 1 : 0)
      : Figures.fixed(value, decimals: 2)
  }

  /// The interval of a cell.
  func interval(_ cohort: Cohort, _ age: Int) -> String {
    guard let lower = cohort.lower[age], let upper = cohort.upper[age] else { return "" }
    return report.measure.isShare
      ? Figures.percentInterval(lower, upper) : Figures.interval(lower, upper, decimals: 2)
  }

  private var header: String {
    let by = report.by.map { $0.name == $0.meaning ? $0.name : $0.meaning }
    return """
      <header>
      <p class="kicker">Cohorts by \(Markup.escaped(by.joined(separator: " and "))) · \
      \(report.firstDay) to \(report.lastDay)</p>
      <h1>\(Markup.escaped(measureName.prefix(1).uppercased() + measureName.dropFirst()))</h1>
      <p class="verdict">\(Markup.escaped(verdict))</p>
      </header>

      """
  }

  private var verdict: String {
    let all = report.all
    let count =
      "\(Figures.count(report.customers, "customer", "customers")) in "
      + Figures.count(report.cohorts.count, "cohort", "cohorts")
    let ages = [1, 3, 6, 12].filter {
      $0 < all.cells.count && all.cells[$0] != nil && all.complete[$0] == true
    }
    guard !ages.isEmpty else { return "\(count); no period after the first is over yet." }
    let told = ages.prefix(3).map { age in
      "\(figure(all.means[age])) \(age) \(age == 1 ? length.noun : length.plural) later"
    }
    return "\(count). \(measureName.prefix(1).uppercased() + measureName.dropFirst()): "
      + "\(told.joined(separator: ", "))."
  }

  private var notes: PageSection? {
    PageSection(
      id: "notes", title: "Definitions and notes",
      body: PageSection.list(
        ["Cells: \(report.definition). A column is a period since each customer's first order."]
          + report.notes))
  }
}
