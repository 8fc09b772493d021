internal import Churn

/// Segments and other cuts as tables, and churn rates as a picture.
extension SegmentsPage {
  var segments: PageSection? {
    var body = PageSection.paragraph(report.churnMeaning)
    body += PageSection.paragraph(words(report.difference))
    body += churnFigure("segments", "Churn rate by segment", report.segments)
    body += table("Segments", "Segment", report.segments)
    body += rules(report.segments)
    return PageSection(id: "segments", title: "Segments", body: body)
  }

  var cuts: [PageSection?] {
    report.cuts.enumerated().map { place, cut in
      let title = Self.title(cut.by)
      var body = PageSection.paragraph(words(cut.difference))
      body += churnFigure("cut-\(place)", "Churn rate by \(title.lowercased())", cut.segments)
      body += table(title, title, cut.segments)
      body += cut.by == "cluster" ? "" : rules(cut.segments)
      return PageSection(id: "by-\(place)", title: title, body: body)
    }
  }

  private static func title(_ column: String) -> String {
    switch column {
    case "stage": "Stage of life"
    case "value_tier": "Value tier"
    case "cluster": "Cluster"
    default: column
    }
  }

  /// What segments are, where somebody said.
  private func rules(_ segments: [SegmentReport.Segment]) -> String {
    PageSection.list(
      segments.filter { $0.rule != nil || $0.meaning != nil }.map { segment in
        "\(segment.name): "
          + [segment.meaning, segment.rule.map { "(\($0))" }].compactMap(\.self)
          .joined(separator: " ")
      })
  }

  /// Who is in segments and what they bring.
  func table(_ caption: String, _ title: String, _ segments: [SegmentReport.Segment]) -> String {
    let hasMoney = report.revenue != nil
    var columns: [HTMLTable.Column] = [.text(title), .number("Customers"), .number("Share")]
    if hasMoney { columns += [.number("Revenue"), .number("Share")] }
    columns += [.number("Last order"), .number("Orders")]
    if hasMoney { columns.append(.number("Value")) }
    let rows = segments.map { segment in
      var cells = [
        segment.name, Figures.grouped(segment.customers), Figures.percent(segment.share),
      ]
      if hasMoney {
        cells += [
          segment.revenue.map(Figures.money) ?? "–", Figures.percent(segment.revenueShare),
        ]
      }
      cells += [
        segment.medianRecencyDays.map { "\(Figures.fixed($0, decimals: 0)) d ago" } ?? "–",
        Figures.fixed(segment.ordersPerCustomer, decimals: 1),
      ]
      if hasMoney { cells.append(segment.meanValue.map(Figures.money) ?? "–") }
      return cells
    }
    return HTMLTable(
      caption: "\(caption): last order is the median, orders and value are a customer's on average",
      columns: columns, rows: rows
    ).markup
  }

  /// Churn rates with what they are made of.
  private func churnTable(_ title: String, _ segments: [SegmentReport.Segment]) -> HTMLTable {
    HTMLTable(
      caption: title,
      columns: [
        .text("Segment"), .number("Churned"), .number("Of"), .number("Churn rate"),
        .number("95 % interval"),
      ],
      rows: segments.map { segment in
        [
          segment.name, segment.churned.map(Figures.grouped) ?? "–",
          segment.churnCustomers.map(Figures.grouped) ?? "–", Figures.percent(segment.churnRate),
          interval(segment),
        ]
      })
  }

  private func interval(_ segment: SegmentReport.Segment) -> String {
    guard let lower = segment.churnRateLower, let upper = segment.churnRateUpper else { return "–" }
    return Figures.percentInterval(lower, upper)
  }

  /// Churn rates with their intervals; nothing where none is known.
  func churnFigure(_ id: String, _ title: String, _ segments: [SegmentReport.Segment]) -> String {
    let rows = segments.compactMap { segment -> RangeChart.Row? in
      guard let rate = segment.churnRate else { return nil }
      return RangeChart.Row(
        label: segment.name, value: rate, lower: segment.churnRateLower,
        upper: segment.churnRateUpper, text: Figures.percent(rate, decimals: 0))
    }
    guard rows.count > 1 else { return "" }
    let churned = segments.reduce(0) { $0 + ($1.churned ?? 0) }
    let then = segments.reduce(0) { $0 + ($1.churnCustomers ?? 0) }
    let worst = segments.max { ($0.churnRate ?? 0) < ($1.churnRate ?? 0) }
    let summary =
      "Churn rates of \(rows.count) segments with intervals; the highest is "
      + "\(Figures.percent(worst?.churnRate)) of \(worst?.name ?? "")."
    return PageFigure(
      id: id,
      chart: RangeChart(
        title: title, summary: summary,
        axisTitle: "share without an order in \(report.horizonDays) days", format: .percent,
        rows: rows,
        reference: then > 0
          ? RangeChart.Reference(value: Double(churned) / Double(then), name: "all") : nil,
        leastRange: 0...1, bounds: 0...1),
      text: "Dots are shares, lines their 95 % intervals.", table: churnTable(title, segments)
    ).markup
  }

  // MARK: - Habits and saved conditions

  var habits: PageSection? { marks("habits", "Habits", report.habits) }
  var saved: PageSection? { marks("saved", "Saved conditions", report.saved) }

  private func marks(_ id: String, _ title: String, _ marks: [SegmentReport.Mark]) -> PageSection? {
    guard !marks.isEmpty else { return nil }
    let rows = marks.map { mark in
      [
        mark.segment.name, mark.segment.rule ?? "", Figures.grouped(mark.segment.customers),
        Figures.percent(mark.segment.share), Figures.percent(mark.segment.churnRate),
        interval(mark.segment), Figures.percent(mark.churnRateOfOthers),
      ]
    }
    return PageSection(
      id: id, title: title,
      body: HTMLTable(
        caption: title,
        columns: [
          .text("Name"), .text("Rule"), .number("Customers"), .number("Share"),
          .number("Churn rate"), .number("95 % interval"), .number("Of the others"),
        ], rows: rows
      ).markup)
  }
}
