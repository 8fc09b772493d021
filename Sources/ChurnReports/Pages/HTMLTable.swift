/// A table for a page: plain text in, markup out, everything escaped.
struct HTMLTable: Sendable {
  /// What a column is called and whether it holds numbers.
  struct Column: Sendable {
    let title: String
    let isNumber: Bool

    static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
    static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
  }

  /// What the table shows.
  let caption: String
  let columns: [Column]
  /// The cells of each row, as text; the first one names the row.
  let rows: [[String]]
  /// The place of a row that stands out, such as the champion's.
  var emphasised: Int?

  /// The markup; a table wider than its page is scrolled in its own frame, by keys, too.
  var markup: String {
    let heads = columns.map { column in
      "<th scope=\"col\"\(Self.cssClass(column))>\(Markup.escaped(column.title))</th>"
    }
    let lines = rows.enumerated().map { place, cells in
      let marked = zip(columns, cells).enumerated().map { number, pair in
        let (column, cell) = pair
        return number == 0
          ? "<th scope=\"row\">\(Markup.escaped(cell))</th>"
          : "<td\(Self.cssClass(column))>\(Markup.escaped(cell))</td>"
      }
      return "<tr\(place == emphasised ? " class=\"sum\"" : "")>\(marked.joined())</tr>\n"
    }
    let table = """
      <table>
      <caption>\(Markup.escaped(caption))</caption>
      <thead><tr>\(heads.joined())</tr></thead>
      <tbody>
      \(lines.joined())</tbody>
      </table>

      """
    guard columns.count > 3 else { return table }
    return """
      <div class="scroll" role="region" tabindex="0" aria-label="\(Markup.escaped(caption))">
      \(table)</div>

      """
  }

  /// The table behind a line that opens it.
  func folded(_ summary: String) -> String {
    """
    <details>
    <summary>\(Markup.escaped(summary))</summary>
    \(markup)</details>

    """
  }

  private static func cssClass(_ column: Column) -> String {
    column.isNumber ? " class=\"number\"" : ""
  }
}
