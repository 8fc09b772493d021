/// Step curves with bands over time, and beneath them how many were at risk.
///
/// Curves bear their names at their ends and differ in colour, and from the fourth on in dashes, too.
/// Steps nearer to each other than half a unit of the picture are drawn as one.
public struct StepChart: Chart, Equatable {
  /// A step: the value from a time on.
  struct Point: Sendable, Equatable {
    let x: Double
    let y: Double
    /// The ends of the band; nil where it is not defined.
    var lower: Double?
    var upper: Double?
  }

  /// One curve.
  struct Series: Sendable, Equatable {
    let name: String
    /// The value before the first step.
    let start: Double
    /// Ascending in time.
    let points: [Point]
    /// Numbers at risk at the times of the table beneath; empty for none.
    var atRisk: [String] = []
  }

  /// What the picture is called.
  public let title: String
  /// What there is to see, in sentences.
  public let summary: String
  let x: ChartScale
  let y: ChartScale
  /// At most ``mostSeries``; further ones are not drawn.
  let series: [Series]
  /// The times of the table beneath, ascending; empty for no table.
  var riskTimes: [Double] = []

  /// The most curves that can be told apart.
  static let mostSeries = 6
  private static let roles: [SVG.Role] = [.first, .second, .third]
  private static let rowHeight = 17.0

  /// The picture, `width` units wide.
  public func svg(width: Double) -> SVG {
    let shown = Array(series.prefix(Self.mostSeries))
    let isNarrow = width < ChartStyle.leastWide
    let names = shown.map { label($0.name, isNarrow: isNarrow) }
    let widest = names.map {
      TextFit.width($0, size: ChartStyle.labelSize) * ChartStyle.boldness + 12
    }
    let frame = ChartFrame(
      width: width, plotHeight: isNarrow ? 220 : 300, xScale: x, yScale: y,
      rightRoom: shown.count > 1 ? min(widest.max() ?? 0, width * 0.28) : 0)
    let rows = shown.filter { !$0.atRisk.isEmpty }
    let hasTable = !rows.isEmpty && !riskTimes.isEmpty
    // A heading, and for several curves a line with each name above its numbers.
    let lines = hasTable ? 1 + rows.count * (rows.count > 1 ? 2 : 1) : 0
    var svg = SVG(
      width: frame.width,
      height: frame.height + Double(lines) * Self.rowHeight + (hasTable ? 6 : 0),
      title: title, summary: summary)
    frame.draw(&svg)
    for (place, item) in shown.enumerated() { drawBand(item, role(place), frame, &svg) }
    var ends: [(place: SVG.Point, name: String, role: SVG.Role)] = []
    for (place, item) in shown.enumerated() {
      let path = stairs(item, frame)
      svg.path(path, role(place), width: 2, isDashed: place >= Self.roles.count)
      if let last = path.last { ends.append((last, names[place], role(place))) }
    }
    if shown.count > 1 { drawNames(ends, frame, &svg) }
    if hasTable { drawTable(shown, frame, &svg) }
    return svg
  }

  private func role(_ place: Int) -> SVG.Role { Self.roles[place % Self.roles.count] }

  private func label(_ name: String, isNarrow: Bool) -> String {
    TextFit.cut(name, width: isNarrow ? 84 : 190, size: ChartStyle.labelSize)
  }

  // MARK: - Curves

  /// The steps that can be told apart, each the last of its place.
  private func visible(_ item: Series, _ frame: ChartFrame) -> [Point] {
    var kept: [Point] = []
    var last = -Double.infinity
    for point in item.points where point.x.isFinite && point.y.isFinite {
      let place = frame.x.clamped(point.x)
      if place - last < 0.5, !kept.isEmpty {
        kept[kept.count - 1] = point
      } else {
        kept.append(point)
        last = place
      }
    }
    return kept
  }

