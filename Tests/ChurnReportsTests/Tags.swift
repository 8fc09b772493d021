/// Just enough of a reader of markup to check pages by.
struct Tags {
  struct Tag {
    let name: String
    let isEnd: Bool
    /// The whole tag between its brackets.
    let text: String
    /// What stands between this tag and the next.
    let content: String

    /// The value of an attribute, as it is written.
    func attribute(_ name: String) -> String? {
      guard let start = text.range(of: " \(name)=\"") else { return nil }
      return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
  }

  let all: [Tag]

  /// Tags that need no end, as HTML has them.
  private static let single: Set<String> = [
    "meta", "line", "circle", "polyline", "!doctype",
  ]

  init(_ html: String) {
    all = html.split(separator: "<").dropFirst().map { piece in
      let text = String(piece.prefix { $0 != ">" })
      let name = String(text.drop { $0 == "/" }.prefix { $0 != " " && $0 != "/" })
      return Tag(
        name: name.hasPrefix("!doctype") ? "!doctype" : name, isEnd: text.hasPrefix("/"),
        text: text, content: String(piece.dropFirst(text.count + 1)))
    }
  }

  /// The starts of elements of a kind.
  func starts(_ name: String) -> [Tag] { all.filter { $0.name == name && !$0.isEnd } }

  /// Elements left open or closed out of turn; empty when all is well.
  var unbalanced: [String] {
    var open: [String] = []
    var wrong: [String] = []
    for tag in all {
      if tag.isEnd {
        if open.last == tag.name { open.removeLast() } else { wrong.append(tag.name) }
      } else if !Self.single.contains(tag.name), !tag.text.hasSuffix("/") {
        open.append(tag.name)
      }
    }
    return open + wrong
  }
}
