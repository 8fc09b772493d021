internal import Churn
internal import ChurnData

/// What was learned from: data, exclusions, and the cutoffs in time.
extension ReportPage {
  var data: Part {
    var body = PageSection.paragraph(
      "In this report a customer has left who \(churnMeaning). \(eligibility)")
    if !columns.isEmpty {
      body += PageSection.paragraph("Columns used: \(columns.joined(separator: "; ")).")
    }
    body += PageSection.paragraph(
      "The model goes by \(Figures.count(manifest.features.count, "feature", "features")) of each "
        + "customer; MODEL_CARD.md in the bundle defines them all.")
    if report.rowsByReason.isEmpty {
      body += PageSection.paragraph("Every row of the data was used.")
    } else {
      let reasons = report.rowsByReason.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      body +=
        HTMLTable(
          caption: "Not used, and why",
          columns: [.text("Reason"), .number("Rows or customers")],
          rows: reasons.map { [$0.key, Figures.grouped($0.value)] }
        ).markup
    }
    return .shown(PageSection(id: "data", title: "What the model learned from", body: body))
  }

  /// Who is judged, in a sentence.
  private var eligibility: String {
    guard let orders = manifest.orders else {
      return "Every row of the table with a known label is a customer."
    }
    var parts: [String] = []
    if let days = orders.eligibility.activeWithinDays {
      parts.append("whose last order is at most \(Figures.count(days, "day", "days")) old")
    }
    if orders.eligibility.minTenureDays > 0 {
      let days = Figures.count(orders.eligibility.minTenureDays, "day", "days")
      parts.append("whose first order is at least \(days) old")
    }
    guard !parts.isEmpty else { return "Every customer with an order is judged." }
    return "Only customers are judged \(parts.joined(separator: " and ")) at the cutoff."
  }

  private var columns: [String] {
    if let table = manifest.table {
      return [
        ("label", table.label), ("id", table.id), ("value", table.value), ("time", table.time),
      ]
      .compactMap { role, name in name.map { "\(role) “\($0)”" } }
    }
    guard let mapping = manifest.orders?.mapping else { return [] }
    var columns = mapping.roles.compactMap { role in
      mapping[role].map { "\(role.rawValue) “\($0)”" }
    }
    let attributes = manifest.orders?.attributes ?? []
    if !attributes.isEmpty {
      columns.append(
        "of the customers file " + attributes.map { "“\($0)”" }.joined(separator: ", "))
    }
    return columns
  }

  // MARK: - Cutoffs

  var timeline: Part {
    guard let orders = manifest.orders, !orders.trainingCutoffs.isEmpty else {
      return .absent("No timeline of cutoffs: a ready table has one row for each customer.")
    }
    let calibrations = orders.calibrationCutoffs ?? [orders.calibrationCutoff]
    var cutoffs = orders.trainingCutoffs.map { cutoff in
      let isOnly = cutoff == orders.testCutoff
      let use = calibrations.contains(cutoff) ? "teaches, calibrates" : "teaches"
      return (cutoff, isOnly ? "teaches, tests" : use, SVG.Role.first)
    }
    cutoffs += calibrations.filter { !orders.trainingCutoffs.contains($0) }
      .map { ($0, "calibrates", .third) }
    if !orders.trainingCutoffs.contains(orders.testCutoff) {
      cutoffs.append((orders.testCutoff, "tests", .second))
    }
    let rows = cutoffs.map { cutoff, use, role in
      TimelineChart.Row(
        label: cutoff.day.description, cutoff: cutoff.day.number,
        window: orders.horizon.start(from: cutoff).number..<orders.horizon.end(from: cutoff).number,
        use: use, role: role)
    }
    let first = cutoffs.map(\.0.day.number).min() ?? 0
    let last = rows.map(\.window.upperBound).max() ?? first
    let days = Figures.count(orders.horizon.days, "day", "days")
    let chart = TimelineChart(
      title: "Each cutoff looks back at all orders before it, and is asked about \(days) after it",
      summary: "Cutoffs on an axis of time. "
        + rows.map { "\($0.label) \($0.use)" }.joined(separator: "; ")
        + ".",
      rows: rows, span: (first - max(30, orders.horizon.days))...last)
    let figure = PageFigure(
      id: "timeline", chart: chart,
      text: "Thin: the past that features are computed from. Thick: the days in which ordering "
        + "or not decides who has left. \(testSentence(orders))",
      table: cutoffTable)
    return .shown(
      PageSection(
        id: "cutoffs", title: "Learned on the past, tested on later days",
        body: figure.markup))
  }

  private func testSentence(_ orders: Manifest.Orders) -> String {
    orders.trainingCutoffs.contains(orders.testCutoff)
      ? "The history has room for one cutoff only: other customers of it test the model."
      : "The test window was never learned from."
  }

  private var cutoffTable: HTMLTable {
    HTMLTable(
      caption: "Cutoffs, what they are used for, and who left in the window after them",
      columns: [
        .text("Cutoff"), .text("Used for"), .number("Customers"), .number("Left"),
        .number("Share"),
      ],
      rows: report.snapshots.map { snapshot in
        [
          snapshot.at?.description ?? "–", snapshot.role, Figures.grouped(snapshot.rows),
          Figures.grouped(snapshot.churners),
          snapshot.rows > 0
            ? Figures.percent(Double(snapshot.churners) / Double(snapshot.rows)) : "–",
        ]
      })
  }
}
