internal import Churn

/// The risk of other horizons, and the next orders: what was told against what happened.
extension ReportPage {
  var horizons: Part {
    guard manifest.orders != nil else {
      return .absent("No other horizons: a ready table knows its own outcome only.")
    }
    guard let horizons = report.horizons, !horizons.horizons.isEmpty else {
      return .absent("No other horizons: the history is too short to learn and to judge them.")
    }
    let body =
      PageSection.paragraph(
        "A customer is called lost after \(Figures.count(horizons.silenceDays, "day", "days")) of "
          + "silence. Beside the churn probability, the bundle tells how likely that is within any "
          + "span up to \(horizons.longestDays) days (churn score --horizons).")
      + horizonFigure(horizons).markup
      + (horizons.nextOrder.map { PageSection.paragraph(sentence($0)) } ?? "")
    return .shown(PageSection(id: "horizons", title: "Other horizons", body: body))
  }

  private func horizonFigure(_ report: HorizonReport) -> PageFigure {
    let figures = report.horizons
    let last = Double(figures.last?.days ?? 1)
    let told = figures.map { LineChart.Point(Double($0.days), $0.predicted) }
    let happened = figures.map { LineChart.Point(Double($0.days), $0.observed) }
    let most = Axis.round([0] + figures.flatMap { [$0.predicted, $0.observed] }).upperBound
    let pairs = figures.map {
      "\($0.days) days: told \(Figures.percent($0.predicted)), happened \(Figures.percent($0.observed))"
    }
    let chart = LineChart(
      title: "Share called lost within so many days of the test cutoff",
      summary: pairs.joined(separator: "; ") + ".",
      x: ChartScale(title: "days after the cutoff", values: 0...last, format: .number),
      y: ChartScale(title: "share called lost", values: 0...min(1, most), format: .percent),
      series: [
        LineChart.Series(name: "told", points: told, role: .muted, style: .dashed),
        LineChart.Series(name: "happened", points: happened, role: .first, style: .linkedDots),
      ])
    return PageFigure(
      id: "horizons-told", chart: chart,
      text: "The dashed line is the mean risk told, the dots what came of the same customers.",
      table: HTMLTable(
        caption: "Horizons, on the test customers who could be followed for so long",
        columns: [
          .number("Days"), .number("Customers"), .number("Told"), .number("Happened"),
          .number("ROC-AUC"), .number("Slope"),
        ],
        rows: figures.map {
          [
            "\($0.days)", Figures.grouped($0.rows), Figures.percent($0.predicted),
            Figures.percent($0.observed), Figures.fixed($0.rocAUC, decimals: 3),
            Figures.fixed($0.calibrationSlope, decimals: 2),
          ]
        }))
  }

  private func sentence(_ order: NextOrderFigures) -> String {
    "The next order is told as a day and an interval (churn score --next-order). "
      + "\(Figures.percent(order.covered)) of the test customers' orders fell into the interval told "
      + "for \(Figures.percent(order.stated)); \(Figures.percent(order.tooEarly)) came earlier, "
      + "\(Figures.percent(order.tooLate)) later."
  }
}
