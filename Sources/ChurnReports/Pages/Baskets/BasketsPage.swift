public import Churn
internal import ChurnData

/// What is bought together as a page: the strongest rules with their intervals, pairs as a heat map, groups,
/// and what follows in later orders.
///
/// One file without network, scripts or outside fonts. The same report gives the same bytes.
public struct BasketsPage: Sendable {
  /// The figures.
  public let report: BasketReport

  /// Rules in a table or a picture.
  static let mostRules = 20

  /// Creates a page.
  public init(_ report: BasketReport) { self.report = report }

  /// The whole page.
  public var html: String {
    let sections =
      ([rules(report.all), pairs] + report.groups.enumerated().map { group($1, $0) }
      + [later, sets, meanings, notes]).compactMap(\.self)
    return HTMLPage(
      title: "What is bought together",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined()
    ).text
  }

  var unit: String { report.source == "orders" ? "orders" : "baskets" }

  /// The rules worth reading: more than chance, and more than their parts say.
  static func worthReading(_ findings: BasketFindings) -> [BasketFindings.Rule] {
    findings.rules.filter { $0.adjustedP <= BasketReport.realP && $0.saysMore && $0.lift > 1 }
  }

  private var header: String {
    let all = report.all
    let verdict =
      Self.worthReading(all).first.map { best in
        "Who buys \(best.antecedent.joined(separator: " and ")) also buys \(best.consequent) in "
          + "\(Figures.percent(best.confidence)) of \(Figures.grouped(best.antecedentCount)) \(unit), "
          + "\(Figures.fixed(best.lift, decimals: 2)) times as often as by chance."
      } ?? "Nothing is bought together more often than chance has it."
    var kicker = "\(Figures.grouped(all.baskets)) \(unit)"
    if let first = report.firstDay, let last = report.lastDay { kicker += " · \(first) to \(last)" }
    return """
      <header>
      <p class="kicker">\(Markup.escaped(kicker))</p>
      <h1>What is bought together</h1>
      <p class="verdict">\(Markup.escaped(verdict))</p>
      </header>

      """
  }

  // MARK: - Rules

  private func rules(_ findings: BasketFindings) -> PageSection? {
    let shown = Array(Self.worthReading(findings).prefix(Self.mostRules))
    guard !shown.isEmpty else { return nil }
    let hidden = findings.rules.count - shown.count
    let text =
      "Lift is how many times as often both are together as by chance. Rules that may be chance "
      + "(adjusted p above \(Figures.fixed(BasketReport.realP, decimals: 2))) or say no more than a "
      + "shorter one are left out"
      + (hidden > 0 ? "; the file holds \(Figures.grouped(hidden)) more." : ".")
      + " Leverage, conviction and the interval of the confidence stand in the file."
    return PageSection(
      id: "rules", title: "The strongest rules",
      body: PageSection.paragraph(text) + figure(shown, id: "lifts").markup
        + table(shown, "Rules by \(report.asked["sort"] ?? "lift")").markup)
  }

  private func group(_ findings: BasketFindings, _ number: Int) -> PageSection? {
    let name = findings.group ?? ""
    let shown = Array(Self.worthReading(findings).prefix(Self.mostRules / 2))
    let title = "\(report.groupedBy ?? "Group"): \(name)"
    guard !shown.isEmpty else {
      return PageSection(
        id: "group-\(number)", title: title,
        body: PageSection.paragraph(
          "\(Figures.grouped(findings.baskets)) \(unit); no rule that is more than chance."))
    }
    return PageSection(
      id: "group-\(number)", title: title,
      body: PageSection.paragraph(
        "\(Figures.grouped(findings.baskets)) \(unit), sets in at least "
          + "\(Figures.grouped(findings.minSupport)) of them.")
        + table(shown, "Rules of \(name)").markup)
  }

  private func figure(_ rules: [BasketFindings.Rule], id: String) -> PageFigure {
    let rows = rules.prefix(12).map { rule in
      RangeChart.Row(
        label: "\(rule.antecedent.joined(separator: " + ")) → \(rule.consequent)",
        value: rule.lift, lower: rule.liftLower, upper: rule.liftUpper,
        text: Figures.fixed(rule.lift, decimals: 2))
    }
    let chart = RangeChart(
      title: "Lift of the strongest rules",
      summary: "Lift with 95 % intervals: "
        + rows.map { "\($0.label) \($0.text)" }.joined(separator: "; ") + ".",
      axisTitle: "lift; 1 is chance", format: .number, rows: rows,
      reference: RangeChart.Reference(value: 1, name: "chance"), leastRange: 0...1,
      bounds: 0...Double.infinity)
    return PageFigure(id: id, chart: chart, text: "Dots with their 95 % intervals.")
  }

  private func table(_ rules: [BasketFindings.Rule], _ caption: String) -> HTMLTable {
    HTMLTable(
      caption: caption,
      columns: [
        .text("Rule"), .number("Both"), .number("Confidence"), .number("Lift (95 %)"),
        .number("p, adjusted"),
      ],
      rows: rules.map { rule in
        [
          "\(rule.antecedent.joined(separator: " + ")) → \(rule.consequent)",
          Figures.grouped(rule.count),
          "\(Figures.percent(rule.confidence)) of \(Figures.grouped(rule.antecedentCount))",
          "\(Figures.fixed(rule.lift, decimals: 2)) ("
            + Figures.interval(rule.liftLower, rule.liftUpper, decimals: 2) + ")",
          Self.chance(rule.adjustedP),
        ]
      })
  }

  /// A p-value in few digits.
  static func chance(_ value: Double) -> String {
    value < 0.0001 ? "< 0.0001" : Figures.fixed(value, decimals: 4)
  }
}
