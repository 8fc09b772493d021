public import Churn

/// Whom contacting changes, as a page: a verdict on each treatment, curves, tenths and the arms.
///
/// One file without network, scripts or outside fonts; for screens wide and narrow, light and dark,
/// and for print. The same report gives the same bytes.
public struct UpliftPage: Sendable {
  /// The figures.
  public let report: UpliftReport

  /// Creates a page.
  public init(_ report: UpliftReport) { self.report = report }

  /// The whole page.
  public var html: String {
    let sections =
      report.treatments.enumerated().map { place, treatment in
        section(treatment, id: "arm\(place + 1)")
      } + [method, notes].compactMap(\.self)
    return HTMLPage(
      title: "Whom contacting changes",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined() + footer
    ).text
  }

  /// Whether outcomes are amounts, such as money.
  var isAmount: Bool { report.positive == nil }

  /// A share in percent, or an amount.
  func size(_ value: Double?) -> String {
    guard let value else { return "–" }
    return isAmount ? Figures.fixed(value, decimals: 2) : Figures.percent(value, decimals: 2)
  }

  /// A figure of one customer as one of a thousand.
  func thousand(_ figure: UpliftReport.Figure) -> String {
    "\(Figures.fixed(figure.estimate * 1000, decimals: 1)) "
      + "(\(Figures.interval(figure.lower * 1000, figure.upper * 1000, decimals: 1)))"
  }

  // MARK: - Head and foot

  private var header: String {
    let facts =
      [
        (
          "Customers", Figures.grouped(report.rows),
          "with an arm and an outcome"
        )
      ]
      + report.treatments.map { treatment in
        (
          "Lift of \(treatment.name)", size(treatment.lift.estimate),
          "95 %: \(size(treatment.lift.lower)) to \(size(treatment.lift.upper))"
        )
      }
    let items = facts.map { fact in
      "<div><dt>\(Markup.escaped(fact.0))</dt><dd>\(Markup.escaped(fact.1))"
        + " <small>\(Markup.escaped(fact.2))</small></dd></div>"
    }
    let answers = report.treatments.compactMap(\.verdict.first).map {
      "<p class=\"verdict\">\(Markup.escaped($0))</p>\n"
    }
    return """
      <header>
      <p class="kicker">Uplift · \(Markup.escaped(report.outcome)) against \
      \(Markup.escaped(report.control))</p>
      <h1>Whom contacting changes</h1>
      \(answers.joined())<dl class="facts">
      \(items.joined(separator: "\n"))
      </dl>
      </header>

      """
  }

  private var footer: String {
    """
    <footer>
    <p>Uplift is a mean over customers who look alike: nobody is ever seen both contacted and left \
    alone. What holds of one campaign may not hold of another offer, season or channel.</p>
    </footer>

    """
  }

  private var method: PageSection {
    let covariates = report.covariates.joined(separator: ", ")
    var items = [
      "Uplift by \(report.method) on \(report.learner); customers in \(report.folds) parts, each told "
        + "by models learned from the others.",
      "Learned from: \(covariates.isEmpty ? "nothing" : covariates).",
      "Risk: \(report.risk), the highest first.",
      "Qini: area between Radcliffe's curve and random order, gain a customer contacted. AUUC: area "
        + "below the uplift curve, gain a customer. Normalised: 1 is the best possible order, 0 random. "
        + "Intervals of areas: \(Figures.grouped(report.replicates)) samples of the customers, the "
        + "models left as they are.",
      "Gains at a share, and where to stop: doubly robust means with the share contacted taken from "
        + "the table; equal uplifts are contacted in part.",
    ]
    if report.lowerIsBetter { items.append("Less of \(report.outcome) is better.") }
    return PageSection(id: "method", title: "How this was found", body: PageSection.list(items))
  }

  private var notes: PageSection? {
    guard !report.notes.isEmpty else { return nil }
    return PageSection(id: "notes", title: "Notes", body: PageSection.list(report.notes))
  }
}
