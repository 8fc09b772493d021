/// Dots with intervals, a row each, and beside a dot what it is compared with.
///
/// The dot is what happened or was measured, the open diamond what was told or expected.
public struct RangeChart: Chart, Equatable {
  /// One row.
  struct Row: Sendable, Equatable {
    var heading = ""
    let label: String
    /// What was measured.
    let value: Double
    /// The ends of its interval, where there is one.
    var lower: Double?
    var upper: Double?
    /// What it is compared with.
    var compared: Double?
    /// The value in words, on the right.
    let text: String
    var role = SVG.Role.first
    var isBold = false
  }

  /// A value to compare all rows with.
  struct Reference: Sendable, Equatable {
    let value: Double
    let name: String
  }

  /// What the picture is called.
  public let title: String
  /// What there is to see, in sentences.
  public let summary: String
  /// What runs along the axis, with the unit.
  let axisTitle: String
  let format: ChartScale.Format
  let rows: [Row]
  var reference: Reference?
  /// Values that the axis shows at least.
  var leastRange: ClosedRange<Double>?
  /// Values beyond these do not exist, such as shares over 1.
  var bounds = -Double.infinity...Double.infinity

  /// The picture, `width` units wide.
  public func svg(width: Double) -> SVG {
    let layout = layout(width: width)
    var svg = SVG(width: layout.width, height: layout.height, title: title, summary: summary)
    let scale = ChartScale(title: axisTitle, values: layout.axis.values, format: format)
    layout.drawAxis(scale, within: layout.axis.values, &svg)
    if let reference, reference.value.isFinite {
      let x = layout.axis.clamped(reference.value)
      svg.line(
        SVG.Point(x: x, y: layout.top), SVG.Point(x: x, y: layout.height - 4), .ink,
        isDashed: true)
    }
    for (place, row) in rows.enumerated() { draw(row, place, layout, &svg) }
    layout.drawLabels(&svg)
    return svg
  }

  /// Where everything stands.
  func layout(width: Double) -> RowLayout {
    let texts = rows.map {
      TextFit.width($0.text, size: ChartStyle.labelSize) * ChartStyle.boldness
    }
    let isNarrow = width < ChartStyle.leastWide
    return RowLayout(
      rows.map { RowLayout.Label(heading: $0.heading, text: $0.label, isBold: $0.isBold) },
      values: range, width: width,
      style: RowLayout.Style(
        rowHeight: isNarrow ? 16 : 14, labelShare: 0.3, leftRoom: 12,
        rightRoom: min((texts.max() ?? 0) + 14, width * 0.4), title: axisTitle))
  }

  private var range: ClosedRange<Double> {
    var values = rows.flatMap { [$0.value, $0.lower, $0.upper, $0.compared] }.compactMap(\.self)
    values += [reference?.value, leastRange?.lowerBound, leastRange?.upperBound]
      .compactMap(\.self)
    let round = Axis.round(values)
    let low = max(round.lowerBound, bounds.lowerBound)
    let high = min(round.upperBound, bounds.upperBound)
    return low < high ? low...high : round
  }

  private func draw(_ row: Row, _ place: Int, _ layout: RowLayout, _ svg: inout SVG) {
    let y = layout.middle(ofRow: place)
    if let lower = row.lower, let upper = row.upper, lower.isFinite, upper.isFinite {
      let (left, right) = (layout.axis.clamped(lower), layout.axis.clamped(upper))
      svg.path([SVG.Point(x: left, y: y), SVG.Point(x: right, y: y)], row.role, width: 2)
      for end in [left, right] {
        svg.path([SVG.Point(x: end, y: y - 4), SVG.Point(x: end, y: y + 4)], row.role, width: 2)
      }
    }
    if let compared = row.compared, compared.isFinite {
      svg.diamond(SVG.Point(x: layout.axis.clamped(compared), y: y), radius: 6.5, .ink)
    }
    if row.value.isFinite {
      svg.circle(SVG.Point(x: layout.axis.clamped(row.value), y: y), radius: 4.5, row.role)
    }
    svg.text(
      row.text, SVG.Point(x: layout.width - RowLayout.side, y: y + 4.5), .ink,
      size: ChartStyle.labelSize, anchor: .end, isBold: row.isBold)
  }
}
