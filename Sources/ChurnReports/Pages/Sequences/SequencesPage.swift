public import Churn
internal import ChurnData

/// What customers do before they leave as a page: stretches with their intervals, and transitions as heat
/// maps.
///
/// One file without network, scripts or outside fonts. The same report gives the same bytes.
public struct SequencesPage: Sendable {
  /// The figures.
  public let report: SequenceReport

  private static let mostRows = 12

  /// Creates a page.
  public init(_ report: SequenceReport) { self.report = report }

  /// The whole page.
  public var html: String {
    let sections =
      report.views.enumerated().map { view($1, $0) }
      + [cutoffs, meanings, notes].compactMap(\.self)
    return HTMLPage(
      title: "What customers do before they leave",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined() + footer
    ).text
  }

  private func isReal(_ stretch: SequenceView.Stretch) -> Bool {
    (stretch.adjustedP ?? 1) <= SequenceReport.realP
  }

  private func words(_ steps: [String]) -> String { steps.joined(separator: " › ") }

  private var header: String {
    let best = report.views.flatMap(\.stretches).filter { isReal($0) && ($0.lift ?? 0) > 1 }
      .max { ($0.liftLower ?? 0) < ($1.liftLower ?? 0) }
    let verdict =
      best.map {
        "Customers with \(words($0.steps)) leave \(Figures.fixed($0.lift, decimals: 2)) times as "
          + "often as others with about as many steps."
      }
      ?? "Nothing that customers do beforehand tells who leaves within "
      + "\(Figures.count(report.horizonDays, "day", "days")) better than chance."
    return """
      <header>
      <p class="kicker">Steps before churn · silent for \(report.horizonDays) days · up to \(report.end)</p>
      <h1>What customers do before they leave</h1>
      <p class="verdict">\(Markup.escaped(verdict))</p>
      </header>

      """
  }

  private var footer: String {
    """
    <footer>
    <p>What comes before is not what causes it: keeping customers from a step need not keep them.</p>
    </footer>

    """
  }

  // MARK: - Views

  private func view(_ view: SequenceView, _ number: Int) -> PageSection {
    let real = view.stretches.filter(isReal)
    var body = PageSection.paragraph(
      "\(Figures.count(view.differentSteps, "different step", "different steps")), "
        + "\(Figures.grouped(view.steps)) taken by all; "
        + "\(Figures.count(view.stretches.count, "stretch", "stretches")) of at least "
        + "\(Figures.count(report.minCustomers, "customer", "customers")), of which "
        + "\(Figures.grouped(real.count)) go with leaving or staying more than chance has it.")
    if !real.isEmpty {
      let more = real.filter { ($0.lift ?? 1) > 1 }.prefix(Self.mostRows)
      let fewer = real.filter { ($0.lift ?? 1) < 1 }.reversed().prefix(Self.mostRows)
      body += figure(Array(more) + Array(fewer.reversed()), view, number).markup
      body += table(Array(more) + Array(fewer.reversed()), view).markup
    }
    body += transitions(view, number)?.markup ?? ""
    body += PageSection.paragraph(order(view.transitions))
    return PageSection(id: "steps-\(number)", title: "By \(view.of)", body: body)
  }

  private func figure(
    _ stretches: [SequenceView.Stretch], _ view: SequenceView, _ number: Int
  ) -> PageFigure {
    let rows = stretches.compactMap { stretch in
      stretch.lift.map { lift in
        RangeChart.Row(
          label: words(stretch.steps), value: lift, lower: stretch.liftLower,
          upper: stretch.liftUpper, text: Figures.fixed(lift, decimals: 2))
      }
    }
    let chart = RangeChart(
      title: "How many times as often customers leave, by \(view.of)",
      summary: "Lift with 95 % intervals: "
        + rows.map { "\($0.label) \($0.text)" }.joined(separator: "; ") + ".",
      axisTitle: "lift; 1 is as often as others", format: .number, rows: rows,
      reference: RangeChart.Reference(value: 1, name: "as often"), leastRange: 0.8...1.2,
      bounds: 0...Double.infinity)
    return PageFigure(
      id: "lifts-\(number)", chart: chart,
      text: "Against customers without the steps at the same cutoff and with about as many steps; "
        + "dots with 95 % intervals.")
  }

