internal import Churn

/// A picture in scalable vector graphics: marks in order, with a title and a description for readers
/// who do not see it.
///
/// Colours are roles, set by a style sheet, so that one picture serves light and dark pages and print.
/// The same marks give the same bytes.
public struct SVG: Sendable, Equatable {
  /// What a mark is for, which decides its colour.
  enum Role: String, Sendable, CaseIterable {
    /// Text to read.
    case ink
    /// Text that can be skipped.
    case muted
    /// Lines that only guide the eye.
    case grid
    /// Raises the risk.
    case up
    /// Lowers the risk.
    case down
    /// A sum.
    case total
    /// The first series of several, such as the champion.
    case first
    /// The second series.
    case second
    /// The third series.
    case third
  }

  /// On which side of its place a text stands.
  enum Anchor: String, Sendable {
    case start
    case middle
    case end
  }

  /// A place, in units of the picture from its upper left corner.
  struct Point: Sendable, Equatable {
    var x: Double
    var y: Double
  }

  /// The width in units, at natural size CSS pixels.
  public let width: Double
  /// The height in units.
  public let height: Double
  /// What the picture is called.
  public let title: String
  /// What there is to see, in sentences.
  public let summary: String

  private var marks: [String] = []

  init(width: Double, height: Double, title: String, summary: String) {
    self.width = width
    self.height = height
    self.title = title
    self.summary = summary
  }

  // MARK: - Marks

  /// Adds a straight line.
  mutating func line(_ start: Point, _ end: Point, _ role: Role, isDashed: Bool = false) {
    let dashes = isDashed ? " stroke-dasharray=\"3 3\"" : ""
    marks.append(
      "<line class=\"line-\(role.rawValue)\" x1=\"\(number(start.x))\" y1=\"\(number(start.y))\""
        + " x2=\"\(number(end.x))\" y2=\"\(number(end.y))\"\(dashes)/>")
  }

  /// Adds straight lines from point to point; fewer than two points are no line.
  mutating func path(_ points: [Point], _ role: Role, width: Double, isDashed: Bool = false) {
    guard points.count > 1 else { return }
    let dashes = isDashed ? " stroke-dasharray=\"4 3\"" : ""
    marks.append(
      "<polyline class=\"line-\(role.rawValue)\" fill=\"none\" style=\"stroke-width:"
        + "\(number(width, decimals: 2))\"\(dashes) points=\"\(places(points))\"/>")
  }

  /// Adds a pale area, such as a band around a line.
  mutating func area(_ corners: [Point], _ role: Role) {
    marks.append("<polygon class=\"area-\(role.rawValue)\" points=\"\(places(corners))\"/>")
  }

  /// Adds a filled rectangle with a text that pointing at it shows.
  mutating func rectangle(_ corner: Point, width: Double, height: Double, _ role: Role, tip: String)
  {
    marks.append(
      "<rect class=\"fill-\(role.rawValue)\" x=\"\(number(corner.x))\" y=\"\(number(corner.y))\""
        + " width=\"\(number(max(0, width)))\" height=\"\(number(max(0, height)))\">"
        + "<title>\(Markup.escaped(tip))</title></rect>")
  }

  /// Adds an open diamond, for what is compared with a dot.
  mutating func diamond(_ center: Point, radius: Double, _ role: Role) {
    let corners = [
      Point(x: center.x, y: center.y - radius), Point(x: center.x + radius, y: center.y),
      Point(x: center.x, y: center.y + radius), Point(x: center.x - radius, y: center.y),
    ]
    marks.append("<polygon class=\"open-\(role.rawValue)\" points=\"\(places(corners))\"/>")
  }

  /// Adds a filled shape with a text that pointing at it shows.
  mutating func shape(_ corners: [Point], _ role: Role, tip: String) {
    marks.append(
      "<polygon class=\"fill-\(role.rawValue)\" points=\"\(places(corners))\">"
        + "<title>\(Markup.escaped(tip))</title></polygon>")
  }

  /// Adds a cell of a heat map, the darker the higher its step; one that a model tells has a dashed
  /// frame, and an empty one only a frame.
  mutating func heatCell(
    _ corner: Point, width: Double, height: Double, step: Int, isProjected: Bool,
    isEmpty: Bool = false, tip: String
  ) {
    let kind = isEmpty ? "heat-none" : "heat-\(step)\(isProjected ? " told" : "")"
    let inset = isProjected || isEmpty ? 0.75 : 0
    marks.append(
      "<rect class=\"\(kind)\" x=\"\(number(corner.x + inset))\" y=\"\(number(corner.y + inset))\""
        + " width=\"\(number(max(0, width - 2 * inset)))\""
        + " height=\"\(number(max(0, height - 2 * inset)))\" rx=\"1.5\""
        + (tip.isEmpty ? "/>" : "><title>\(Markup.escaped(tip))</title></rect>"))
  }