  private func stairs(_ item: Series, _ frame: ChartFrame) -> [SVG.Point] {
    var places: [SVG.Point] = []
    var value = item.start
    if let first = frame.place(x.values.lowerBound, value) { places.append(first) }
    for point in visible(item, frame) {
      guard let corner = frame.place(point.x, value), let end = frame.place(point.x, point.y) else {
        continue
      }
      // A step that changes nothing only carries the line on.
      if places.last?.x != corner.x { places.append(corner) }
      if point.y != value { places.append(end) }
      value = point.y
    }
    return places
  }

  private func drawBand(
    _ item: Series, _ role: SVG.Role, _ frame: ChartFrame, _ svg: inout SVG
  ) {
    var lower: [SVG.Point] = []
    var upper: [SVG.Point] = []
    var ends: (lower: Double, upper: Double) = (item.start, item.start)
    for point in visible(item, frame) {
      guard let low = point.lower, let high = point.upper,
        let lowCorner = frame.place(point.x, ends.lower),
        let highCorner = frame.place(point.x, ends.upper), let lowEnd = frame.place(point.x, low),
        let highEnd = frame.place(point.x, high)
      else { break }
      lower += [lowCorner, lowEnd]
      upper += [highCorner, highEnd]
      ends = (low, high)
    }
    if lower.count > 1 { svg.area(lower + upper.reversed(), role) }
  }

  /// Names right of the ends of the curves, from the top down, each far enough below the one before.
  private func drawNames(
    _ ends: [(place: SVG.Point, name: String, role: SVG.Role)], _ frame: ChartFrame,
    _ svg: inout SVG
  ) {
    let size = ChartStyle.labelSize
    let sorted = ends.sorted { $0.place.y < $1.place.y }
    let lowest = frame.y.start + 4
    var places: [Double] = []
    for end in sorted {
      places.append(max(end.place.y + 4, (places.last ?? -.infinity) + size + 3))
    }
    // What was pushed below the axis moves up again.
    var ceiling = lowest
    for index in places.indices.reversed() {
      places[index] = min(places[index], ceiling)
      ceiling = places[index] - size - 3
    }
    for (end, y) in zip(sorted, places) {
      // Bold letters are wider than those that texts are fitted by.
      let room = (frame.width - frame.x.end - 10) / ChartStyle.boldness
      svg.text(
        TextFit.cut(end.name, width: room, size: size), SVG.Point(x: frame.x.end + 8, y: y),
        end.role, size: size, isBold: true)
    }
  }

  // MARK: - Numbers at risk

  private func drawTable(_ shown: [Series], _ frame: ChartFrame, _ svg: inout SVG) {
    let size = ChartStyle.tickSize
    var y = frame.height + 6
    svg.text("Still watched just before each time", SVG.Point(x: 2, y: y), .muted, size: size)
    let columns = fittingColumns(shown, frame)
    for (place, item) in shown.enumerated() where !item.atRisk.isEmpty {
      if shown.count > 1 {
        y += Self.rowHeight
        svg.text(
          TextFit.cut(item.name, width: frame.width - 4, size: size), SVG.Point(x: 2, y: y),
          role(place), size: size, isBold: true)
      }
      y += Self.rowHeight
      for column in columns where column < item.atRisk.count {
        let text = item.atRisk[column]
        let half = TextFit.width(text, size: size) / 2
        let x = frame.x.clamped(riskTimes[column])
        svg.text(
          text, SVG.Point(x: min(max(x, half + 2), frame.width - half - 2), y: y), .ink, size: size,
          anchor: .middle)
      }
    }
  }

  /// The columns of the table that leave each other room.
  private func fittingColumns(_ shown: [Series], _ frame: ChartFrame) -> [Int] {
    let texts = riskTimes.indices.map { column in
      shown.compactMap { column < $0.atRisk.count ? $0.atRisk[column] : nil }
        .map { TextFit.width($0, size: ChartStyle.tickSize) }.max() ?? 0
    }
    var columns: [Int] = []
    var free = -Double.infinity
    for (column, time) in riskTimes.enumerated()
    where frame.xScale.values.contains(time) && frame.x(time) - texts[column] / 2 >= free {
      columns.append(column)
      free = frame.x(time) + texts[column] / 2 + 8
    }
    return columns
  }
}
