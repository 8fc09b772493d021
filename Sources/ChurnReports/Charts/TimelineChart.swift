/// What each cutoff sees and what it is asked: windows on an axis of time, a row each.
public struct TimelineChart: Chart, Equatable {
  /// One cutoff.
  struct Row: Sendable, Equatable {
    let label: String
    /// Days since 1970-01-01: where looking back ends and the cutoff lies.
    let cutoff: Int
    /// The window looked ahead at; its end is excluded.
    let window: Range<Int>
    /// What the cutoff is used for.
    let use: String
    let role: SVG.Role
  }

  /// What the picture is called.
  public let title: String
  /// What there is to see, in sentences.
  public let summary: String
  /// From the past to the future.
  let rows: [Row]
  /// The days shown.
  let span: ClosedRange<Int>

  /// Up to so many rows have room for a label each.
  private static let mostLabelled = 14

  /// The picture, `width` units wide.
  public func svg(width: Double) -> SVG {
    let width = max(width, ChartStyle.leastWidth)
    let isNarrow = width < ChartStyle.leastWide
    let size = ChartStyle.tickSize
    let isLabelled = rows.count <= Self.mostLabelled
    let rowHeight = isLabelled ? 22.0 : max(6, min(12, 300 / Double(rows.count)))
    let labels = rows.map { TextFit.width($0.label, size: size) }
    let uses = rows.map { TextFit.width($0.use, size: size) * ChartStyle.boldness }
    let left = (labels.max() ?? 0) + 10
    let right = isNarrow ? 14 : min((uses.max() ?? 0) + 14, width * 0.25)
    let top = 30.0
    let height = top + Double(rows.count) * rowHeight + 8
    let legend = isNarrow ? Double(groups.count) * 18 + 6 : 0
    var svg = SVG(width: width, height: height + legend, title: title, summary: summary)
    let axis = Axis(
      values: Double(span.lowerBound)...Double(max(span.upperBound, span.lowerBound + 1)),
      from: left, to: max(left + 40, width - right))
    drawAxis(axis, top, height, &svg)
    let thickness = isLabelled ? 10.0 : max(3, rowHeight - 3)
    for (place, row) in rows.enumerated() {
      let y = top + (Double(place) + 0.5) * rowHeight
      let cutoff = axis.clamped(Double(row.cutoff))
      svg.rectangle(
        SVG.Point(x: axis.start, y: y - thickness / 4), width: cutoff - axis.start,
        height: thickness / 2, .grid, tip: "\(row.label): orders before the cutoff")
      let start = axis.clamped(Double(row.window.lowerBound))
      svg.rectangle(
        SVG.Point(x: start, y: y - thickness / 2),
        width: axis.clamped(Double(row.window.upperBound)) - start, height: thickness, row.role,
        tip: "\(row.label), \(row.use): who orders in these days?")
      if isLabelled || isFirst(place) {
        svg.text(row.label, SVG.Point(x: 2, y: y + 4.5), .ink, size: size)
      }
    }
    drawUses(axis, top: top, rowHeight: rowHeight, isNarrow: isNarrow, below: height, &svg)
    return svg
  }

  /// Rows of one use that follow each other.
  private var groups: [Range<Int>] {
    var groups: [Range<Int>] = []
    for place in rows.indices {
      if isFirst(place) {
        groups.append(place..<place + 1)
      } else if let last = groups.popLast() {
        groups.append(last.lowerBound..<place + 1)
      }
    }
    return groups
  }

  private func isFirst(_ place: Int) -> Bool {
    place == 0 || rows[place].use != rows[place - 1].use
  }

  private func drawAxis(_ axis: Axis, _ top: Double, _ height: Double, _ svg: inout SVG) {
    let scale = ChartScale(title: "", values: axis.values, format: .day)
    let room = axis.end - axis.start
    for tick in scale.ticks(most: max(2, Int(room / 80))) {
      let x = axis(tick.value)
      svg.line(SVG.Point(x: x, y: top - 4), SVG.Point(x: x, y: height - 4), .grid)
      let half = TextFit.width(tick.text, size: ChartStyle.tickSize) / 2
      svg.text(
        tick.text, SVG.Point(x: min(max(x, half), svg.width - half), y: top - 10), .muted,
        size: ChartStyle.tickSize, anchor: .middle)
    }
  }

  /// Says what each group of rows is for: on the right, or below on a narrow picture.
  private func drawUses(
    _ axis: Axis, top: Double, rowHeight: Double, isNarrow: Bool, below: Double,
    _ svg: inout SVG
  ) {
    for (number, group) in groups.enumerated() {
      let row = rows[group.lowerBound]
      if isNarrow {
        let y = below + Double(number) * 18 + 10
        svg.rectangle(
          SVG.Point(x: axis.start, y: y - 9), width: 16, height: 10, row.role, tip: row.use)
        svg.text(
          row.use, SVG.Point(x: axis.start + 24, y: y), row.role, size: ChartStyle.tickSize,
          isBold: true)
      } else {
        let middle = top + Double(group.lowerBound + group.upperBound) / 2 * rowHeight
        svg.text(
          row.use, SVG.Point(x: axis.end + 10, y: middle + 4.5), row.role,
          size: ChartStyle.tickSize, isBold: true)
      }
    }
  }
}
