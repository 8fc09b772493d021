/// A picture that lays itself out for the width it is given.
public protocol Chart: Sendable {
  /// The picture, `width` units wide: 320 for a phone, 760 for a desktop.
  func svg(width: Double) -> SVG
}

/// What charts of all kinds agree on.
enum ChartStyle {
  /// Pictures under this width are laid out for a phone.
  static let leastWide = 560.0
  /// The narrowest picture that is drawn.
  static let leastWidth = 200.0
  /// Numbers along axes.
  static let tickSize = 12.5
  /// Labels within a picture.
  static let labelSize = 13.0
  /// How much wider bold letters are.
  static let boldness = 1.12
  /// How near to each other tick labels of a horizontal axis may stand, in units.
  static let tickGap = 14.0
}
