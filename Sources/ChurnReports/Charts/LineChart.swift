/// Lines, dots with intervals, bands and points to look at, over two axes.
///
/// Lines bear their names themselves, at their ends or beside a point, instead of in a legend.
public struct LineChart: Chart, Equatable {
  /// A point of a series, with an interval where there is one.
  struct Point: Sendable, Equatable {
    let x: Double
    let y: Double
    var lower: Double?
    var upper: Double?

    init(_ x: Double, _ y: Double, lower: Double? = nil, upper: Double? = nil) {
      self.x = x
      self.y = y
      self.lower = lower
      self.upper = upper
    }
  }

  /// How the points of a series are shown.
  enum Style: Sendable, Equatable {
    /// A line, its intervals as a band.
    case line
    /// A thin dashed line.
    case dashed
    /// Dots, their intervals as bars.
    case dots
    /// Dots joined by a thin line, their intervals as bars.
    case linkedDots
  }

  /// Where the name of a series stands.
  enum LabelPlace: Sendable, Equatable {
    /// Nowhere.
    case none
    /// To the right of the last point.
    case end
    /// Beside the point nearest to this share of the horizontal axis, above or below.
    case beside(Double, isAbove: Bool)
  }

  /// Points that belong together.
  struct Series: Sendable, Equatable {
    let name: String
    let points: [Point]
    let role: SVG.Role
    var style = Style.line
    var label = LabelPlace.end
  }

  /// A point to look at, with what is to be seen there.
  struct Marker: Sendable, Equatable {
    let x: Double
    let y: Double
    let text: String
    let role: SVG.Role
  }

  /// What the picture is called.
  public let title: String
  /// What there is to see, in sentences.
  public let summary: String
  let x: ChartScale
  let y: ChartScale
  let series: [Series]
  var markers: [Marker] = []
  /// Whether the axes show the same unit, and equal steps shall look equal.
  var isSquare = false

  /// The picture, `width` units wide.
  public func svg(width: Double) -> SVG {
    let labels = series.filter { $0.label == .end }.map {
      TextFit.width($0.name, size: ChartStyle.labelSize) * ChartStyle.boldness + 12
    }
    // A square as wide as a desktop would fill the screen.
    let drawn = isSquare ? min(width, 460) : width
    let isNarrow = width < ChartStyle.leastWide
    let frame = ChartFrame(
      width: drawn, plotHeight: isNarrow ? 200 : 260, xScale: x, yScale: y,
      rightRoom: min(labels.max() ?? 0, drawn * 0.3), isSquare: isSquare)
    var svg = SVG(width: frame.width, height: frame.height, title: title, summary: summary)
    frame.draw(&svg)
    for item in series { drawBand(item, frame, &svg) }
    for item in series { draw(item, frame, &svg) }
    drawMarkers(frame, &svg)
    drawNames(frame, &svg)
    return svg
  }

  // MARK: - Parts

  private func drawBand(_ item: Series, _ frame: ChartFrame, _ svg: inout SVG) {
    guard item.style == .line else { return }
    var lower: [SVG.Point] = []
    var upper: [SVG.Point] = []
    for point in item.points {
      guard let low = point.lower, let high = point.upper,
        let first = frame.place(point.x, low), let second = frame.place(point.x, high)
      else { continue }
      lower.append(first)
      upper.append(second)
    }
    if lower.count > 1 { svg.area(lower + upper.reversed(), item.role) }
  }

  private func draw(_ item: Series, _ frame: ChartFrame, _ svg: inout SVG) {
    let places = item.points.compactMap { frame.place($0.x, $0.y) }
    switch item.style {
    case .line: svg.path(places, item.role, width: 2.25)
    case .dashed: svg.path(places, item.role, width: 1.25, isDashed: true)
    case .dots, .linkedDots:
      if item.style == .linkedDots { svg.path(places, item.role, width: 1.25) }
      for point in item.points {
        guard let place = frame.place(point.x, point.y) else { continue }
        if let low = point.lower, let high = point.upper,
          let first = frame.place(point.x, low), let second = frame.place(point.x, high)
        {
          svg.path([first, second], item.role, width: 1.5)
        }
        svg.circle(place, radius: 4.5, item.role)
      }
    }
  }

  private func drawMarkers(_ frame: ChartFrame, _ svg: inout SVG) {
    for (row, marker) in markers.enumerated() {
      guard let place = frame.place(marker.x, marker.y) else { continue }
      // Near the bottom, where lines seldom run.
      let textY = frame.y.start - 10 - Double(row) * 17
      svg.line(
        SVG.Point(x: place.x, y: frame.y.start), place, .muted,
        isDashed: true)
      svg.circle(place, radius: 5, marker.role)
      let size = ChartStyle.labelSize
      let needed = TextFit.width(marker.text, size: size) + 8
      let (left, right) = (place.x, frame.x.end - place.x)
      let isRight = right >= needed || right >= left
      let room = max(isRight ? right : left, 20) - 8
      svg.text(
        TextFit.cut(marker.text, width: room, size: size),
        SVG.Point(x: place.x + (isRight ? 7 : -7), y: textY), .ink, size: size,
        anchor: isRight ? .start : .end)
    }
  }

  /// On which side of a point its line leaves room, above or below: -1 left, 1 right, 0 either.
  private static func side(
    of place: SVG.Point, in places: [SVG.Point], isAbove: Bool
  ) -> Double {
    guard let at = places.firstIndex(of: place) else { return 0 }
    let before = places[max(0, at - 5)]
    let after = places[min(places.count - 1, at + 5)]
    // Places count downwards.
    let rise = before.y - after.y
    guard abs(rise) > 0.1 * (after.x - before.x) else { return 0 }
    return (rise > 0) == isAbove ? -1 : 1
  }

  private func drawNames(_ frame: ChartFrame, _ svg: inout SVG) {
    let size = ChartStyle.labelSize
    var ends: [(place: SVG.Point, item: Series)] = []
    for item in series {
      let places = item.points.compactMap { frame.place($0.x, $0.y) }
      switch item.label {
      case .none: continue
      case .end: if let last = places.last { ends.append((last, item)) }
      case .beside(let share, let isAbove):
        let target = frame.x.start + share * (frame.x.end - frame.x.start)
        guard let place = places.min(by: { abs($0.x - target) < abs($1.x - target) }) else {
          continue
        }
        let half = TextFit.width(item.name, size: size) / 2
        let x = place.x + Self.side(of: place, in: places, isAbove: isAbove) * (half + 8)
        svg.text(
          item.name,
          SVG.Point(
            x: min(max(x, frame.x.start + half + 4), frame.width - half - 2),
            y: place.y + (isAbove ? -10 : 20)), item.role, size: size, anchor: .middle,
          isBold: item.style != .dashed)
      }
    }
    // From the top down, each far enough below the one before.
    var floor = -Double.infinity
    for (place, item) in ends.sorted(by: { $0.place.y < $1.place.y }) {
      let y = max(place.y + 4, floor)
      floor = y + size + 3
      svg.text(
        TextFit.cut(
          item.name, width: (frame.width - place.x - 9) / ChartStyle.boldness, size: size),
        SVG.Point(x: place.x + 8, y: y), item.role, size: size, isBold: item.style != .dashed)
    }
  }
}
