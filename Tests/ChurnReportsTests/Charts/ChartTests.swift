import Testing

@testable import ChurnReports

@Suite("Charts")
struct ChartTests {
  private static let odd: [Double] = [.nan, .infinity, -.infinity, 0, 1e308, -1e308, 1e-308, 0.5]

  private static func line(_ values: [Double]) -> LineChart {
    let points = values.enumerated().map {
      LineChart.Point(Double($0), $1, lower: $1 - 0.1, upper: $1 + 0.1)
    }
    return LineChart(
      title: "t", summary: "s",
      x: ChartScale(title: "x", values: Axis.round(points.map(\.x)), format: .number),
      y: ChartScale(title: "y", values: Axis.round(values), format: .short),
      series: [
        LineChart.Series(name: "one", points: points, role: .first),
        LineChart.Series(name: "two", points: points, role: .second, style: .linkedDots),
        LineChart.Series(
          name: "three", points: points, role: .third, style: .dashed,
          label: .beside(0.5, isAbove: false)),
      ],
      markers: [LineChart.Marker(x: 1, y: values.first ?? 0, text: "here", role: .first)])
  }

  private static func range(_ values: [Double]) -> RangeChart {
    RangeChart(
      title: "t", summary: "s", axisTitle: "a", format: .percent,
      rows: values.map {
        RangeChart.Row(
          heading: "h", label: "a label", value: $0, lower: $0 - 0.1, upper: $0 + 0.1,
          compared: $0, text: "text")
      }, reference: RangeChart.Reference(value: 0.5, name: "half"))
  }

  private static func column(_ values: [Double], hasRanges: Bool = false) -> ColumnChart {
    ColumnChart(
      title: "t", summary: "s", xTitle: "x", yTitle: "y", format: .number,
      series: [
        ColumnChart.Series(name: "a long name", role: .first),
        ColumnChart.Series(name: "another long name", role: .second),
      ],
      places: values.map {
        ColumnChart.Place(label: "a label", tip: "t", values: [$0, -$0], texts: ["1", "2"])
      }, hasRanges: hasRanges)
  }

  private static let charts: [any Chart] = [
    line([0.1, 0.4, 0.2]), line([]), line([3]), line(odd), line([7, 7, 7]),
    range([0.2, 0.3]), range([]), range(odd),
    BarChart(
      title: "t", summary: "s", axisTitle: "a", format: .number,
      bars: odd.map { BarChart.Bar(label: "b", value: $0, text: "1") }),
    HistogramChart(
      title: "t", summary: "s", x: ChartScale(title: "x", values: 0...1, format: .percent),
      yTitle: "y",
      bins: [
        HistogramChart.Bin(lower: 0, upper: 0.5, above: 3, below: 0),
        HistogramChart.Bin(lower: 0.5, upper: .nan, above: .max, below: 1),
      ], aboveName: "up", belowName: "down"),
    HistogramChart(
      title: "t", summary: "s", x: ChartScale(title: "x", values: 0...1, format: .percent),
      yTitle: "y", bins: [], aboveName: "up", belowName: "down"),
    TimelineChart(
      title: "t", summary: "s",
      rows: (0..<200).map {
        TimelineChart.Row(
          label: "2020-01-01", cutoff: 15_000 + 30 * $0,
          window: 15_000 + 30 * $0..<15_090 + 30 * $0,
          use: $0 < 150 ? "teaches" : "tests", role: .first)
      }, span: 14_900...21_500),
    TimelineChart(title: "t", summary: "s", rows: [], span: 0...0),
    column(odd), column([]), column([3]), column((0..<300).map(Double.init), hasRanges: true),
    DependenceChart(
      title: "t", summary: "s", xTitle: "x",
      points: odd.map { DependenceChart.Point(label: "a long label", probability: $0) },
      missing: DependenceChart.Point(label: "missing", probability: 0.2), range: 0...1),
  ]

  /// The numbers of an attribute, in the order of the marks.
  private func numbers(_ attribute: String, _ text: String) -> [Double] {
    text.split(separator: " \(attribute)=\"").dropFirst().compactMap {
      Double($0.prefix { $0 != "\"" })
    }
  }

  @Test(
    "Marks stay within the picture, whatever the numbers", arguments: charts.indices, [320.0, 760])
  func bounds(place: Int, width: Double) {
    let svg = Self.charts[place].svg(width: width)
    let text = svg.element(id: "a", cssClass: "b")
    for attribute in ["x", "x1", "x2", "cx"] {
      #expect(numbers(attribute, text).allSatisfy { $0 >= 0 && $0 <= svg.width })
    }
    for attribute in ["y", "y1", "y2", "cy"] {
      #expect(numbers(attribute, text).allSatisfy { $0 >= -1 && $0 <= svg.height })
    }
    #expect(!text.contains("nan") && !text.contains("inf"))
    #expect(svg == Self.charts[place].svg(width: width))
  }

  /// 1, 2 or 5 times a power of ten, by definition of a round step.
  @Test("Ticks are round numbers with as many decimals as tell them apart")
  func ticks() {
    func texts(_ range: ClosedRange<Double>, _ format: ChartScale.Format) -> [String] {
      ChartScale(title: "", values: range, format: format).ticks(most: 5).map(\.text)
    }
    #expect(texts(0...1, .percent) == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"])
    #expect(texts(0...0.01, .percent) == ["0.0 %", "0.2 %", "0.4 %", "0.6 %", "0.8 %", "1.0 %"])
    #expect(texts(-0.5...0.5, .number) == ["−0.4", "−0.2", "0.0", "0.2", "0.4"])
    #expect(texts(0...40_000, .short) == ["0", "10k", "20k", "30k", "40k"])
    #expect(texts(0...2500, .short) == ["0", "500", "1,000", "1,500", "2,000", "2,500"])
  }

  /// 2011-01-01 is day 14,975 and 2011-12-31 day 15,339 since 1970-01-01.
  @Test("Ticks of time are firsts of months, evenly apart")
  func days() {
    let scale = ChartScale(title: "", values: 14_975...15_339, format: .day)
    #expect(
      scale.ticks(most: 4).map(\.text) == ["Jan 2011", "Apr 2011", "Jul 2011", "Oct 2011"])
    #expect(ChartScale(title: "", values: -1e300...1e300, format: .day).ticks(most: 4).isEmpty)
  }

  @Test(
    "A round range holds all finite values", arguments: [[], odd, [3], [0.371, 0.372], [-5, 17]])
  func round(values: [Double]) {
    let range = Axis.round(values)
    for value in values where value.isFinite && abs(value) < 1e300 {
      #expect(range.contains(value))
    }
    #expect(range.lowerBound < range.upperBound)
  }
}
