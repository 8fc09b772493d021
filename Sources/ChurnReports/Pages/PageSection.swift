/// A part of a page with a heading that the contents lead to.
struct PageSection: Sendable {
  /// Unique on the page.
  let id: String
  let title: String
  /// What it says, as markup.
  let body: String

  /// The section as markup.
  var markup: String {
    """
    <section aria-labelledby="\(id)">
    <h2 id="\(id)">\(Markup.escaped(title))</h2>
    \(body)</section>

    """
  }

  /// A list of links to sections.
  static func contents(_ sections: [PageSection]) -> String {
    let items = sections.map { "<li><a href=\"#\($0.id)\">\(Markup.escaped($0.title))</a></li>" }
    return """
      <nav aria-label="Contents">
      <ul>\(items.joined(separator: "\n"))</ul>
      </nav>

      """
  }

  /// A paragraph of plain text; nothing for none.
  static func paragraph(_ text: String) -> String {
    text.isEmpty ? "" : "<p>\(prose(text))</p>\n"
  }

  /// Plain text with options such as `--groups` set as code.
  static func prose(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let start = word.prefix { "(".contains($0) }
      let rest = word.dropFirst(start.count)
      let option = rest.prefix { $0 == "-" || ($0.isASCII && $0.isLetter) }
      guard option.count > 3, option.hasPrefix("--") else { return Markup.escaped(String(word)) }
      return "\(start)<code>\(option)</code>"
        + Markup.escaped(String(rest.dropFirst(option.count)))
    }.joined(separator: " ")
  }

  /// Items of plain text.
  static func list(_ items: [String]) -> String {
    guard !items.isEmpty else { return "" }
    let lines = items.map { "<li>\(prose($0))</li>" }
    return "<ul class=\"plain\">\n\(lines.joined(separator: "\n"))\n</ul>\n"
  }
}
