public import Churn

/// One customer's card as a page: what to do, orders and rhythm, risk over time, worth, and what
/// pushes the probability, as a waterfall and in words.
///
/// One file without network, scripts or outside fonts; for screens wide and narrow, light and dark,
/// and for print. The pictures say nothing that the tables do not.
public struct CustomerPage: Sendable {
  /// The customer and the pushes.
  public let explanation: CustomerExplanation
  /// The name of the bundle that explains.
  public let bundleName: String
  /// Orders, rhythm, worth; nil of a ready table.
  public let card: CustomerCard?
  /// What amounts are in; nil when nobody said.
  public let currency: String?

  /// The most reasons in the picture; the others are one bar together.
  private static let mostBars = 10
  /// A push under half a tenth of a percentage point shows as 0.0 and is left out of the tables.
  static let leastShown = 0.0005

  /// Creates a page.
  public init(
    _ explanation: CustomerExplanation, bundleName: String, card: CustomerCard? = nil,
    currency: String? = nil
  ) {
    self.explanation = explanation
    self.bundleName = bundleName
    self.card = card
    self.currency = currency
  }

  /// The picture: base rate, families by how far they push, the probability.
  public var chart: WaterfallChart {
    let families = explanation.families.filter { $0.points != 0 }
    let isCrowded = families.count > Self.mostBars
    let shown = isCrowded ? families.prefix(Self.mostBars - 1) : families[...]
    var bars = shown.map { family in
      WaterfallChart.Bar(
        heading: Self.heading(family), label: family.words, points: family.points)
    }
    if isCrowded {
      let rest = families.dropFirst(Self.mostBars - 1)
      bars.append(
        WaterfallChart.Bar(
          heading: "", label: "\(rest.count) others together",
          points: rest.reduce(0) { $0 + $1.points }))
    }
    return WaterfallChart(
      title: "What pushes the churn risk of customer \(explanation.customer)",
      start: WaterfallChart.Bar(
        heading: "", label: "Base rate", points: explanation.baseRate),
      bars: bars,
      end: WaterfallChart.Bar(
        heading: "", label: "This customer", points: explanation.probability))
  }

  /// The family's name, where the words do not begin with it.
  static func heading(_ family: CustomerExplanation.Family) -> String {
    if family.words.hasPrefix(family.family) { return "" }
    if family.family == CustomerExplanation.levelName { return "level" }
    return family.family
  }

  /// The whole page.
  public var html: String {
    let title = "Churn risk of customer \(explanation.customer)"
    return HTMLPage(
      title: title,
      body: header + cardSections + why + familyTable + comparisons + featureTable + notes
    ).text
  }

  // MARK: - Parts

  private var header: String {
    let at = explanation.at.map { " on \($0)" } ?? ""
    let horizon =
      explanation.horizonDays.map { " of buying nothing within the next \($0) days" } ?? " of churn"
    let difference = explanation.probability - explanation.baseRate
    return """
      <header>
      <p class="kicker">\(Markup.escaped(bundleName)): churn risk\(at)</p>
      <h1>Customer <bdi>\(Markup.escaped(explanation.customer))</bdi></h1>
      <p class="verdict"><strong>\(Figures.percent(explanation.probability))</strong> \
      probability\(horizon) <span class="band \(explanation.band.rawValue)">\
      \(explanation.band.rawValue) risk</span></p>
      <dl class="facts">
      <div><dt>Base rate</dt><dd>\(Figures.percent(explanation.baseRate))</dd></div>
      <div><dt>Against the base</dt><dd>\(Figures.points(difference)) points</dd></div>
      <div><dt>Rank by risk</dt><dd>\(Figures.grouped(explanation.rank)) of \
      \(Figures.grouped(explanation.scored))</dd></div>
      </dl>
      </header>

      """
  }

  /// The waterfall, under a heading where it is not the first thing on the page.
  private var why: String { (card == nil ? "" : "<h2>Why</h2>\n") + figure }

  private var figure: String {
    let chart = chart
    return """
      <figure>
      \(chart.svg(width: 760).element(id: "wide", cssClass: "wide"))\
      \(chart.svg(width: 340).element(id: "narrow", cssClass: "narrow"))\
      <figcaption>From the share of churners among the training rows to this customer, in \
      percentage points. <span class="up">Orange to the right raises the risk</span>, \
      <span class="down">blue to the left lowers it</span>.</figcaption>
      </figure>

      """
  }

  private var familyTable: String {
    """
    <section>
    <h2>In words</h2>
    <table>
    <caption>Reasons by family, the strongest first</caption>
    <thead><tr><th scope="col">Reason</th><th scope="col" class="number">Points</th></tr></thead>
    <tbody>
    <tr><th scope="row">Base rate</th><td class="number">\
    \(Figures.percent(explanation.baseRate))</td></tr>
    \(Self.familyRows(explanation.families))\
    <tr class="sum"><th scope="row">This customer</th><td class="number">\
    \(Figures.percent(explanation.probability))</td></tr>
    </tbody>
    </table>
    </section>

    """
  }

  private var featureTable: String {
    let shown = explanation.pushes.filter { abs($0.points) >= Self.leastShown }
    let rows = shown.map { push in
      """
      <tr><th scope="row">\(Markup.escaped(push.feature))</th>\
      <td>\(Markup.escaped(push.value ?? "not known"))</td>\
      <td>\(Markup.escaped(push.typical ?? "–"))</td>\(Self.cell(push.points))</tr>

      """
    }
    let rest = explanation.pushes.count - shown.count
    let more =
      rest == 0
      ? ""
      : "<p class=\"more\">\(Figures.grouped(rest)) more \(rest == 1 ? "feature does" : "features do")"
        + " not push by as much as 0.05 points.</p>\n"
    return """
      <section>
      <h2>Feature by feature</h2>
      <table>
      <caption>Every feature that pushes by 0.05 points or more</caption>
      <thead><tr><th scope="col">Feature</th><th scope="col">Value</th>\
      <th scope="col">Typical</th><th scope="col" class="number">Points</th></tr></thead>
      <tbody>
      \(rows.joined())\
      </tbody>
      </table>
      \(more)\
      </section>

      """
  }

  static func cell(_ points: Double) -> String {
    let side = points < 0 ? "down" : "up"
    return "<td class=\"number \(side)\">\(Figures.points(points))</td>"
  }

  private var notes: String {
    """
    <footer>
    <p>Points are percentage points of probability; base rate and points add up to the probability. \
    Small amounts may seem not to, because each is rounded.</p>
    <p>They say what the model goes by when it compares this customer with those it learned from. \
    These are associations, not causes: changing one of them need not change the risk.</p>
    </footer>

    """
  }
}
