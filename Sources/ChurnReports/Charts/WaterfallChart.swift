/// How a probability comes about: the base rate, what each reason adds or takes away, the result.
///
/// One row each, top down; every bar begins where the one before has ended, and points in the
/// direction that it pushes. On a wide picture labels stand to the left of the bars, on a narrow one
/// above them.
public struct WaterfallChart: Chart, Equatable {
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
    let layout = layout(width: width)
    var svg = SVG(width: layout.width, height: layout.height, title: title, summary: summary)
    layout.drawAxis(
      ChartScale(title: "", values: layout.axis.values, format: .percent), within: 0...1, &svg)
    let base = layout.axis(start.points)
    svg.line(
      SVG.Point(x: base, y: layout.middle(ofRow: 0)),
      SVG.Point(x: base, y: layout.middle(ofRow: bars.count + 1)), .muted, isDashed: true)
    var level = start.points
    drawTotal(start, row: 0, layout, &svg)
    for (place, bar) in bars.enumerated() {
      draw(bar, from: level, row: place + 1, layout, &svg)
      level += bar.points
    }
    drawTotal(end, row: bars.count + 1, layout, &svg)
    layout.drawLabels(&svg)
    return svg
  }

  /// Where everything stands.
  func layout(width: Double) -> RowLayout {
    let rows = [(start, true)] + bars.map { ($0, false) } + [(end, true)]
    return RowLayout(
      rows.map { RowLayout.Label(heading: $0.heading, text: $0.label, isBold: $1) },
      values: range, width: width)
  }

  /// The values shown: all levels that the bars come to, with some room.
  private var range: ClosedRange<Double> {
    var levels = [start.points, end.points]
    var level = start.points
    for bar in bars {
      level += bar.points
      levels.append(level)
    }
    let finite = levels.filter(\.isFinite)
    guard let least = finite.min(), let most = finite.max() else { return 0...1 }
    let room = max((most - least) * 0.14, 0.01)
    return (least - room)...(most + room)
  }

  // MARK: - Parts

  private func drawTotal(_ total: Bar, row: Int, _ layout: RowLayout, _ svg: inout SVG) {
    let place = SVG.Point(x: layout.axis(total.points), y: layout.middle(ofRow: row))
    svg.circle(place, radius: 6, .total)
    let text = Figures.percent(total.points)
    let isRight =
      place.x + 12 + TextFit.width(text, size: ChartStyle.labelSize) <= layout.plot.upperBound
    svg.text(
      text, SVG.Point(x: place.x + (isRight ? 12 : -12), y: place.y + 5), .ink,
      size: ChartStyle.labelSize, anchor: isRight ? .start : .end, isBold: true)
  }

  private func draw(
    _ bar: Bar, from level: Double, row: Int, _ layout: RowLayout, _ svg: inout SVG
  ) {
    let y = layout.middle(ofRow: row)
    let start = layout.axis(level)
    let end = layout.axis(level + bar.points)
    let half = RowLayout.barHeight / 2
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
    let width = TextFit.width(value, size: ChartStyle.labelSize) + 8
    let (left, right) = (min(start, end), max(start, end))
    var isRight = bar.points >= 0
    if isRight, right + width > layout.plot.upperBound { isRight = false }
    if !isRight, left - width < layout.plot.lowerBound { isRight = true }
    svg.text(
      value, SVG.Point(x: isRight ? right + 6 : left - 6, y: y + 5), role,
      size: ChartStyle.labelSize, anchor: isRight ? .start : .end, isBold: true)
  }
}
