import Testing

@testable import ChurnCLI

@Suite("Charts of characters")
struct TextPlotTests {
  @Test("A straight line from corner to corner, with its numbers")
  func line() {
    let plot = TextPlot(
      series: [(name: "one", points: [(x: 0, y: 0), (x: 10, y: 10)])], width: 30, height: 4,
      xLabel: "weeks", yLabel: "orders")
    let lines = plot.text().split(separator: "\n").map(String.init)
    #expect(lines.first == "orders")
    #expect(lines[1].hasPrefix("      10 ┤") && lines[1].hasSuffix("⠉"))
    #expect(lines[4].hasPrefix("       0 ┤⣀"))
    #expect(lines[5].hasPrefix("         └┬"))
    #expect(lines.last == "                         weeks")
    #expect(lines.allSatisfy { $0.count <= 30 })
  }

  @Test("A step holds until the next one; shares are percent")
  func step() {
    let plot = TextPlot(
      series: [(name: "one", points: [(x: 0, y: 1), (x: 10, y: 0)])], width: 30, height: 3,
      xLabel: "", yLabel: "", isStep: true, yRange: 0...1, format: .percent)
    let lines = plot.text().split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    #expect(lines[1] == "   100 % ┤" + String(repeating: "⠉", count: 19) + "⢹")
    #expect(lines[2] == "    50 % ┤" + String(repeating: " ", count: 19) + "⢸")
  }

  @Test("Several series bear letters that a legend explains")
  func letters() {
    let text = TextPlot(
      series: [
        (name: "up", points: [(x: 0, y: 0), (x: 1, y: 1)]),
        (name: "down\u{1B}", points: [(x: 0, y: 1), (x: 1, y: 0)]),
      ], width: 40, height: 5, xLabel: "", yLabel: ""
    ).text()
    #expect(text.hasSuffix("A  up    B  down \n"))
    #expect(text.count { $0 == "A" } == 3 && text.count { $0 == "B" } == 3)
    #expect(!text.contains("\u{1B}"))
  }

  @Test(
    "Odd values end in a chart or in none",
    arguments: [
      [], [(x: .nan, y: 1)], [(x: 1, y: 1)], [(x: 1e308, y: -1e308), (x: -1e308, y: 1e308)],
      [(x: 0, y: 1), (x: 1, y: .nan), (x: 2, y: .infinity), (x: 3, y: 1e-320)],
      [(x: 1e17, y: 1e300), (x: 1e17 + 64, y: 1.1e300)],
    ] as [[(x: Double, y: Double)]])
  func odd(_ points: [(x: Double, y: Double)]) {
    for (width, height) in [(0, 0), (-5, -5), (80, 10), (.max, .max)] {
      let text = TextPlot(
        series: [(name: "", points: points)], width: width, height: height, xLabel: "x", yLabel: "y"
      ).text()
      let hasPoint = points.contains { $0.x.isFinite && $0.y.isFinite }
      #expect(text.isEmpty != hasPoint)
    }
  }
}