  private func table(_ stretches: [SequenceView.Stretch], _ view: SequenceView) -> HTMLTable {
    HTMLTable(
      caption: "Steps before the cutoff, by \(view.of)",
      columns: [
        .text("Steps"), .number("Customers"), .number("Churned (95 %)"), .number("Without it"),
        .number("Lift (95 %)"), .number("p, adjusted"),
      ],
      rows: stretches.map { stretch in
        let interval =
          if let lower = stretch.liftLower, let upper = stretch.liftUpper {
            " (\(Figures.interval(lower, upper, decimals: 2)))"
          } else {
            ""
          }
        return [
          words(stretch.steps), Figures.grouped(stretch.customers),
          "\(Figures.percent(stretch.churnRate)) of \(Figures.grouped(stretch.rows)) ("
            + Figures.percentInterval(stretch.churnRateLower, stretch.churnRateUpper) + ")",
          Figures.percent(stretch.churnRateWithout),
          Figures.fixed(stretch.lift, decimals: 2) + interval,
          stretch.adjustedP.map { BasketsPage.chance($0) } ?? "–",
        ]
      })
  }

  private func transitions(_ view: SequenceView, _ number: Int) -> PageFigure? {
    let flow = view.transitions
    guard flow.steps.count > 1 else { return nil }
    let columns = flow.steps + ["left"]
    let rows = flow.steps.enumerated().map { place, step in
      let total = flow.counts[place].reduce(0, +) + flow.left[place]
      let shares = flow.shares[place] + [flow.leftShares[place]]
      let counts = flow.counts[place] + [flow.left[place]]
      return HeatMapChart.Row(
        label: step, note: Figures.grouped(total),
        cells: zip(columns, zip(shares, counts)).map { column, cell in
          guard let share = cell.0 else { return .blank }
          return HeatMapChart.Cell(
            value: share, text: Figures.fixed(share * 100, decimals: 0),
            tip:
              "\(step), then \(column): \(Figures.grouped(cell.1)) of \(Figures.grouped(total)), "
              + Figures.percent(share, decimals: 1))
        })
    }
    let most = (flow.shares.flatMap(\.self) + flow.leftShares).compactMap(\.self).max() ?? 1
    let leaving = zip(flow.steps, flow.leftShares).map { "\($0) \(Figures.percent($1))" }
    let chart = HeatMapChart(
      title: "What follows what, by \(view.of)",
      summary: "Share of each next step. Left after: \(leaving.joined(separator: "; ")).",
      rowTitle: "After", noteTitle: "times", columnTitle: "came next, in per cent",
      columns: columns, rows: rows,
      legend: HeatMapChart.Legend(
        least: "0 %", most: Figures.percent(most, decimals: 0), blank: "never seen in time"))
    return PageFigure(
      id: "flow-\(number)", chart: chart,
      text:
        "A row adds up to 100: the share of each next step, and of customers who left after it.",
      table: HTMLTable(
        caption: "Transitions by \(view.of)",
        columns: [.text("After")] + columns.map { .number($0) },
        rows: flow.steps.indices.map { place in
          [flow.steps[place]] + (flow.counts[place] + [flow.left[place]]).map(Figures.grouped)
        }))
  }

  private func order(_ flow: SequenceView.Transitions) -> String {
    guard let statistic = flow.orderStatistic, let freedom = flow.orderDegreesOfFreedom,
      let p = flow.orderP
    else { return "" }
    var text =
      "Order 1 against order 0: G² = \(Figures.fixed(statistic, decimals: 1)) on "
      + "\(Figures.grouped(freedom)) degrees of freedom, p \(BasketsPage.chance(p))."
    if let within = flow.orderWithinCustomersP, let shuffles = flow.shuffles {
      text +=
        " Against \(shuffles) shuffles within customers, which leave their taste alone: p "
        + "\(Figures.fixed(within, decimals: 3))."
    }
    return text
  }

  // MARK: - Basis

  private var cutoffs: PageSection? {
    PageSection(
      id: "cutoffs", title: "Who was compared",
      body: PageSection.paragraph(
        "\(Figures.grouped(report.churned)) of \(Figures.grouped(report.rows)) "
          + "(\(Figures.percentInterval(report.churnRateLower, report.churnRateUpper))) stayed "
          + "silent.")
        + HTMLTable(
          caption: "Customers active at each cutoff",
          columns: [
            .text("Cutoff"), .number("Customers"), .number("Churned"), .number("Churn rate"),
          ],
          rows: report.cutoffs.map {
            [
              "\($0.day)", Figures.grouped($0.customers), Figures.grouped($0.churned),
              $0.customers > 0
                ? Figures.percent(Double($0.churned) / Double($0.customers)) : "–",
            ]
          }
        ).markup)
  }

  private var meanings: PageSection? {
    PageSection(
      id: "meanings", title: "What the figures mean",
      body: PageSection.list(SequenceReport.meanings.map { "\($0.name): \($0.meaning)." }))
  }

  private var notes: PageSection? {
    report.notes.isEmpty
      ? nil : PageSection(id: "notes", title: "Notes", body: PageSection.list(report.notes))
  }
}
