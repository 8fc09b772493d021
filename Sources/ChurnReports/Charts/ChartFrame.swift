/// The area of a chart with two axes: where values lie, grid lines, ticks and titles.
///
/// The title of the vertical axis stands above it, so that nothing has to be read sideways.
struct ChartFrame: Sendable {
  /// The scale along the bottom.
  let xScale: ChartScale
  /// The scale along the left side.
  let yScale: ChartScale
  /// Values to places, left to right.
  let x: Axis
  /// Values to places, bottom to top.
  let y: Axis
  /// The size of the whole picture.
  let width: Double
  let height: Double
  /// Whether it is laid out for a phone.
  let isNarrow: Bool

  private let yTicks: [ChartScale.Tick]
  private let hasTicks: Bool

  private static let side = 2.0
  private static let top = 30.0
  private static let bottom = 42.0

  /// Lays a frame out.
  ///
  /// - Parameters:
  ///   - width: Of the whole picture.
  ///   - plotHeight: Of the area within the axes.
  ///   - xScale: The horizontal scale.
  ///   - yScale: The vertical scale.
  ///   - rightRoom: Units kept free on the right for labels.
  ///   - isSquare: Whether the area within the axes is as high as it is wide.
  ///   - isMirrored: Whether the vertical scale counts away from zero both ways.
  ///   - hasTicks: Whether numbers stand along the horizontal axis.
  init(
    width: Double, plotHeight: Double, xScale: ChartScale, yScale: ChartScale,
    rightRoom: Double = 0, isSquare: Bool = false, isMirrored: Bool = false,
    hasTicks: Bool = true
  ) {
    let width = max(width, ChartStyle.leastWidth)
    let found = yScale.ticks(most: plotHeight < 140 ? 4 : 6)
    let yTicks = found.map { tick in
      isMirrored && tick.text.hasPrefix("−")
        ? ChartScale.Tick(value: tick.value, text: String(tick.text.dropFirst())) : tick
    }
    let tickWidth = yTicks.map { TextFit.width($0.text, size: ChartStyle.tickSize) }.max() ?? 0
    let left = Self.side + min(tickWidth, width / 3) + 8
    // Half of the last number of the horizontal axis stands out.
    let right = max(left + 40, width - max(rightRoom, 22))
    let height = isSquare ? right - left : plotHeight
    self.xScale = xScale
    self.yScale = yScale
    self.yTicks = yTicks
    self.hasTicks = hasTicks
    self.width = width
    self.height = Self.top + height + Self.bottom
    isNarrow = width < ChartStyle.leastWide
    x = Axis(values: xScale.values, from: left, to: right)
    y = Axis(values: yScale.values, from: Self.top + height, to: Self.top)
  }

  /// The place of a point; nil unless it is finite.
  func place(_ xValue: Double, _ yValue: Double) -> SVG.Point? {
    guard xValue.isFinite, yValue.isFinite else { return nil }
    return SVG.Point(x: x.clamped(xValue), y: y.clamped(yValue))
  }

  /// Draws grid, ticks and titles.
  func draw(_ svg: inout SVG) {
    svg.text(
      TextFit.cut(yScale.title, width: width - 2 * Self.side, size: ChartStyle.tickSize),
      SVG.Point(x: Self.side, y: 13), .muted, size: ChartStyle.tickSize)
    for tick in yTicks {
      let place = y(tick.value)
      svg.line(SVG.Point(x: x.start, y: place), SVG.Point(x: x.end, y: place), .grid)
      svg.text(
        tick.text, SVG.Point(x: x.start - 6, y: place + 4), .muted, size: ChartStyle.tickSize,
        anchor: .end)
    }
    for tick in hasTicks ? fittingTicks : [] {
      let place = x(tick.value)
      svg.line(SVG.Point(x: place, y: y.start), SVG.Point(x: place, y: y.start + 4), .muted)
      let half = TextFit.width(tick.text, size: ChartStyle.tickSize) / 2
      svg.text(
        tick.text,
        SVG.Point(x: min(max(place, half), width - half), y: y.start + 17), .muted,
        size: ChartStyle.tickSize, anchor: .middle)
    }
    svg.line(SVG.Point(x: x.start, y: y.start), SVG.Point(x: x.end, y: y.start), .muted)
    drawXTitle(xScale.title, &svg)
  }

  /// Draws the title of the horizontal axis, ending with the axis where it has room.
  func drawXTitle(_ title: String, _ svg: inout SVG) {
    let text = TextFit.cut(title, width: width - 2 * Self.side, size: ChartStyle.tickSize)
    let needed = TextFit.width(text, size: ChartStyle.tickSize) + Self.side
    svg.text(
      text, SVG.Point(x: min(width - Self.side, max(x.end, needed)), y: y.start + 35), .muted,
      size: ChartStyle.tickSize, anchor: .end)
  }

  /// The ticks of the horizontal axis, few enough that their numbers cannot touch.
  private var fittingTicks: [ChartScale.Tick] {
    for most in stride(from: 10, through: 2, by: -1) {
      let ticks = xScale.ticks(most: most)
      let widest = ticks.map { TextFit.width($0.text, size: ChartStyle.tickSize) }.max() ?? 0
      let places = ticks.map { x($0.value) }
      let nearest = zip(places, places.dropFirst()).map { $1 - $0 }.min() ?? .infinity
      if nearest >= widest + ChartStyle.tickGap { return ticks }
    }
    let ticks = xScale.ticks(most: 2)
    return ticks.count > 1 ? [ticks[0], ticks[ticks.count - 1]] : ticks
  }
}
