/// One customer's orders over time: a stem each, as high as its value, with the silence since.
public struct OrderTimelineChart: Chart, Equatable {
  /// One order.
  struct Stem: Sendable, Equatable {
    /// Days since 1970-01-01.
    let day: Int
    /// How high it is; 1 for all where no money is known.
    let value: Double
    /// The part that was taken back, above the rest.
    let returned: Double
    /// What pointing at it says.
    let tip: String
  }

  /// What the picture is called.
  public let title: String
  /// What there is to see, in sentences.
  public let summary: String
  /// Ascending in time.
  let stems: [Stem]
  /// The days shown.
  let span: ClosedRange<Int>
  /// The day at which one stands.
  let now: Int
  /// The days in which the next order is expected; nil for none.
  let expected: ClosedRange<Int>?
  /// Days on which the customer was contacted.
  let contacts: [Int]
  /// What runs along the vertical axis; nil where no money is known.
  let yTitle: String?

  /// The picture, `width` units wide.
  public func svg(width: Double) -> SVG {
    let isNarrow = width < ChartStyle.leastWide
    let highest = stems.map { $0.value + $0.returned }.max() ?? 1
    let frame = ChartFrame(
      width: width, plotHeight: isNarrow ? 110 : 140,
      xScale: ChartScale(
        title: "",
        values: Double(span.lowerBound)...Double(max(span.upperBound, span.lowerBound + 1)),
        format: .day),
      yScale: ChartScale(
        title: yTitle ?? "orders", values: Axis.round([0, max(highest, .leastNormalMagnitude)]),
        format: .short))
    var svg = SVG(width: frame.width, height: frame.height, title: title, summary: summary)
    drawSpans(frame, &svg)
    frame.draw(&svg)
    let thickness = isNarrow ? 3.0 : 4.0
    for stem in stems {
      let x = frame.x.clamped(Double(stem.day)) - thickness / 2
      let foot = frame.y.clamped(0)
      let top = min(frame.y.clamped(stem.value), foot - 1.5)
      svg.rectangle(
        SVG.Point(x: x, y: top), width: thickness, height: foot - top, .first, tip: stem.tip)
      guard stem.returned > 0 else { continue }
      let end = frame.y.clamped(stem.value + stem.returned)
      svg.rectangle(
        SVG.Point(x: x, y: end), width: thickness, height: top - end, .up,
        tip: "\(stem.tip), taken back")
    }
    for contact in contacts where span.contains(contact) {
      let x = frame.x.clamped(Double(contact))
      svg.diamond(SVG.Point(x: x, y: frame.y.end + 6), radius: 4, .third)
    }
    return svg
  }

  /// Pale areas for the silence and for the days in which the next order is expected.
  private func drawSpans(_ frame: ChartFrame, _ svg: inout SVG) {
    if let last = stems.last?.day, last < now { draw(last...now, .muted, frame, &svg) }
    if let expected { draw(expected, .down, frame, &svg) }
  }

  private func draw(
    _ days: ClosedRange<Int>, _ role: SVG.Role, _ frame: ChartFrame, _ svg: inout SVG
  ) {
    let left = frame.x.clamped(Double(days.lowerBound))
    let right = frame.x.clamped(Double(days.upperBound))
    svg.area(
      [
        SVG.Point(x: left, y: frame.y.start), SVG.Point(x: left, y: frame.y.end),
        SVG.Point(x: right, y: frame.y.end), SVG.Point(x: right, y: frame.y.start),
      ], role)
  }
}
