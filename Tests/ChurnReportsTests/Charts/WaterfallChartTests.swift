import Testing

@testable import ChurnReports

@Suite("Waterfalls")
struct WaterfallChartTests {
  private static func chart(_ points: [Double], label: String = "a reason") -> WaterfallChart {
    WaterfallChart(
      title: "Risk", start: WaterfallChart.Bar(heading: "", label: "Base rate", points: 0.4),
      bars: points.map { WaterfallChart.Bar(heading: "family", label: label, points: $0) },
      end: WaterfallChart.Bar(
        heading: "", label: "This customer", points: 0.4 + points.reduce(0, +)))
  }

  private static let charts = [
    chart([0.2, -0.1, 0.05]), chart([]), chart([0]), chart([-0.4, 0.99]),
    chart([1e-9, -1e-9]), chart(Array(repeating: 0.02, count: 12)),
    chart([0.1], label: String(repeating: "long ", count: 80)),
    chart([.nan, .infinity, -.infinity]),
  ]

  /// The numbers of an attribute, in the order of the marks.
  private func numbers(_ attribute: String, _ text: String) -> [Double] {
    text.split(separator: " \(attribute)=\"").dropFirst().compactMap {
      Double($0.prefix { $0 != "\"" })
    }
  }

  @Test("Marks stay within the picture", arguments: charts.indices, [320.0, 760])
  func bounds(place: Int, width: Double) {
    let svg = Self.charts[place].svg(width: width)
    let text = svg.element(id: "a", cssClass: "b")
    for attribute in ["x", "x1", "x2", "cx"] {
      #expect(numbers(attribute, text).allSatisfy { $0 >= 0 && $0 <= width })
    }
    for attribute in ["y", "y1", "y2", "cy"] {
      #expect(numbers(attribute, text).allSatisfy { $0 >= 0 && $0 <= svg.height })
    }
    #expect(!text.contains("nan") && !text.contains("inf"))
  }

  @Test("Labels of neighbouring rows do not overlap", arguments: [320.0, 760])
  func labels(width: Double) {
    let chart = Self.chart([0.1, -0.2, 0.1], label: String(repeating: "word ", count: 30))
    let layout = chart.layout(width: width)
    var end = 0.0
    for (row, block) in layout.blocks.enumerated() {
      let top = layout.labelTop(ofRow: row)
      #expect(top >= end)
      end = top + block.reduce(0) { $0 + $1.height }
      // On a narrow picture the bar stands below its own label.
      if layout.isNarrow { end = layout.middle(ofRow: row) + RowLayout.barHeight / 2 }
    }
    #expect(end <= layout.height)
  }

  @Test("Title, description and every text are escaped")
  func hostile() {
    let text = "</svg><script>alert('&\"')</script>\u{0}\u{1B}[31m"
    let chart = WaterfallChart(
      title: text, start: WaterfallChart.Bar(heading: text, label: text, points: 0.4),
      bars: [WaterfallChart.Bar(heading: text, label: text, points: 0.1)],
      end: WaterfallChart.Bar(heading: "", label: text, points: 0.5))
    for markup in [
      chart.svg(width: 760).file, chart.svg(width: 320).element(id: "a", cssClass: ""),
    ] {
      #expect(!markup.contains("<script") && !markup.contains("\u{0}"))
      #expect(!markup.contains("\u{1B}"))
      #expect(markup.split(separator: "</svg>", omittingEmptySubsequences: false).count == 2)
      #expect(markup.contains("&lt;script&gt;"))
    }
  }

  /// The signs and rounding of `Figures`.
  @Test("The description says every number that the picture shows")
  func summary() {
    #expect(
      Self.chart([0.2, -0.1234]).summary
        == "Base rate 40.0 %; points: +20.0 a reason; −12.3 a reason; This customer 47.7 %.")
    #expect(Figures.points(0.0004) == "0.0" && Figures.points(-0.0004) == "0.0")
    #expect(Figures.points(.nan) == "–" && Figures.grouped(-1_234_567) == "−1,234,567")
  }

  @Test("The same chart gives the same bytes")
  func determinism() {
    #expect(Self.charts[0].svg(width: 760).file == Self.charts[0].svg(width: 760).file)
  }
}
