/// The colours of pages and pictures, by what they are for, for light and dark.
///
/// They are hues of Okabe and Ito, darkened or lightened until each text and each line of a series
/// stands out from its ground by 4.5 to 1, and chosen so that readers with any one kind of cones can
/// tell them apart. Colour is never alone: direction is said by sign and shape, series by labels.
enum Palette {
  static let fonts =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

  /// A colour on light and on dark grounds, as `#rrggbb`.
  struct Colour: Sendable {
    let name: String
    let light: String
    let dark: String
  }

  /// What everything stands on.
  static let grounds = [
    Colour(name: "ground", light: "#ffffff", dark: "#14171b"),
    Colour(name: "panel", light: "#f5f6f8", dark: "#1e2329"),
  ]

  /// What is read or told apart: texts, marks and series.
  static let marks = [
    Colour(name: "ink", light: "#1b1f24", dark: "#e8ebee"),
    Colour(name: "muted", light: "#59636e", dark: "#a0aab4"),
    Colour(name: "up", light: "#b34700", dark: "#f0914a"),
    Colour(name: "down", light: "#0067a3", dark: "#5cb3ea"),
    Colour(name: "total", light: "#3d4650", dark: "#c3cbd3"),
    Colour(name: "first", light: "#00525f", dark: "#3fd0dc"),
    Colour(name: "second", light: "#a83a8c", dark: "#c972b0"),
    Colour(name: "third", light: "#826000", dark: "#e0b53c"),
  ]

  /// Lines that only guide the eye.
  static let grid = Colour(name: "grid", light: "#d9dee4", dark: "#39414a")

  private static var all: [Colour] { grounds + marks + [grid] }

  /// The custom properties of a selector; dark where the reader prefers that, light in print.
  static func variables(of selector: String) -> String {
    let light = all.map { "--\($0.name): \($0.light);" }.joined(separator: " ")
    let dark = all.map { "--\($0.name): \($0.dark);" }.joined(separator: " ")
    return """
      \(selector) { \(light) }
      @media screen and (prefers-color-scheme: dark) { \(selector) { \(dark) } }
      """
  }
}
