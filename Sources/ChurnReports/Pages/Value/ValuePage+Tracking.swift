internal import Churn
internal import ChurnData

/// Repeat purchases week by week, beside what the model expects.
extension ValuePage {
  private typealias Point = ValueTracking.Point

  var tracking: PageSection? {
    let points = report.tracking.points
    guard points.count > 1 else { return nil }
    let step =
      report.tracking.stepDays == 7 ? "week" : "\(report.tracking.stepDays) days"
    let figures = [
      figure(
        id: "cumulative", title: "Repeat purchases so far",
        text: "“Expected” knows only when each customer came first; “forecast” begins at the end "
          + "of the calibration and goes by what each one had done until then.",
        actual: {
          Double($0.cumulativeActual)
        }, expected: \.cumulativeExpected, forecast: \.cumulativeForecast, points),
      figure(
        id: "weekly", title: "Repeat purchases a \(step)",
        text: "The first and the last \(step == "week" ? "week" : "step") may be cut short by the "
          + "data.", actual: { Double($0.actual) }, expected: \.expected, forecast: \.forecast,
        points),
    ]
    return PageSection(
      id: "tracking", title: "Repeat purchases beside what the model expects",
      body: figures.map(\.markup).joined())
  }

  private func figure(
    id: String, title: String, text: String, actual: (Point) -> Double,
    expected: (Point) -> Double, forecast: (Point) -> Double?, _ points: [Point]
  ) -> PageFigure {
    let calibration = points.last { !$0.isHoldout }
    let hasHoldout = points.contains(where: \.isHoldout)
    let x = { (point: Point) in Double(point.day.number) }
    var forecasts = points.compactMap { point in
      forecast(point).map { LineChart.Point(x(point), $0) }
    }
    if let calibration, hasHoldout {
      forecasts.insert(LineChart.Point(x(calibration), actual(calibration)), at: 0)
    }
    let highest = (points.map(actual) + points.map(expected) + forecasts.map(\.y)).max() ?? 1
    let range = Axis.round([0, max(1, highest)])
    var series = [
      LineChart.Series(
        name: "expected", points: points.map { LineChart.Point(x($0), expected($0)) },
        role: .third, style: .dashed),
      LineChart.Series(
        name: "bought", points: points.map { LineChart.Point(x($0), actual($0)) }, role: .first),
    ]
    if hasHoldout {
      series.append(LineChart.Series(name: "forecast", points: forecasts, role: .second))
      if let calibration {
        series.append(
          LineChart.Series(
            name: "calibration ends",
            points: [range.upperBound, 0].map { LineChart.Point(x(calibration), $0) },
            role: .muted, style: .dashed, label: .beside(0.5, isAbove: false)))
      }
    }
    let ends = [points.first, calibration, points.last].compactMap(\.self).map {
      "by \($0.day) \(Figures.money(actual($0))) bought and \(Figures.money(expected($0))) expected"
        + (forecast($0).map { " (\(Figures.money($0)) forecast)" } ?? "")
    }
    return PageFigure(
      id: id,
      chart: LineChart(
        title: title, summary: "\(title): \(ends.joined(separator: "; ")).",
        x: ChartScale(
          title: "last day of each step",
          values: x(points[0])...max(x(points[0]) + 1, x(points[points.count - 1])),
          format: .day),
        y: ChartScale(title: "repeat purchases", values: range, format: .short), series: series),
      text: text, table: table(title, actual, expected, forecast, points))
  }

  private func table(
    _ title: String, _ actual: (Point) -> Double, _ expected: (Point) -> Double,
    _ forecast: (Point) -> Double?, _ points: [Point]
  ) -> HTMLTable {
    HTMLTable(
      caption: title,
      columns: [.text("Up to"), .number("Bought"), .number("Expected"), .number("Forecast")],
      rows: points.map { point in
        [
          point.day.description, Figures.money(actual(point)),
          Figures.fixed(expected(point), decimals: 1),
          Figures.fixed(forecast(point), decimals: 1),
        ]
      })
  }
}
