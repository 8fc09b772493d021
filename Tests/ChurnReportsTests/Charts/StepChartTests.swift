import Testing

@testable import ChurnReports

@Suite("Step charts")
struct StepChartTests {
  private static func chart(
    _ series: [StepChart.Series], riskTimes: [Double] = [0, 5]
  ) -> StepChart {
    StepChart(
      title: "t", summary: "s", x: ChartScale(title: "days", values: 0...10, format: .number),
      y: ChartScale(title: "share", values: 0...1, format: .percent), series: series,
      riskTimes: riskTimes)
  }

  @Test("A curve runs level until each step, and its band ends where it is not defined")
  func stairs() {
    let points = [
      StepChart.Point(x: 2, y: 0.5, lower: 0.2, upper: 0.9), StepChart.Point(x: 8, y: 0),
    ]
    let text = Self.chart([StepChart.Series(name: "one", start: 1, points: points)])
      .svg(width: 760).element(id: "a", cssClass: "wide")
    let line = text.split(separator: "\n").first { $0.contains("<polyline") } ?? ""
    // Start, corner and end of both steps: five places.
    #expect(line.split(separator: "points=\"").last?.split(separator: " ").count == 5)
    let area = text.split(separator: "\n").first { $0.contains("<polygon") } ?? ""
    #expect(area.split(separator: "points=\"").last?.split(separator: " ").count == 4)
  }

  @Test("Beneath the curves stands who was at risk; further curves than six are left out")
  func table() {
    let series = (0..<8).map { number in
      StepChart.Series(
        name: "group \(number)", start: 1, points: [StepChart.Point(x: 4, y: 0.5)],
        atRisk: ["10\(number)", "5\(number)"])
    }
    for width in [320.0, 760] {
      let text = Self.chart(series).svg(width: width).element(id: "a", cssClass: "wide")
      #expect(text.contains("Still watched just before each time"))
      #expect(text.contains(">105<") && text.contains(">55<"))
      #expect(!text.contains("106") && !text.contains("group 6"))
      #expect(text.count { $0 == "\n" } < 80)
    }
    #expect(
      !Self.chart(series, riskTimes: []).svg(width: 760).element(id: "a", cssClass: "").contains(
        "Still watched"))
  }

  @Test("Thousands of steps are drawn as few, and odd values end in a picture")
  func odd() {
    let many = (0..<100_000).map { StepChart.Point(x: Double($0) / 1e4, y: 1 - Double($0) / 1e5) }
    let text = Self.chart([StepChart.Series(name: "many", start: 1, points: many)])
      .svg(width: 760).element(id: "a", cssClass: "wide")
    #expect(text.utf8.count < 60_000)
    for value in [Double.nan, .infinity, -1e308, 1e308] {
      let points = [
        StepChart.Point(x: value, y: 0.5), StepChart.Point(x: 1, y: value, lower: value),
      ]
      let text = Self.chart([StepChart.Series(name: "odd", start: 1, points: points)])
        .svg(width: 10).element(id: "a", cssClass: "wide")
      #expect(text.hasSuffix("</svg>\n") && !text.contains("nan") && !text.contains("inf"))
    }
  }
}