  /// Adds the value of a cell, in the middle of it.
  mutating func cellText(_ text: String, _ place: Point, size: Double, isItalic: Bool) {
    marks.append(
      "<text class=\"in-cell\" x=\"\(number(place.x))\" y=\"\(number(place.y))\""
        + " font-size=\"\(number(size))\" text-anchor=\"middle\""
        + "\(isItalic ? " font-style=\"italic\"" : "")>\(Markup.escaped(text))</text>")
  }

  /// Adds a filled circle.
  mutating func circle(_ center: Point, radius: Double, _ role: Role) {
    marks.append(
      "<circle class=\"fill-\(role.rawValue)\" cx=\"\(number(center.x))\""
        + " cy=\"\(number(center.y))\" r=\"\(number(radius))\"/>")
  }

  /// Adds a line of text; `place` is on its base line.
  mutating func text(
    _ text: String, _ place: Point, _ role: Role, size: Double, anchor: Anchor = .start,
    isBold: Bool = false
  ) {
    let weight = isBold ? " font-weight=\"600\"" : ""
    let side = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    marks.append(
      "<text class=\"fill-\(role.rawValue)\" x=\"\(number(place.x))\" y=\"\(number(place.y))\""
        + " font-size=\"\(number(size))\"\(side)\(weight)>\(Markup.escaped(text))</text>")
  }

  private func places(_ points: [Point]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// A number with no zeros at its end.
  private func number(_ value: Double, decimals: Int = 1) -> String {
    var text = (PlainNumber.fixed(value, decimals: decimals) ?? "0")[...]
    guard text.contains(".") else { return String(text) }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }

  // MARK: - Output

  /// The picture as an element of an HTML page, which must have ``styles``.
  ///
  /// - Parameters:
  ///   - id: Unique on the page; names title and description.
  ///   - cssClass: A class of the element.
  /// - Returns: Markup.
  public func element(id: String, cssClass: String) -> String {
    """
    <svg class="\(Markup.escaped(cssClass))" \(frame) role="img" \
    aria-labelledby="\(Markup.escaped(id))-t" aria-describedby="\(Markup.escaped(id))-d">
    <title id="\(Markup.escaped(id))-t">\(Markup.escaped(title))</title>
    <desc id="\(Markup.escaped(id))-d">\(Markup.escaped(summary))</desc>
    \(marks.joined(separator: "\n"))
    </svg>

    """
  }

  /// The picture as a file of its own, with its colours for light and dark.
  public var file: String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" \(frame) width="\(number(width))" \
    height="\(number(height))" role="img" aria-labelledby="t" aria-describedby="d">
    <title id="t">\(Markup.escaped(title))</title>
    <desc id="d">\(Markup.escaped(summary))</desc>
    <style>
    svg { background: var(--ground); font-family: \(Palette.fonts); }
    \(Palette.variables(of: ":root"))
    \(Self.styles)
    </style>
    \(marks.joined(separator: "\n"))
    </svg>

    """
  }

  private var frame: String { "viewBox=\"0 0 \(number(width)) \(number(height))\"" }

  /// The style sheet that gives marks the colours of the page.
  public static var styles: String {
    let roles = Role.allCases.map { role in
      let name = role.rawValue
      return """
        .fill-\(name) { fill: var(--\(name)); } .line-\(name) { stroke: var(--\(name)); }
        .area-\(name) { fill: var(--\(name)); fill-opacity: .16; } \
        .open-\(name) { fill: var(--ground); stroke: var(--\(name)); stroke-width: 2; }
        """
    }
    let heat = (0..<HeatMapChart.steps).map { step in
      ".heat-\(step) { fill: var(--first); fill-opacity: .\(heatOpacity(step)); }"
    }
    return """
      svg text { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; \
      stroke-linejoin: round; }
      polyline { stroke-linejoin: round; stroke-linecap: round; }
      \(roles.joined(separator: "\n"))
      .line-total { stroke-width: 1.5; }
      \(heat.joined(separator: " "))
      .told { stroke: var(--first); stroke-width: 1.2; stroke-dasharray: 3 2; }
      .heat-none { fill: none; stroke: var(--grid); }
      svg text.in-cell { fill: var(--ink); stroke: none; pointer-events: none; }
      """
  }

  /// How dense the colour of a step of a heat map is, in hundredths; never so dense that a value
  /// written on it could not be read, on light and on dark pages.
  static func heatOpacity(_ step: Int) -> String {
    let hundredths = 5 + step * 43 / (HeatMapChart.steps - 1)
    return hundredths < 10 ? "0\(hundredths)" : "\(hundredths)"
  }
}
