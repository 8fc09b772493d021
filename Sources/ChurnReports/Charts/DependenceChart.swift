/// How a probability goes with a feature: one small picture of several that share their scale.
///
/// Values stand at equal steps, as each stands for about as many rows; the missing value stands
/// apart.
public struct DependenceChart: Chart, Equatable {
  /// One value.
  struct Point: Sendable, Equatable {
    let label: String
    let probability: Double
  }

  /// What the picture is called.
  public let title: String
  /// What there is to see, in sentences.
  public let summary: String
  /// What runs along the horizontal axis.
  let xTitle: String
  /// Ascending values.
  let points: [Point]
  /// The missing value, where there is one.
  let missing: Point?
  /// The probabilities shown.
  let range: ClosedRange<Double>
  var role = SVG.Role.first

  /// The picture, `width` units wide.
  public func svg(width: Double) -> SVG {
    let count = points.count + (missing == nil ? 0 : 1)
    let scale = ChartScale(
      title: "", values: 0...Double(max(1, count - 1)), format: .number)
    let frame = ChartFrame(
      width: width, plotHeight: 110, xScale: scale,
      yScale: ChartScale(title: "probability of churn", values: range, format: .percent),
      hasTicks: false)
    var svg = SVG(width: frame.width, height: frame.height, title: title, summary: summary)
    frame.draw(&svg)
    let places = points.enumerated().compactMap { frame.place(Double($0), $1.probability) }
    svg.path(places, role, width: 2.25)
    for place in places { svg.circle(place, radius: 3, role) }
    var taken = -Double.infinity
    var wanted = Array(stride(from: 0, to: points.count, by: max(1, points.count / 3)))
    if let last = points.indices.last, wanted.last != last { wanted.append(last) }
    // The ends first, then what has room between them.
    let end = frame.width
    let lastWidth = points.last.map { TextFit.width($0.label, size: ChartStyle.tickSize) } ?? 0
    let lastStart = frame.x(Double(max(0, points.count - 1))) - lastWidth / 2
    for index in wanted {
      let text = TextFit.cut(points[index].label, width: 90, size: ChartStyle.tickSize)
      let half = TextFit.width(text, size: ChartStyle.tickSize) / 2
      let x = min(max(frame.x(Double(index)), half), end - half)
      let isLast = index == points.indices.last
      guard isLast || (x - half > taken && x + half + 8 < lastStart) else { continue }
      guard !isLast || x - half > taken else { continue }
      drawTick(text, x, frame, &svg)
      taken = x + half + 8
    }
    if let missing, let place = frame.place(Double(points.count), missing.probability) {
      svg.diamond(place, radius: 5, role)
      let half = TextFit.width(missing.label, size: ChartStyle.tickSize) / 2
      svg.text(
        missing.label, SVG.Point(x: min(place.x, frame.width - half - 2), y: place.y - 10), .muted,
        size: ChartStyle.tickSize, anchor: .middle)
    }
    frame.drawXTitle(xTitle, &svg)
    return svg
  }

  private func drawTick(_ text: String, _ x: Double, _ frame: ChartFrame, _ svg: inout SVG) {
    svg.text(
      text, SVG.Point(x: x, y: frame.y.start + 17), .muted, size: ChartStyle.tickSize,
      anchor: .middle)
  }
}
