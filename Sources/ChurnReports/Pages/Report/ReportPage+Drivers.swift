internal import Churn

/// What the model goes by: drivers with their direction, and rules to read.
extension ReportPage {
  var drivers: Part {
    guard let drivers = details?.drivers, !drivers.isEmpty else {
      return .absent("No drivers: the model gives every customer the same probability.")
    }
    var body = PageSection.paragraph(
      "These features move the probabilities most. They say what the model goes by, not what makes "
        + "customers leave.")
    body += importanceFigure(drivers).markup
    body += curves(drivers)
    body += driverTable(drivers).folded("The numbers of these pictures: what drives the model")
    return .shown(PageSection(id: "drivers", title: "What drives the model", body: body))
  }

  private static func words(_ direction: Driver.Direction) -> String {
    switch direction {
    case .rises: "more raises the risk"
    case .falls: "more lowers the risk"
    case .mixed: "both ways"
    }
  }

  /// Which way, or that there is none because the values are names.
  private static func words(_ driver: Driver) -> String {
    driver.points.contains { $0.value != nil } ? words(driver.direction) : "a name"
  }

  /// What a feature is; a column of a ready table says it by its own name.
  private static func meaning(_ driver: Driver, isTable: Bool) -> String {
    if isTable { return driver.feature }
    // What follows is for those who want to compute it themselves; the table has it all.
    let ends = [": ", " (", ", (", ";"].compactMap { driver.definition.firstRange(of: $0) }
    guard let end = ends.map(\.lowerBound).min(), end > driver.definition.startIndex else {
      return driver.definition
    }
    return String(driver.definition[..<end])
  }

  private static func role(_ direction: Driver.Direction) -> SVG.Role {
    switch direction {
    case .rises: .up
    case .falls: .down
    case .mixed: .total
    }
  }

  private func importanceFigure(_ drivers: [Driver]) -> PageFigure {
    let chart = BarChart(
      title: "How far each feature moves a customer’s probability, on average",
      summary: drivers.map {
        "\($0.feature): \(Figures.fixed($0.importance * 100, decimals: 1)) points, "
          + Self.words($0)
      }.joined(separator: "; ") + ".",
      axisTitle: "percentage points, up or down", format: .number,
      bars: drivers.map {
        BarChart.Bar(
          heading: isTable ? "" : $0.feature, label: Self.meaning($0, isTable: isTable),
          value: $0.importance * 100,
          text: Figures.fixed($0.importance * 100, decimals: 1) + Self.arrow($0.direction),
          role: Self.role($0.direction))
      })
    return PageFigure(
      id: "importance", chart: chart,
      text: "Orange ↗: the more, the higher the risk. Blue ↘: the more, the lower. "
        + "Grey: both ways, or a name.")
  }

  private static func arrow(_ direction: Driver.Direction) -> String {
    switch direction {
    case .rises: " ↗"
    case .falls: " ↘"
    case .mixed: ""
    }
  }

  // MARK: - Curves

  /// One small picture for each driver, all on one scale.
  private func curves(_ drivers: [Driver]) -> String {
    let probabilities = drivers.flatMap { $0.points.map(\.probability) }
    let round = Axis.round(probabilities)
    let range = max(0, round.lowerBound)...max(min(1, round.upperBound), 0.01)
    let pictures = drivers.enumerated().compactMap { place, driver -> String? in
      guard driver.points.count > 1 else { return nil }
      let id = "driver-\(place + 1)"
      return """
        <figure>
        <figcaption class="title"><strong>\(Markup.escaped(Self.meaning(driver, isTable: isTable)))</strong>\
        <span>\(Markup.escaped(Self.words(driver)))</span></figcaption>
        \(picture(driver, range).svg(width: 250).element(id: id, cssClass: "small"))\
        </figure>

        """
    }
    guard !pictures.isEmpty else { return "" }
    return """
      <p class="chart-lead"><strong>How the probability goes with each of them</strong> \
      <span>Mean probability if all customers had the value below and stayed as they are in \
      everything else. Values stand at equal steps, each for about as many customers; a diamond \
      stands for a missing value.</span></p>
      <div class="multiples">
      \(pictures.joined())</div>

      """
  }

  private func picture(_ driver: Driver, _ range: ClosedRange<Double>) -> any Chart {
    let title = "Churn probability by \(driver.feature)"
    let summary =
      "\(Self.meaning(driver, isTable: isTable)): "
      + driver.points.map { "\($0.label): \(Figures.percent($0.probability))" }
      .joined(separator: "; ") + "."
    let numbers = driver.points.filter { $0.value != nil }
    if numbers.isEmpty {
      return BarChart(
        title: title, summary: summary, axisTitle: "probability of churn", format: .percent,
        bars: driver.points.map {
          BarChart.Bar(
            label: $0.label, value: $0.probability, text: Figures.percent($0.probability),
            role: .total)
        }, most: range.upperBound)
    }
    let missing = driver.points.first { $0.value == nil }
    return DependenceChart(
      title: title, summary: summary, xTitle: driver.feature,
      points: numbers.map {
        DependenceChart.Point(label: $0.label, probability: $0.probability)
      },
      missing: missing.map {
        DependenceChart.Point(label: $0.label, probability: $0.probability)
      }, range: range, role: Self.role(driver.direction))
  }

  private func driverTable(_ drivers: [Driver]) -> HTMLTable {
    HTMLTable(
      caption: "Drivers: mean push in percentage points, direction, and the curve",
      columns: [
        .text("Feature"), .number("Points"), .text("Direction"), .text("Probability by value"),
      ],
      rows: drivers.map { driver in
        [
          isTable ? driver.feature : "\(driver.feature): \(driver.definition)",
          Figures.fixed(driver.importance * 100, decimals: 2), Self.words(driver),
          driver.points.map { "\($0.label): \(Figures.percent($0.probability))" }
            .joined(separator: "; "),
        ]
      })
  }

  // MARK: - Rules

  /// The rules shown of the riskiest and of the safest customers.
  private static let mostRisky = 5
  private static let mostSafe = 2

  var tree: Part {
    guard !rules.isEmpty else {
      return .absent("No rules: the bundle holds no tree.")
    }
    let shown =
      rules.count <= Self.mostRisky + Self.mostSafe
      ? rules : Array(rules.prefix(Self.mostRisky)) + Array(rules.suffix(Self.mostSafe))
    let left = rules.count - shown.count
    var body = PageSection.paragraph(
      isRuleChampion
        ? "The champion is a decision tree; these rules are the model itself."
        : "A small tree, fitted to the same customers for reading only: the champion does not "
          + "score by it.")
    body +=
      HTMLTable(
        caption: "Rules by churn rate among the training rows (a customer counts once at each "
          + "cutoff)",
        columns: [
          .text("Customers with"), .number("Share of all"), .number("Left"), .number("Lift"),
        ],
        rows: shown.map { rule in
          [
            rule.conditions.isEmpty ? "everybody" : rule.conditions.joined(separator: "; "),
            Figures.percent(rule.share), Figures.percent(rule.rule.churnRate),
            Figures.fixed(rule.lift, decimals: 2),
          ]
        }
      ).markup
    let more =
      left > 0 ? "\(Figures.count(left, "rule", "rules")) in between are not shown; " : ""
    body += PageSection.paragraph("\(more)churn rules prints them all.")
    return .shown(PageSection(id: "rules", title: "Rules to read", body: body))
  }
}
