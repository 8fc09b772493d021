/// A chart on a page: its title, what it shows, the picture for wide and narrow screens, its numbers.
struct PageFigure: Sendable {
  /// Unique on the page; the pictures are named after it.
  let id: String
  let chart: any Chart
  /// How to read it, a sentence or two; plain text.
  let text: String
  /// Its numbers, folded away.
  var table: HTMLTable?

  /// The widths that pictures are laid out for.
  private static let wide = 760.0
  private static let narrow = 320.0

  /// The figure as markup.
  var markup: String {
    let wide = chart.svg(width: Self.wide)
    let note = text.isEmpty ? "" : "<span>\(Markup.escaped(text))</span>"
    return """
      <figure>
      <figcaption class="title"><strong>\(Markup.escaped(wide.title))</strong>\(note)</figcaption>
      \(wide.element(id: id, cssClass: wide.width < Self.wide ? "wide part" : "wide"))\
      \(chart.svg(width: Self.narrow).element(id: "\(id)-narrow", cssClass: "narrow"))\
      </figure>
      \(table?.folded("The numbers of this picture: \(wide.title)") ?? "")
      """
  }
}
