internal import Churn

/// Upright columns from zero, one or two side by side in each place of the horizontal axis.
///
/// Places are classes with a name below their middle, or neighbouring ranges with their lower ends
/// below their left edges.
public struct ColumnChart: Chart, Equatable {
  /// One place on the horizontal axis.
  struct Place: Sendable, Equatable {
    /// What stands below it.
    let label: String
    /// What pointing at a column says first.
    let tip: String
    /// How high each series is.
    let values: [Double]
    /// The values in words, one for each series.
    let texts: [String]
  }

  /// Columns of one colour.
  struct Series: Sendable, Equatable {
    let name: String
    let role: SVG.Role
  }

  /// What the picture is called.
  public let title: String
  /// What there is to see, in sentences.
  public let summary: String
  /// What runs along the horizontal axis.
  let xTitle: String
  /// What runs along the vertical axis, with the unit.
  let yTitle: String
  let format: ChartScale.Format
  let series: [Series]
  let places: [Place]
  /// Whether places are neighbouring ranges, so that labels stand at their left edges.
  var hasRanges = false

  /// The picture, `width` units wide.
  public func svg(width: Double) -> SVG {
    let isNarrow = width < ChartStyle.leastWide
    let values = places.flatMap(\.values) + [0]
    let frame = ChartFrame(
      width: width, plotHeight: isNarrow ? 190 : 230,
      xScale: ChartScale(
        title: xTitle, values: 0...Double(max(1, places.count)), format: .number),
      yScale: ChartScale(title: yTitle, values: Axis.round(values), format: format),
      hasTicks: false)
    var svg = SVG(width: frame.width, height: frame.height, title: title, summary: summary)
    frame.draw(&svg)
    drawColumns(frame, &svg)
    drawLabels(frame, &svg)
    drawLegend(frame, &svg)
    return svg
  }

  private func drawColumns(_ frame: ChartFrame, _ svg: inout SVG) {
    let zero = frame.y.clamped(0)
    let share = hasRanges ? 0.94 : 0.76
    for (number, place) in places.enumerated() {
      let left = frame.x(Double(number))
      let room = (frame.x(Double(number + 1)) - left) * share
      let start = left + room * (1 - share) / (2 * share)
      let width = room / Double(max(1, series.count))
      for (column, item) in series.enumerated() where column < place.values.count {
        guard place.values[column].isFinite else { continue }
        let top = frame.y.clamped(place.values[column])
        let text = column < place.texts.count ? place.texts[column] : ""
        svg.rectangle(
          SVG.Point(x: start + Double(column) * width, y: min(top, zero)),
          width: max(0.5, width - (series.count > 1 ? 1 : 0)), height: abs(zero - top), item.role,
          tip: series.count > 1 ? "\(place.tip), \(item.name): \(text)" : "\(place.tip): \(text)")
      }
    }
  }

  /// Labels below the columns, every second or third only where they would touch.
  private func drawLabels(_ frame: ChartFrame, _ svg: inout SVG) {
    guard !places.isEmpty else { return }
    let size = ChartStyle.tickSize
    let widest = places.map { TextFit.width($0.label, size: size) }.max() ?? 0
    let room = max(0.1, frame.x(1) - frame.x(0))
    let step = max(1, Int(((widest + ChartStyle.tickGap) / room).rounded(.up)))
    for number in stride(from: 0, to: places.count, by: min(step, places.count)) {
      let place = frame.x(Double(number) + (hasRanges ? 0 : 0.5))
      if hasRanges {
        svg.line(
          SVG.Point(x: place, y: frame.y.start), SVG.Point(x: place, y: frame.y.start + 4), .muted)
      }
      let half = TextFit.width(places[number].label, size: size) / 2
      svg.text(
        places[number].label,
        SVG.Point(x: min(max(place, half), frame.width - half), y: frame.y.start + 17), .muted,
        size: size, anchor: .middle)
    }
  }

  /// The names of two series, in their colours, at the upper right.
  private func drawLegend(_ frame: ChartFrame, _ svg: inout SVG) {
    guard series.count > 1 else { return }
    let size = ChartStyle.labelSize
    let titleEnd = TextFit.width(yTitle, size: ChartStyle.tickSize) + 12
    let widths = series.map { TextFit.width($0.name, size: size) * ChartStyle.boldness + 30 }
    var x = frame.width - 2 - widths.reduce(0, +)
    let y = x > titleEnd ? 13.0 : 27
    x = max(2, x)
    for (item, width) in zip(series, widths) {
      svg.rectangle(
        SVG.Point(x: x, y: y - 9), width: 12, height: 10, item.role, tip: item.name)
      svg.text(item.name, SVG.Point(x: x + 17, y: y), item.role, size: size, isBold: true)
      x += width
    }
  }
}
