/// Where the parts of a chart of rows stand: labels, and values along one axis on top.
///
/// On a wide picture labels stand to the left of the values, on a narrow one above them.
struct RowLayout: Sendable {
  static let side = 4.0
  static let barHeight = 20.0
  private static let bottom = 6.0
  private static let headingSize = 12.0

  /// What stands beside a row.
  struct Label: Sendable, Equatable {
    /// A short heading, such as the family; may be empty.
    var heading = ""
    /// What is said.
    let text: String
    var isBold = false
  }

  /// How roomy the rows are.
  struct Style: Sendable {
    /// The height of what is drawn in a row.
    var rowHeight = RowLayout.barHeight
    /// The part of a wide picture that labels may take.
    var labelShare = 0.42
    /// Room to the left of values.
    var leftRoom = 16.0
    /// Room to the right of values.
    var rightRoom = 20.0
    /// What runs along the axis, with the unit; empty where the page says it.
    var title = ""
  }

  /// One line of a label.
  struct Line {
    let text: String
    let size: Double
    let height: Double
    let isHeading: Bool
  }

  let width: Double
  let isNarrow: Bool
  let axis: Axis
  /// Where rows begin.
  let top: Double
  /// The height of the whole picture.
  let height: Double
  /// The lines of each row's label.
  let blocks: [[Line]]

  private let labels: [Label]
  private let tops: [Double]
  private let style: Style

  /// The places that values may take.
  var plot: ClosedRange<Double> { axis.start...axis.end }

  init(_ labels: [Label], values: ClosedRange<Double>, width: Double, style: Style = Style()) {
    let width = max(width, ChartStyle.leastWidth)
    let isNarrow = width < ChartStyle.leastWide
    let labelWidth = isNarrow ? width - 2 * Self.side : width * style.labelShare
    let blocks = labels.map { Self.lines($0, width: labelWidth - Self.side) }
    let top = style.title.isEmpty ? 26.0 : 44.0
    var tops: [Double] = []
    var y = top + 4
    for block in blocks {
      tops.append(y)
      let text = block.reduce(0) { $0 + $1.height }
      y += isNarrow ? text + style.rowHeight + 16 : max(text, style.rowHeight) + 12
    }
    tops.append(y)
    let start = (isNarrow ? 0 : labelWidth) + style.leftRoom + (isNarrow ? 4 : 0)
    axis = Axis(values: values, from: start, to: max(start + 40, width - style.rightRoom))
    self.width = width
    self.isNarrow = isNarrow
    self.top = top
    self.blocks = blocks
    self.labels = labels
    self.tops = tops
    self.style = style
    height = y + Self.bottom
  }

  /// The middle of what is drawn in a row.
  func middle(ofRow row: Int) -> Double {
    if isNarrow { return tops[row + 1] - 12 - style.rowHeight / 2 }
    return (tops[row] + tops[row + 1] - 12) / 2
  }

  /// Where the label of a row begins.
  func labelTop(ofRow row: Int) -> Double {
    if isNarrow { return tops[row] }
    return middle(ofRow: row) - blocks[row].reduce(0) { $0 + $1.height } / 2
  }

  /// Draws the grid and the numbers on top.
  func drawAxis(_ scale: ChartScale, within bounds: ClosedRange<Double>, _ svg: inout SVG) {
    let widest = 58.0
    // Few enough that their numbers cannot touch.
    let most = max(2, Int((axis.end - axis.start) / (widest + ChartStyle.tickGap)))
    if !style.title.isEmpty {
      svg.text(
        TextFit.cut(style.title, width: width - 2 * Self.side, size: ChartStyle.tickSize),
        SVG.Point(x: isNarrow ? Self.side : axis.start, y: 14), .muted, size: ChartStyle.tickSize)
    }
    let slack = 1e-9 * (bounds.upperBound - bounds.lowerBound)
    for tick in scale.ticks(most: most)
    where tick.value >= bounds.lowerBound - slack && tick.value <= bounds.upperBound + slack {
      let x = axis(tick.value)
      svg.line(SVG.Point(x: x, y: top), SVG.Point(x: x, y: height - Self.bottom), .grid)
      let half = TextFit.width(tick.text, size: ChartStyle.tickSize) / 2
      svg.text(
        tick.text, SVG.Point(x: min(max(x, half), width - half), y: top - 7), .muted,
        size: ChartStyle.tickSize, anchor: .middle)
    }
  }

  /// Draws the labels; last, so that on a narrow picture no line runs over one.
  func drawLabels(_ svg: inout SVG) {
    for (row, block) in blocks.enumerated() {
      var y = labelTop(ofRow: row)
      for line in block {
        y += line.height
        svg.text(
          line.text, SVG.Point(x: Self.side, y: y - 4), line.isHeading ? .muted : .ink,
          size: line.size, isBold: labels[row].isBold && !line.isHeading)
      }
    }
  }

  private static func lines(_ label: Label, width: Double) -> [Line] {
    // Bold letters are wider.
    let size = ChartStyle.labelSize * (label.isBold ? ChartStyle.boldness : 1)
    let heading =
      label.heading.isEmpty
      ? []
      : [
        Line(
          text: TextFit.cut(label.heading, width: width, size: headingSize), size: headingSize,
          height: 15, isHeading: true)
      ]
    return heading
      + TextFit.lines(label.text, width: width, size: size, most: 2).map {
        Line(text: $0, size: ChartStyle.labelSize, height: 17, isHeading: false)
      }
  }
}
