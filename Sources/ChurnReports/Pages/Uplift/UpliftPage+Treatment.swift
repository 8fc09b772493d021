internal import Churn

/// What is shown of one treatment.
extension UpliftPage {
  private typealias Treatment = UpliftReport.Treatment

  /// The part of a page about one treatment.
  func section(_ treatment: UpliftReport.Treatment, id: String) -> PageSection {
    var body = PageSection.list(Array(treatment.verdict.dropFirst()))
    body += curve(treatment, id: id).markup
    body += orders(treatment).markup
    body += deciles(treatment, id: id).markup
    body += targets(treatment).markup
    body += arms(treatment)
    return PageSection(id: id, title: treatment.name, body: body)
  }

  // MARK: - Pictures

  private func curve(_ treatment: Treatment, id: String) -> PageFigure {
    let points = treatment.curve
    func line(_ value: (UpliftReport.CurvePoint) -> Double?) -> [LineChart.Point] {
      points.compactMap { point in
        value(point).map { LineChart.Point(point.share, $0 * 1000) }
      }
    }
    let end = (points.last?.gains.first ?? 0) * 1000
    let uplift = line { $0.gains.first }
    let risk = line { $0.gains.last }
    let values = (uplift + risk).map(\.y) + [0, end]
    let chart = LineChart(
      title: "Gained by contacting so many, for 1,000 customers: \(treatment.name)",
      summary: "Gain for 1,000 customers, by uplift, by risk and at random: "
        + [20, 50, 80].compactMap { place in
          points.indices.contains(place) && uplift.count > place && risk.count > place
            ? "\(place) % contacted \(Figures.fixed(uplift[place].y, decimals: 1)), "
              + "\(Figures.fixed(risk[place].y, decimals: 1)) and "
              + "\(Figures.fixed(end * Double(place) / 100, decimals: 1))" : nil
        }.joined(separator: "; ") + ".",
      x: ChartScale(title: "share of customers contacted", values: 0...1, format: .percent),
      y: ChartScale(title: gainTitle, values: Axis.round(values), format: .number),
      series: [
        LineChart.Series(
          name: "at random", points: [LineChart.Point(0, 0), LineChart.Point(1, end)],
          role: .muted, style: .dashed, label: .none),
        LineChart.Series(
          name: "by risk", points: risk, role: .second,
          label: .beside(0.62, isAbove: false)),
        LineChart.Series(
          name: "by uplift", points: uplift, role: .first, label: .beside(0.35, isAbove: true)),
      ])
    return PageFigure(
      id: "\(id)-curve", chart: chart,
      text:
        "The uplift curve: how far it lies above the dashed line of random order is what an order "
        + "is worth. It may fall where contacting does harm.",
      table: HTMLTable(
        caption:
          "Gain for 1,000 customers by share contacted, and Radcliffe's curve for 1,000 contacted",
        columns: [
          .text("Contacted"), .number("By uplift"), .number("By risk"), .number("At random"),
          .number("Qini curve, by uplift"), .number("Qini curve, by risk"),
        ],
        rows: stride(from: 10, through: 100, by: 10).compactMap { place in
          guard points.indices.contains(place) else { return nil }
          let point = points[place]
          let thousand = { (gain: Double?) in Figures.fixed(gain.map { $0 * 1000 }, decimals: 1) }
          return [
            Figures.percent(point.share, decimals: 0), thousand(point.gains.first),
            thousand(point.gains.last), thousand(point.share * end / 1000),
            thousand(point.qini.first), thousand(point.qini.last),
          ]
        }))
  }

  private var gainTitle: String {
    report.lowerIsBetter ? "\(report.outcome) avoided" : "\(report.outcome) gained"
  }

