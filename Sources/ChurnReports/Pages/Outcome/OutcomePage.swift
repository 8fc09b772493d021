public import Churn
internal import ChurnData
internal import ChurnModels

/// What a campaign brought, as a page: the answer, the groups side by side, segments and playbooks, and
/// whether the comparison was fair.
///
/// One file without network, scripts or outside fonts; for screens wide and narrow, light and dark,
/// and for print. The same report gives the same bytes.
public struct OutcomePage: Sendable {
  /// The figures.
  public let report: OutcomeReport
  /// What amounts are in; nil when nobody said.
  public let currency: String?

  /// Creates a page.
  public init(_ report: OutcomeReport, currency: String? = nil) {
    self.report = report
    self.currency = currency
  }

  /// The whole page.
  public var html: String {
    let sections = ([compared] + parted + [fairness, method, notes]).compactMap(\.self)
    return HTMLPage(
      title: title,
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined()
    ).text
  }

  private var gains: OutcomeReport.Gains? { report.arms.first?.gains }

  private var title: String {
    gains == nil ? "What the test showed" : "What the campaign brought"
  }

  // MARK: - Words

  func money(_ amount: Double) -> String {
    Figures.money(amount) + (currency.map { " \($0)" } ?? "")
  }

  private func moneyRange(_ estimate: Estimate) -> String {
    "\(Figures.money(estimate.lower)) to \(Figures.money(estimate.upper))"
  }

  var levelText: String { Figures.percent(report.level, decimals: 0) }

  /// What an outcome is called.
  static func name(_ name: String) -> String {
    switch name {
    case "lost": "Lost (no order)"
    case "orders": "Orders a customer"
    case "revenue": "Revenue a customer"
    case "margin": "Margin a customer"
    default: name
    }
  }

  /// A share or a mean.
  static func value(_ value: Double, _ outcome: OutcomeComparison) -> String {
    outcome.isShare ? Figures.percent(value, decimals: 2) : Figures.fixed(value)
  }

  /// A difference, of shares in points.
  static func difference(_ value: Double, _ outcome: OutcomeComparison) -> String {
    let sign = value > 0 ? "+" : ""
    return outcome.isShare
      ? "\(sign)\(Figures.fixed(value * 100, decimals: 2)) pts" : sign + Figures.fixed(value)
  }

  /// The interval of a difference.
  static func interval(_ estimate: Estimate, _ outcome: OutcomeComparison) -> String {
    let factor = outcome.isShare ? 100.0 : 1
    return Figures.interval(
      estimate.lower * factor, estimate.upper * factor, decimals: outcome.isShare ? 2 : 3)
  }

  static func p(_ p: Double) -> String { p < 0.0001 ? "< 0.0001" : Figures.fixed(p, decimals: 4) }

  // MARK: - Head

  private var verdict: String {
    guard let saved = gains?.customersSaved else {
      return report.arms.compactMap { arm in
        arm.outcomes.first.map { outcome in
          "\(arm.name): \(outcome.name) \(Self.value(outcome.treated.mean, outcome)) beside "
            + "\(Self.value(outcome.control.mean, outcome)), "
            + "\(Self.difference(outcome.best.value, outcome)) "
            + "(\(Self.interval(outcome.best, outcome)))"
            + (outcome.best.excludesZero ? "." : ", which chance alone may explain.")
        }
      }.joined(separator: " ")
    }
    let range =
      "\(Figures.fixed(saved.lower, decimals: 0)) to \(Figures.fixed(saved.upper, decimals: 0))"
    if saved.lower > 0 {
      return
        "The contacts kept \(Figures.fixed(saved.value, decimals: 0)) customers who would have "
        + "left (\(range))."
    }
    if saved.upper < 0 {
      return "The contacts drove customers away: customers kept are "
        + "\(Figures.fixed(saved.value, decimals: 0)) (\(range)). Do not repeat them."
    }
    return "No effect on leaving can be told from chance: customers kept lie between "
      + "\(Figures.fixed(saved.lower, decimals: 0)) and \(Figures.fixed(saved.upper, decimals: 0))."
  }

  private var header: String {
    let when =
      report.window.map {
        " · \($0.after) to \($0.lastDay), \(Figures.count($0.days, "day", "days"))"
      }
      ?? ""
    return """
      <header>
      <p class="kicker">\(gains == nil ? "Randomised test" : "Campaign outcome")\(Markup.escaped(when))</p>
      <h1>\(title)</h1>
      <p class="verdict">\(Markup.escaped(verdict))</p>
      \(facts)</header>

      """
  }

  private var facts: String {
    var facts: [(title: String, value: String, note: String)] = []
    if let gains {
      if let rate = gains.saveRate {
        facts.append(
          (
            "Save rate", Figures.percent(rate.value),
            Figures.percentInterval(rate.lower, rate.upper)
          ))
      }
      if let margin = gains.margin, let net = gains.netGain {
        facts.append(("Margin gained", money(margin.value), moneyRange(margin)))
        facts.append(
          ("Net of costs", money(net.value), "\(moneyRange(net)); spent \(money(gains.costs))"))
      }
    }
    for arm in report.arms.prefix(3) {
      facts.append((arm.name, Figures.grouped(arm.rows), "customers"))
    }
    facts.append((report.control, Figures.grouped(report.controlRows), "left alone"))
    let items = facts.map { fact in
      "<div><dt>\(Markup.escaped(fact.title))</dt><dd>\(Markup.escaped(fact.value))"
        + " <small>\(Markup.escaped(fact.note))</small></dd></div>"
    }
    return "<dl class=\"facts\">\n\(items.joined(separator: "\n"))\n</dl>\n"
  }

  private var notes: PageSection? {
    guard !report.notes.isEmpty else { return nil }
    return PageSection(id: "notes", title: "Notes", body: PageSection.list(report.notes))
  }
}
