/// How a probability comes about: the base rate, what each reason adds or takes away, the result.
///
/// One row each, top down; every bar begins where the one before has ended, and points in the
/// direction that it pushes. On a wide picture labels stand to the left of the bars, on a narrow one
/// above them.
public struct WaterfallChart: Sendable, Equatable {
  /// One reason.
  public struct Bar: Sendable, Equatable {
    /// A short heading, such as the family; may be empty.
    public let heading: String
    /// What is said.
    public let label: String
    /// What it adds, in probability.
    public let points: Double

    /// Creates a bar.
    public init(heading: String, label: String, points: Double) {
      self.heading = heading
      self.label = label
      self.points = points
    }
  }

  /// What the picture is called.
  public let title: String
  /// Where it starts, with what it is.
  public let start: Bar
  /// What is added.
  public let bars: [Bar]
  /// Where it ends, with what it is.
  public let end: Bar

  /// Creates a chart; `bars` should add up to the end less the start.
  public init(title: String, start: Bar, bars: [Bar], end: Bar) {
    self.title = title
    self.start = start
    self.bars = bars
    self.end = end
  }

  /// What there is to see, in a sentence.
  public var summary: String {
    let steps = bars.map { "\(Figures.points($0.points)) \($0.label)" }
    return "\(start.label) \(Figures.percent(start.points)); points: "
      + steps.joined(separator: "; ") + "; \(end.label) \(Figures.percent(end.points))."
  }

  /// The picture, `width` units wide: 320 for a phone, 760 for a desktop.
  public func svg(width: Double) -> SVG {
    let layout = Layout(self, width: width)
    var svg = SVG(width: width, height: layout.height, title: title, summary: summary)
    drawAxis(layout, &svg)
    var level = start.points
    drawTotal(start, row: 0, layout, &svg)
    for (place, bar) in bars.enumerated() {
      draw(bar, from: level, row: place + 1, layout, &svg)
      level += bar.points
    }
    drawTotal(end, row: bars.count + 1, layout, &svg)
    // Last, so that on a narrow picture no line runs over a label.
    for (row, bar) in ([start] + bars + [end]).enumerated() {
      drawLabel(bar, row: row, layout, &svg, isBold: row == 0 || row == bars.count + 1)
    }
    return svg
  }

  // MARK: - Parts

  private func drawAxis(_ layout: Layout, _ svg: inout SVG) {
    let bottom = layout.height - Layout.bottom
    // Few enough that their numbers cannot touch.
    let ticks = layout.axis.ticks(most: max(2, Int(layout.plotWidth / 70)))
    for tick in ticks where (-1e-9...1 + 1e-9).contains(tick) {
      let x = layout.axis(tick)
      svg.line(SVG.Point(x: x, y: Layout.top), SVG.Point(x: x, y: bottom), .grid)
      svg.text(
        Figures.percent(tick, decimals: layout.tickDecimals),
        SVG.Point(x: x, y: Layout.top - 7), .muted, size: Layout.smallSize, anchor: .middle)
    }
    let base = layout.axis(start.points)
    svg.line(
      SVG.Point(x: base, y: layout.middle(ofRow: 0)),
      SVG.Point(x: base, y: layout.middle(ofRow: bars.count + 1)), .muted, isDashed: true)
  }

  private func drawTotal(_ total: Bar, row: Int, _ layout: Layout, _ svg: inout SVG) {
    let place = SVG.Point(x: layout.axis(total.points), y: layout.middle(ofRow: row))
    svg.circle(place, radius: 6, .total)
    let text = Figures.percent(total.points)
    let isRight =
      place.x + 12 + TextFit.width(text, size: Layout.valueSize) <= layout.plot.upperBound
    svg.text(
      text, SVG.Point(x: place.x + (isRight ? 12 : -12), y: place.y + 5), .ink,
      size: Layout.valueSize, anchor: isRight ? .start : .end, isBold: true)
  }

  private func draw(
    _ bar: Bar, from level: Double, row: Int, _ layout: Layout, _ svg: inout SVG
  ) {
    let y = layout.middle(ofRow: row)
    let start = layout.axis(level)
    let end = layout.axis(level + bar.points)
    let half = Layout.barHeight / 2
    svg.line(
      SVG.Point(x: start, y: layout.middle(ofRow: row - 1)), SVG.Point(x: start, y: y), .total)
    // The point of the arrow lies at the end, and is no longer than the bar.
    let tip = min(max(end - start, -half), half)
    let role = bar.points < 0 ? SVG.Role.down : .up
    let value = Figures.points(bar.points)
    svg.shape(
      [
        SVG.Point(x: start, y: y - half), SVG.Point(x: end - tip, y: y - half),
        SVG.Point(x: end, y: y), SVG.Point(x: end - tip, y: y + half),
        SVG.Point(x: start, y: y + half),
      ], role, tip: "\(value): \(bar.label)")
    let width = TextFit.width(value, size: Layout.valueSize) + 8
    let (left, right) = (min(start, end), max(start, end))
    var isRight = bar.points >= 0
    if isRight, right + width > layout.plot.upperBound { isRight = false }
    if !isRight, left - width < layout.plot.lowerBound { isRight = true }
    svg.text(
      value, SVG.Point(x: isRight ? right + 6 : left - 6, y: y + 5), role,
      size: Layout.valueSize, anchor: isRight ? .start : .end, isBold: true)
  }

  private func drawLabel(
    _ bar: Bar, row: Int, _ layout: Layout, _ svg: inout SVG, isBold: Bool
  ) {
    let block = layout.label(of: bar, isBold: isBold)
    var y = layout.labelTop(ofRow: row, lines: block)
    for line in block {
      y += line.height
      svg.text(
        line.text, SVG.Point(x: Layout.side, y: y - 4), line.isHeading ? .muted : .ink,
        size: line.size, isBold: isBold)
    }
  }
}