  private func deciles(_ treatment: Treatment, id: String) -> PageFigure {
    let parts = treatment.deciles
    let came = parts.compactMap { part in
      part.uplift.map {
        LineChart.Point(
          Double(part.decile), $0.estimate, lower: $0.lower, upper: $0.upper)
      }
    }
    let told = parts.map { LineChart.Point(Double($0.decile), $0.told) }
    let values = came.flatMap { [$0.lower ?? $0.y, $0.upper ?? $0.y] } + told.map(\.y) + [0]
    let chart = LineChart(
      title: "Uplift by tenth of the customers: \(treatment.name)",
      summary: "Uplift told and come, by tenth: "
        + parts.map {
          "\($0.decile). \(size($0.told)) and \(size($0.uplift?.estimate))"
        }.joined(separator: "; ") + ".",
      x: ChartScale(
        title: "tenth by uplift told, 1 = highest", values: 0.5...10.5, format: .number),
      y: ChartScale(
        title: "uplift", values: Axis.round(values), format: isAmount ? .number : .percent),
      series: [
        LineChart.Series(
          name: "told", points: told, role: .muted, style: .dashed,
          label: .beside(0.2, isAbove: true)),
        LineChart.Series(name: "came", points: came, role: .first, style: .dots, label: .none),
      ])
    return PageFigure(
      id: "\(id)-tenths", chart: chart,
      text:
        "A dot is what contacting gained in a tenth, the bar its 95 % interval; the dashed line is "
        + "what was told.",
      table: HTMLTable(
        caption: "Outcome of the contacted and of those left alone, by tenth of told uplift",
        columns: [
          .text("Tenth"), .number("Told"), .number("Contacted"), .number("of"),
          .number("Left alone"), .number("of"), .number("Came"), .number("95 %"),
        ],
        rows: parts.map { part in
          [
            "\(part.decile)", size(part.told), size(part.treatedMean),
            Figures.money(part.treatedRows.rounded()), size(part.controlMean),
            Figures.money(part.controlRows.rounded()), size(part.uplift?.estimate),
            part.uplift.map { "\(size($0.lower)) to \(size($0.upper))" } ?? "–",
          ]
        }))
  }

  // MARK: - Tables

  private func orders(_ treatment: Treatment) -> HTMLTable {
    func area(_ estimate: Double, _ interval: [Double]?) -> String {
      Figures.fixed(estimate, decimals: 4)
        + (interval.map { " (\(Figures.interval($0[0], $0[1], decimals: 4)))" } ?? "")
    }
    return HTMLTable(
      caption:
        "What each order of the customers is worth, with 95 % intervals; normalised: Qini / AUUC",
      columns: [
        .text("Order by"), .text("Qini"), .text("AUUC above random"), .number("Normalised"),
      ],
      rows: treatment.rankings.map { ranking in
        [
          ranking.name, area(ranking.qini, ranking.qiniInterval),
          area(ranking.auucAboveRandom, ranking.auucInterval),
          "\(Figures.fixed(ranking.qiniNormalized)) / \(Figures.fixed(ranking.auucNormalized))",
        ]
      })
  }

  private func targets(_ treatment: Treatment) -> HTMLTable {
    HTMLTable(
      caption: "Gained for 1,000 customers when a share is contacted, with 95 % intervals",
      columns: [
        .text("Contacted"), .text("By uplift"), .number("By risk"), .number("Random"),
        .text("Uplift less risk"),
      ],
      rows: treatment.targets.map { target in
        [
          Figures.percent(target.share, decimals: 0), thousand(target.byUplift),
          Figures.fixed(target.byRisk.estimate * 1000, decimals: 1),
          Figures.fixed(target.atRandom.estimate * 1000, decimals: 1), thousand(target.overRisk),
        ]
      })
  }

  private func arms(_ treatment: Treatment) -> String {
    let balance = treatment.balance
    var text = ""
    if let auc = balance.armAUC, let interval = balance.armInterval {
      text = PageSection.paragraph(
        "Telling the arm from what was known before: ROC-AUC \(Figures.fixed(auc)) (99 %: "
          + "\(Figures.interval(interval[0], interval[1]))). "
          + (balance.isSuspicious
            ? "The arms do not look drawn at random: rely on nothing here."
            : "The arms look drawn at random."))
    }
    guard !balance.columns.isEmpty else { return text }
    return text
      + HTMLTable(
        caption: "How far the arms differed beforehand",
        columns: [
          .text("Column"), .number("Contacted"), .number("Left alone"),
          .number("Difference in standard deviations"),
        ],
        rows: balance.columns.prefix(20).map { column in
          [
            column.name + (column.level.map { " = \($0)" } ?? ""),
            Figures.fixed(column.treatedMean), Figures.fixed(column.controlMean),
            Figures.fixed(column.standardizedDifference),
          ]
        }
      ).folded("How far the arms differed beforehand, column by column")
  }
}
