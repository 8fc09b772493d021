public import Churn

/// How long customers stay, as a page: curves with bands, what tells groups apart, when they leave.
///
/// One file without network, scripts or outside fonts; for screens wide and narrow, light and dark,
/// and for print. What pictures show stands in tables beside them.
public struct SurvivalPage: Sendable {
  /// What was found.
  public let report: SurvivalReport

  /// Creates a page.
  public init(_ report: SurvivalReport) { self.report = report }

  /// The whole page.
  public var html: String {
    let sections = [curves, comparison, cox, hazards, reasons].compactMap { $0 }
    return HTMLPage(
      title: "How long customers stay",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined() + notes
    ).text
  }

  /// The unit with a blank before it; empty when it is not known.
  var unit: String { report.meaning.unit.isEmpty ? "" : " " + report.meaning.unit }
  /// What the axis of time is called.
  var timeTitle: String { report.meaning.unit.isEmpty ? "time" : report.meaning.unit }
  /// Whether the exits are orders, which are no loss.
  var isOrder: Bool { report.meaning.ending == "ordered again" }
  /// The share of intervals that hold the truth, as text.
  var levelText: String {
    let percent = report.level * 100
    return Figures.percent(report.level, decimals: percent == percent.rounded() ? 0 : 1)
  }

  /// A number with no more decimals than it needs.
  static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    if value == value.rounded(), abs(value) < 1e15 { return Figures.grouped(Int(value)) }
    return Figures.fixed(value, decimals: abs(value) >= 100 ? 1 : abs(value) >= 1 ? 2 : 4)
  }

  /// A probability in a sentence: `= 0.023`, `< 0.0001`.
  static func chance(_ p: Double) -> String {
    p < 0.0001 ? "< 0.0001" : "= \(Figures.fixed(p, decimals: 4))"
  }

  // MARK: - Parts

  private var header: String {
    let count = report.groups.reduce(0.0) { $0 + $1.n }
    let events = report.groups.reduce(0.0) { $0 + $1.events }
    var facts = [
      ("Lifetimes", Self.number(count)),
      (isOrder ? "Ordered again" : "Left", Self.number(events)),
    ]
    if report.groups.count == 1, let group = report.groups.first {
      facts.append(("Median", group.median.map { Self.number($0) + unit } ?? "not reached"))
      if let mean = group.restrictedMean, let until = group.restrictedMeanUntil {
        facts.append(("Mean up to \(Self.number(until))", Self.number(mean) + unit))
      }
    }
    let items = facts.map { name, value in
      "<div><dt>\(Markup.escaped(name))</dt><dd>\(Markup.escaped(value))</dd></div>"
    }
    let end = report.meaning.end.map { " · data up to \($0)" } ?? ""
    return """
      <header>
      <p class="kicker">Survival\(Markup.escaped(end))</p>
      <h1>How long customers stay</h1>
      <p>Time runs \(Markup.escaped(report.meaning.span))\
      \(unit.isEmpty ? "" : ", in\(Markup.escaped(unit))"). Whoever has not \
      \(isOrder ? "ordered again" : "left") yet counts as long as watched.</p>
      <dl class="facts">
      \(items.joined(separator: "\n"))
      </dl>
      </header>

      """
  }

  private var curves: PageSection {
    let shown = Array(report.groups.prefix(StepChart.mostSeries))
    let times = report.times
    let series = shown.enumerated().map { _, group in
      StepChart.Series(
        name: group.name, start: 1,
        points: group.curve.map {
          StepChart.Point(x: $0.time, y: $0.survival, lower: $0.lower, upper: $0.upper)
        }, atRisk: [Self.number(group.n)] + group.atTimes.map { Self.number($0.atRisk) })
    }
    let figure = PageFigure(
      id: "curves",
      chart: StepChart(
        title: isOrder ? "Share that has not ordered again" : "Share still there",
        summary: shown.map(inWords).joined(separator: " "),
        x: ChartScale(title: timeTitle, values: 0...end(shown), format: .number),
        y: ChartScale(
          title: isOrder ? "share that has not ordered again" : "share still there", values: 0...1,
          format: .percent), series: series, riskTimes: [0] + times),
      text: "Kaplan-Meier curves; the pale bands hold the truth at \(levelText) of all times, "
        + "\(report.bands) scale.",
      table: readings)
    var body = figure.markup
    if report.groups.count > shown.count {
      body += PageSection.paragraph(
        "\(Figures.count(report.groups.count - shown.count, "more group is", "more groups are")) in the "
          + "table only.")
    }
    return PageSection(id: "staying", title: "Who is still there", body: body + summary.markup)
  }

  /// The end of the axis of time.
  private func end(_ groups: [SurvivalReport.Group]) -> Double {
    let end = groups.map(\.watchedUntil).max() ?? 1
    return end > 0 ? end : 1
  }

  private func inWords(_ group: SurvivalReport.Group) -> String {
    let median =
      group.median.map {
        "half \(isOrder ? "have ordered again" : "are gone") by \(Self.number($0))"
      }
      ?? "fewer than half \(isOrder ? "order again" : "leave")"
    let last = group.atTimes.last { $0.survival != nil }
    let share =
      last.map { ", \(Figures.percent($0.survival)) are left after \(Self.number($0.time))" } ?? ""
    return "\(group.name): of \(Self.number(group.n)), \(median)\(share)."
  }

  private var summary: HTMLTable {
    let until = report.groups.compactMap(\.restrictedMeanUntil).first
    return HTMLTable(
      caption: "Curves by figures\(unit.isEmpty ? "" : ", in\(unit)")",
      columns: [
        .text(report.groupedBy ?? "Group"), .number("Lifetimes"),
        .number(isOrder ? "Ordered again" : "Left"), .number("Median"),
        .number("\(levelText) interval"), .number("Mean up to \(Self.number(until))"), .number("±"),
      ],
      rows: report.groups.map { group in
        [
          group.name, Self.number(group.n), Self.number(group.events),
          Self.number(group.median),
          "\(Self.number(group.medianLower)) to \(Self.number(group.medianUpper))",
          Figures.fixed(group.restrictedMean, decimals: 1),
          Figures.fixed(group.restrictedMeanStandardError, decimals: 1),
        ]
      })
  }

  private var readings: HTMLTable {
    HTMLTable(
      caption: "Share still there after some time, and its interval",
      columns: [
        .text(report.groupedBy ?? "Group"), .number("After"), .number("Share"),
        .number("\(levelText) interval"), .number("Watched"),
      ],
      rows: report.groups.flatMap { group in
        group.atTimes.map { reading in
          [
            group.name, Self.number(reading.time), Figures.percent(reading.survival),
            reading.lower.flatMap { low in
              reading.upper.map { Figures.percentInterval(low, $0) }
            } ?? "–", Self.number(reading.atRisk),
          ]
        }
      })
  }

  private var notes: String {
    """
    <footer>
    \(PageSection.list(report.notes))\
    <p>Bands and intervals hold the truth in \(levelText) of such samples, each at its own time; bands \
    are symmetric on the \(Markup.escaped(report.bands)) scale.</p>
    </footer>

    """
  }
}
