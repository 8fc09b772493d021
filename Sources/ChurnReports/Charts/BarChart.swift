/// Bars from zero, a row each, with their value in words at the end.
public struct BarChart: Chart, Equatable {
  /// One bar.
  struct Bar: Sendable, Equatable {
    var heading = ""
    let label: String
    /// How long it is, from zero.
    let value: Double
    /// The value in words.
    let text: String
    var role = SVG.Role.total
  }

  /// What the picture is called.
  public let title: String
  /// What there is to see, in sentences.
  public let summary: String
  /// What runs along the axis, with the unit.
  let axisTitle: String
  let format: ChartScale.Format
  let bars: [Bar]
  /// The value at the end of the axis; nil = found from the bars.
  var most: Double?

  /// The picture, `width` units wide.
  public func svg(width: Double) -> SVG {
    let layout = layout(width: width)
    var svg = SVG(width: layout.width, height: layout.height, title: title, summary: summary)
    let scale = ChartScale(title: axisTitle, values: layout.axis.values, format: format)
    layout.drawAxis(scale, within: layout.axis.values, &svg)
    let zero = layout.axis.clamped(0)
    for (place, bar) in bars.enumerated() {
      let y = layout.middle(ofRow: place)
      let end = bar.value.isFinite ? layout.axis.clamped(bar.value) : zero
      svg.rectangle(
        SVG.Point(x: min(zero, end), y: y - 7), width: abs(end - zero), height: 14, bar.role,
        tip: "\(bar.label): \(bar.text)")
      svg.text(
        bar.text, SVG.Point(x: max(zero, end) + 6, y: y + 4.5), .ink, size: ChartStyle.labelSize)
    }
    layout.drawLabels(&svg)
    return svg
  }

  /// Where everything stands.
  func layout(width: Double) -> RowLayout {
    let texts = bars.map { TextFit.width($0.text, size: ChartStyle.labelSize) }
    let values = bars.map(\.value) + [0] + (most.map { [$0] } ?? [])
    return RowLayout(
      bars.map { RowLayout.Label(heading: $0.heading, text: $0.label) },
      values: Axis.round(values), width: width,
      style: RowLayout.Style(
        rowHeight: 14, labelShare: 0.42, leftRoom: 12,
        rightRoom: min((texts.max() ?? 0) + 12, width * 0.4), title: axisTitle))
  }
}
