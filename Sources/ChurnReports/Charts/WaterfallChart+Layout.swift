extension WaterfallChart {
  /// Where the parts of a waterfall stand.
  struct Layout {
    static let side = 4.0
    static let top = 26.0
    static let bottom = 6.0
    static let barHeight = 20.0
    static let labelSize = 13.0
    static let smallSize = 11.5
    static let valueSize = 13.0

    /// One line of a label.
    struct Line {
      let text: String
      let size: Double
      let height: Double
      let isHeading: Bool
    }

    let width: Double
    let isNarrow: Bool
    let plot: ClosedRange<Double>
    let axis: Axis
    let tickDecimals: Int
    private let tops: [Double]
    private let labels: [[Line]]
    /// The height of the whole picture.
    let height: Double

    var plotWidth: Double { plot.upperBound - plot.lowerBound }

    init(_ chart: WaterfallChart, width: Double) {
      let width = max(width, 240)
      let isNarrow = width < 560
      let labelWidth = isNarrow ? width - 2 * Self.side : width * 0.42
      let plot = (isNarrow ? 20 : labelWidth + 16)...(width - 20)
      let range = Self.range(of: chart)
      let axis = Axis(values: range, places: plot)
      let rows = [(chart.start, true)] + chart.bars.map { ($0, false) } + [(chart.end, true)]
      let labels = rows.map { bar, isBold in
        Self.lines(bar, width: labelWidth - Self.side, isBold: isBold)
      }
      var tops: [Double] = []
      var y = Self.top + 4
      for block in labels {
        tops.append(y)
        let text = block.reduce(0) { $0 + $1.height }
        y += isNarrow ? text + Self.barHeight + 16 : max(text, Self.barHeight) + 12
      }
      tops.append(y)
      self.width = width
      self.isNarrow = isNarrow
      self.plot = plot
      self.axis = axis
      tickDecimals = range.upperBound - range.lowerBound < 0.06 ? 1 : 0
      self.tops = tops
      self.labels = labels
      height = y + Self.bottom
    }

    /// The middle of the bar of a row.
    func middle(ofRow row: Int) -> Double {
      if isNarrow { return tops[row + 1] - 12 - Self.barHeight / 2 }
      return (tops[row] + tops[row + 1] - 12) / 2
    }

    /// Where the label of a row begins.
    func labelTop(ofRow row: Int, lines: [Line]) -> Double {
      if isNarrow { return tops[row] }
      return middle(ofRow: row) - lines.reduce(0) { $0 + $1.height } / 2
    }

    /// The lines of a label.
    func label(of bar: Bar, isBold: Bool) -> [Line] {
      let labelWidth = isNarrow ? width - 2 * Self.side : width * 0.42
      return Self.lines(bar, width: labelWidth - Self.side, isBold: isBold)
    }

    private static func lines(_ bar: Bar, width: Double, isBold: Bool) -> [Line] {
      // Bold letters are wider.
      let size = isBold ? labelSize * 1.06 : labelSize
      let heading =
        bar.heading.isEmpty
        ? []
        : [
          Line(
            text: TextFit.cut(bar.heading, width: width, size: smallSize), size: smallSize,
            height: 15, isHeading: true)
        ]
      return heading
        + TextFit.lines(bar.label, width: width, size: size, most: 2).map {
          Line(text: $0, size: labelSize, height: 17, isHeading: false)
        }
    }

    /// The values shown: all levels that the bars come to, with some room.
    private static func range(of chart: WaterfallChart) -> ClosedRange<Double> {
      var levels = [chart.start.points, chart.end.points]
      var level = chart.start.points
      for bar in chart.bars {
        level += bar.points
        levels.append(level)
      }
      let finite = levels.filter(\.isFinite)
      guard let least = finite.min(), let most = finite.max() else { return 0...1 }
      let room = max((most - least) * 0.14, 0.01)
      return (least - room)...(most + room)
    }
  }
}
