internal import Churn

/// When customers leave and why.
extension SurvivalPage {
  /// Groups whose hazards are drawn.
  private static let mostHazards = 3
  /// Groups whose reasons are drawn.
  private static let mostIncidences = 4
  private static let month = 30.4375

  /// What a rate is multiplied by, and of what it then is.
  private var rateUnit: (factor: Double, words: String) {
    switch report.meaning.unit.lowercased() {
    case "days", "day": (Self.month, "a month")
    case "weeks", "week": (Self.month / 7, "a month")
    case "months", "month": (1, "a month")
    case "years", "year": (1, "a year")
    default: (1, "a unit of time")
    }
  }

  var hazards: PageSection? {
    let shown = report.groups.prefix(Self.mostHazards).filter { !$0.hazard.isEmpty }
    let (factor, words) = rateUnit
    let roles: [SVG.Role] = [.first, .second, .third]
    let verb = isOrder ? "order" : "leave"
    let series = shown.enumerated().map { place, group in
      LineChart.Series(
        name: group.name,
        points: group.hazard.map {
          LineChart.Point(
            ($0.from + $0.to) / 2, $0.rate * factor, lower: $0.lower * factor,
            upper: $0.upper * factor)
        }, role: roles[place], style: .linkedDots, label: shown.count > 1 ? .end : .none)
    }
    // Intervals of hardly any time reach far beyond all rates, and are cut.
    guard let top = series.flatMap(\.points).map(\.y).max().map({ 1.3 * $0 }), top > 0 else {
      return nil
    }
    let end = report.groups.map(\.watchedUntil).max() ?? 1
    let figure = PageFigure(
      id: "hazard",
      chart: LineChart(
        title: "How fast customers \(verb), by tenure",
        summary: shown.map { group in
          let peak = group.hazard.max { $0.rate < $1.rate }
          return peak.map {
            "\(group.name): most from \(Self.number($0.from)) to \(Self.number($0.to)), "
              + "\(Figures.percent($0.rate * factor)) \(words)."
          } ?? ""
        }.joined(separator: " "),
        x: ChartScale(title: timeTitle, values: 0...max(end, 1e-9), format: .number),
        y: ChartScale(
          title: "\(verb) per 100 customers \(words)", values: Axis.round([0, top]),
          format: .percent), series: series),
      text:
        "Exits over the time that customers were watched in each interval; bars are \(levelText) "
        + "intervals.", table: hazardTable(factor, words))
    var body = figure.markup
    if report.groups.count > Self.mostHazards {
      body += PageSection.paragraph("The first \(Self.mostHazards) groups are drawn.")
    }
    return PageSection(
      id: "when", title: isOrder ? "When they order again" : "When they leave", body: body)
  }

  private func hazardTable(_ factor: Double, _ words: String) -> HTMLTable {
    HTMLTable(
      caption: "Exits per 100 customers \(words), by tenure",
      columns: [
        .text(report.groupedBy ?? "Group"), .text("Tenure"), .number("Exits"), .number("Rate"),
        .number("\(levelText) interval"),
      ],
      rows: report.groups.flatMap { group in
        group.hazard.map { interval in
          [
            group.name, "\(Self.number(interval.from)) to \(Self.number(interval.to))",
            Self.number(interval.events), Figures.percent(interval.rate * factor, decimals: 2),
            Figures.percentInterval(interval.lower * factor, interval.upper * factor),
          ]
        }
      })
  }

  var reasons: PageSection? {
    let shown = report.groups.prefix(Self.mostIncidences).filter { !$0.incidence.isEmpty }
    guard !shown.isEmpty else { return nil }
    let end = report.groups.map(\.watchedUntil).max() ?? 1
    let top = shown.flatMap(\.incidence).compactMap { $0.curve.last?.share }.max() ?? 0
    var body = PageSection.paragraph(
      "Reasons compete: who has left for one cannot leave for another. Shares of all reasons and of "
        + "those still there add up to 100 %.")
    for (place, group) in shown.enumerated() {
      body += reasonFigure(group, place, end: end, top: top).markup
    }
    if report.groups.count > shown.count {
      body += PageSection.paragraph("The first \(shown.count) groups are drawn.")
    }
    return PageSection(id: "why", title: "Why they leave", body: body)
  }

  private func reasonFigure(
    _ group: SurvivalReport.Group, _ place: Int, end: Double, top: Double
  ) -> PageFigure {
    let order = group.incidence.indices.sorted {
      let (first, second) = (group.incidence[$0].events, group.incidence[$1].events)
      return first != second ? first > second : $0 < $1
    }
    let ranked = order.prefix(StepChart.mostSeries).map { group.incidence[$0] }
    let name = report.groupedBy == nil ? "" : ": \(group.name)"
    return PageFigure(
      id: "reasons-\(place)",
      chart: StepChart(
        title: "Share that has left, by reason\(name)",
        summary: ranked.map {
          "\($0.reason) \(Figures.percent($0.curve.last?.share ?? 0))"
        }.joined(separator: "; ") + ".",
        x: ChartScale(title: timeTitle, values: 0...max(end, 1e-9), format: .number),
        y: ChartScale(
          title: "share that has left", values: Axis.round([0, max(top, 0.01)]), format: .percent),
        series: ranked.map { incidence in
          var points = incidence.curve.map {
            StepChart.Point(x: $0.time, y: $0.share, lower: $0.lower, upper: $0.upper)
          }
          if let last = points.last, last.x < group.watchedUntil {
            points.append(
              StepChart.Point(
                x: group.watchedUntil, y: last.y, lower: last.lower, upper: last.upper))
          }
          return StepChart.Series(name: incidence.reason, start: 0, points: points)
        }),
      text: "Cumulative incidence by Aalen and Johansen, with \(levelText) bands, "
        + "\(report.bands) scale.",
      table: HTMLTable(
        caption: "Exits by reason\(name)",
        columns: [.text("Reason"), .number("Exits")]
          + report.times.map { .number("By \(Self.number($0))") },
        rows: group.incidence.map { incidence in
          [incidence.reason, Self.number(incidence.events)]
            + report.times.map { time in
              time <= group.watchedUntil || group.curve.last?.survival == 0
                ? Figures.percent(incidence.curve.last { $0.time <= time }?.share ?? 0) : "–"
            }
        }))
  }
}
