/// How two groups are spread over the same ranges: one upwards, the other downwards.
public struct HistogramChart: Chart, Equatable {
  /// One range.
  struct Bin: Sendable, Equatable {
    let lower: Double
    let upper: Double
    /// How many of the first group lie in it.
    let above: Int
    /// How many of the second group lie in it.
    let below: Int
  }

  /// What the picture is called.
  public let title: String
  /// What there is to see, in sentences.
  public let summary: String
  let x: ChartScale
  /// What is counted.
  let yTitle: String
  let bins: [Bin]
  /// The name of the group that is drawn upwards, and its colour.
  let aboveName: String
  let belowName: String
  var aboveRole = SVG.Role.up
  var belowRole = SVG.Role.down

  /// The picture, `width` units wide.
  public func svg(width: Double) -> SVG {
    let isNarrow = width < ChartStyle.leastWide
    let most = Double(max(1, bins.map { max($0.above, $0.below) }.max() ?? 1))
    let axis = Axis.round([0, most], ticks: 3)
    // Both halves count away from the middle.
    let scale = ChartScale(
      title: yTitle, values: -axis.upperBound...axis.upperBound, format: .short)
    let frame = ChartFrame(
      width: width, plotHeight: isNarrow ? 220 : 260, xScale: x, yScale: scale,
      isMirrored: true)
    var svg = SVG(width: frame.width, height: frame.height, title: title, summary: summary)
    frame.draw(&svg)
    let zero = frame.y(0)
    for bin in bins {
      let left = frame.x.clamped(bin.lower)
      let right = frame.x.clamped(bin.upper)
      let gap = right - left > 4 ? 1.0 : 0
      for (count, role, name, isUp) in [
        (bin.above, aboveRole, aboveName, true), (bin.below, belowRole, belowName, false),
      ] where count > 0 {
        let length = abs(frame.y(Double(count)) - zero)
        svg.rectangle(
          SVG.Point(x: left + gap / 2, y: isUp ? zero - length : zero), width: right - left - gap,
          height: length, role,
          tip:
            "\(name), \(Figures.percentInterval(bin.lower, bin.upper)): \(Figures.grouped(count))")
      }
    }
    svg.line(SVG.Point(x: frame.x.start, y: zero), SVG.Point(x: frame.x.end, y: zero), .ink)
    let middle = (frame.x.start + frame.x.end) / 2
    svg.text(
      aboveName, SVG.Point(x: middle, y: frame.y.end + 14), aboveRole, size: ChartStyle.labelSize,
      anchor: .middle, isBold: true)
    svg.text(
      belowName, SVG.Point(x: middle, y: frame.y.start - 8), belowRole,
      size: ChartStyle.labelSize, anchor: .middle, isBold: true)
    return svg
  }
}
