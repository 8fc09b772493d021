/// The colours of pages and pictures, by what they are for, for light and dark.
///
/// Raising and lowering are vermilion and blue of Okabe and Ito, darkened or lightened until each
/// stands out from its ground by 4.5 to 1: told apart by nearly everyone, and direction is said by
/// sign and shape as well.
enum Palette {
  static let fonts =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

  private static let light = """
    --ground: #ffffff; --panel: #f5f6f8; --ink: #1b1f24; --muted: #59636e; --grid: #d9dee4; \
    --up: #b34700; --down: #0067a3; --total: #3d4650;
    """

  private static let dark = """
    --ground: #14171b; --panel: #1e2329; --ink: #e8ebee; --muted: #a0aab4; --grid: #39414a; \
    --up: #f0914a; --down: #5cb3ea; --total: #c3cbd3;
    """

  /// The custom properties of a selector; dark where the reader prefers that, light in print.
  static func variables(of selector: String) -> String {
    """
    \(selector) { \(light) }
    @media screen and (prefers-color-scheme: dark) { \(selector) { \(dark) } }
    """
  }
}
