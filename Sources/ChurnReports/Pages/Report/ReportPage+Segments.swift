internal import Churn
internal import ChurnData

/// Where the model fits and where it does not: segments, groups, cutoffs.
extension ReportPage {
  /// What divides customers without having been asked for.
  private static let ownDivisions = ["stage", "risk band"]

  var segments: Part {
    let figures = (details?.segments ?? []).filter { Self.ownDivisions.contains($0.by) }
    guard !figures.isEmpty else {
      return .absent("No segments: the data give no lifecycle stages.")
    }
    let body = Self.divisions(figures).map { by in
      segmentFigure(figures.filter { $0.by == by }, by: by, id: Self.identifier("segment", by))
        .markup
    }.joined()
    return .shown(PageSection(id: "segments", title: "Segment by segment", body: body))
  }

  var groups: Part {
    let figures = (details?.segments ?? []).filter { !Self.ownDivisions.contains($0.by) }
    guard !figures.isEmpty else {
      return .absent(
        "No groups are compared: none were chosen. With --groups and the names of columns, such as "
          + "--groups region, the report says for each group whether the model tells too much or "
          + "too little, and how many of it are contacted.")
    }
    var body = PageSection.paragraph(
      "For the groups that were asked for: whether as many left as was told, and how many of each "
        + "group are among the riskiest tenth of all. If a group is told too much, it is contacted "
        + "more often than it should be.")
    for (place, by) in Self.divisions(figures).enumerated() {
      body += segmentFigure(figures.filter { $0.by == by }, by: by, id: "group-\(place + 1)").markup
    }
    return .shown(PageSection(id: "groups", title: "Fair to the chosen groups?", body: body))
  }

  /// What divides the customers, in the order of the figures.
  private static func divisions(_ figures: [SegmentFigures]) -> [String] {
    var divisions: [String] = []
    for figure in figures where !divisions.contains(figure.by) { divisions.append(figure.by) }
    return divisions
  }

  private static func identifier(_ kind: String, _ by: String) -> String {
    by == "stage" ? "\(kind)-stage" : "\(kind)-band"
  }

  private static func fit(_ segment: SegmentFigures) -> String {
    if segment.isCalibrated { return "fits" }
    return segment.meanProbability > segment.upper ? "too much" : "too little"
  }

  private func segmentFigure(
    _ figures: [SegmentFigures], by: String, id: String
  ) -> PageFigure {
    let name = by == "stage" ? "lifecycle stage" : by
    let off = figures.filter { !$0.isCalibrated }
    let chart = RangeChart(
      title: "Told and happened, by \(name)",
      summary: figures.map {
        "\($0.name): \(Figures.percent($0.churnRate)) of \(Figures.grouped($0.rows)) left "
          + "(\(Figures.percentInterval($0.lower, $0.upper))), "
          + "\(Figures.percent($0.meanProbability)) told"
      }.joined(separator: "; ") + ".",
      axisTitle: "share that left; diamond: told", format: .percent,
      rows: figures.map {
        RangeChart.Row(
          heading: Figures.count($0.rows, "customer", "customers"), label: $0.name,
          value: $0.churnRate, lower: $0.lower, upper: $0.upper, compared: $0.meanProbability,
          text: Self.fit($0), role: $0.isCalibrated ? .first : .up, isBold: false)
      }, leastRange: 0...0.1, bounds: 0...1)
    return PageFigure(
      id: id, chart: chart,
      text:
        "Dots with 95 % intervals: what happened on the test. Diamonds: what was told, too much or "
        + "too little where it lies outside of the interval. "
        + (off.isEmpty
          ? "All diamonds lie within the intervals."
          : "\(Figures.grouped(off.count)) of \(Figures.grouped(figures.count)) diamonds lie "
            + "outside; about one in twenty does by chance."),
      table: HTMLTable(
        caption: "The model on the test, by \(name)",
        columns: [
          .text(name), .number("Customers"), .number("Left"), .number("95 % interval"),
          .number("Told"), .number("ROC-AUC"), .number("Slope"),
          .number("Among the riskiest tenth"),
        ],
        rows: figures.map {
          [
            $0.name, Figures.grouped($0.rows), Figures.percent($0.churnRate),
            Figures.percentInterval($0.lower, $0.upper), Figures.percent($0.meanProbability),
            Figures.fixed($0.rocAUC), Figures.fixed($0.calibrationSlope, decimals: 2),
            Figures.percent($0.shareContactedAt10),
          ]
        }))
  }

  // MARK: - Stability

  var stability: Part {
    let origins = details?.origins ?? []
    guard !origins.isEmpty else {
      return .absent(
        isTable
          ? "No comparison over time: a ready table is of one time."
          : "No comparison over time: there is no earlier cutoff to be judged at.")
    }
    var body = PageSection.paragraph(
      "Had the model been trained before each of these cutoffs, from what was known then, this is "
        + "how it would have done in the days after.")
    body += levelFigure(origins).markup
    body += rankingFigure(origins)?.markup ?? ""
    return .shown(PageSection(id: "stability", title: "Does it hold over time?", body: body))
  }

  private func dayScale(_ origins: [OriginFigures]) -> ChartScale {
    let days = origins.map { Double($0.at.number) }
    let first = days.min() ?? 0
    let last = days.max() ?? 0
    // A single cutoff stands in the middle.
    let room = max(10, (last - first) * 0.04)
    return ChartScale(
      title: "cutoff", values: (first - room)...(last + room), format: .day)
  }

  private func levelFigure(_ origins: [OriginFigures]) -> PageFigure {
    let values = origins.flatMap { [$0.churnRate, $0.meanProbability] }
    let round = Axis.round(values + [0])
    let chart = LineChart(
      title: "Told and happened, cutoff by cutoff",
      summary: origins.map {
        "\($0.at): \(Figures.percent($0.meanProbability)) told, \(Figures.percent($0.churnRate)) left"
      }.joined(separator: "; ") + ".",
      x: dayScale(origins),
      y: ChartScale(
        title: "share of customers", values: 0...min(1, max(round.upperBound, 0.01)),
        format: .percent),
      series: [
        LineChart.Series(
          name: "left",
          points: origins.map { LineChart.Point(Double($0.at.number), $0.churnRate) },
          role: .first, style: .linkedDots),
        LineChart.Series(
          name: "told",
          points: origins.map { LineChart.Point(Double($0.at.number), $0.meanProbability) },
          role: .second, style: .linkedDots),
      ])
    return PageFigure(
      id: "levels", chart: chart,
      text: "Where the lines part, the level of churn moved in a way that the past did not tell.",
      table: originTable(origins))
  }

  private func rankingFigure(_ origins: [OriginFigures]) -> PageFigure? {
    let points = origins.compactMap { origin in
      origin.rocAUC.map {
        LineChart.Point(
          Double(origin.at.number), $0, lower: origin.rocAUCLower, upper: origin.rocAUCUpper)
      }
    }
    guard !points.isEmpty else { return nil }
    let values = points.flatMap { [$0.y, $0.lower ?? $0.y, $0.upper ?? $0.y] } + [0.5]
    let round = Axis.round(values)
    let range = max(0, round.lowerBound)...min(1, max(round.upperBound, 0.6))
    let ends = [dayScale(origins).values.lowerBound, dayScale(origins).values.upperBound]
    let chart = LineChart(
      title: "Pairs ranked right, cutoff by cutoff",
      summary: origins.map {
        "\($0.at): " + ($0.rocAUC.map { Figures.percent($0) } ?? "not defined")
      }.joined(separator: "; ") + ". A toss of a coin ranks half of the pairs right.",
      x: dayScale(origins),
      y: ChartScale(
        title: "pairs ranked right (ROC-AUC)",
        values: range.lowerBound < range.upperBound ? range : 0...1, format: .percent),
      series: [
        LineChart.Series(
          name: "toss of a coin",
          points: [ends[0], (ends[0] + ends[1]) / 2, ends[1]].map { LineChart.Point($0, 0.5) },
          role: .muted, style: .dashed, label: .beside(0.5, isAbove: true)),
        LineChart.Series(
          name: "model", points: points, role: .first, style: .linkedDots, label: .none),
      ])
    return PageFigure(
      id: "ranking", chart: chart,
      text: "Bars are 95 % intervals.")
  }

  private func originTable(_ origins: [OriginFigures]) -> HTMLTable {
    HTMLTable(
      caption: "The champion’s kind over the cutoffs",
      columns: [
        .text("Cutoff"), .text("Used for"), .number("Customers"), .number("Left"),
        .number("Told"), .number("ROC-AUC"), .number("95 % interval"), .number("Log loss"),
        .number("Slope"),
      ],
      rows: origins.map { origin in
        let ends = origin.rocAUCLower.flatMap { low in
          origin.rocAUCUpper.map { Figures.interval(low, $0) }
        }
        return [
          "\(origin.at)", origin.role, Figures.grouped(origin.rows),
          Figures.percent(origin.churnRate), Figures.percent(origin.meanProbability),
          Figures.fixed(origin.rocAUC), ends ?? "–", Figures.fixed(origin.logLoss),
          Figures.fixed(origin.calibrationSlope, decimals: 2),
        ]
      })
  }
}
