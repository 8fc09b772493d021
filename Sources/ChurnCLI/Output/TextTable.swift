/// A table of aligned columns for a terminal.
///
///     var table = TextTable([.left("model"), .right("ROC-AUC")])
///     table.append(["logistic", "0.745"])
///     table.text()
///
/// Columns are two blanks apart and lines have no blanks at their ends. Widths are those that a
/// terminal gives the characters: wide East Asian ones take two cells. Line ends and other control
/// characters in a cell become blanks, so that no cell can break the table or send commands to the
/// terminal.
struct TextTable: Sendable {
  /// A column: its heading and the side that its cells keep to.
  struct Column: Sendable {
    let heading: String
    let isRight: Bool

    /// A column of text.
    static func left(_ heading: String) -> Column { Column(heading: heading, isRight: false) }

    /// A column of numbers.
    static func right(_ heading: String) -> Column { Column(heading: heading, isRight: true) }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  /// An empty table.
  init(_ columns: [Column]) { self.columns = columns }

  /// Appends a row; cells that are missing are empty, and further ones are dropped.
  mutating func append(_ cells: [String]) {
    let missing = max(0, columns.count - cells.count)
    rows.append(
      cells.prefix(columns.count).map(Self.cleaned)
        + [String](repeating: "", count: missing))
  }

  /// The lines of the table, each ended by a line feed: headings first, bold where colour is wanted.
  func text(isColored: Bool = false) -> String {
    let headings = columns.map { Self.cleaned($0.heading) }
    let widths = columns.indices.map { column in
      ([headings] + rows).map { Self.width($0[column]) }.max() ?? 0
    }
    let hasHeadings = headings.contains { !$0.isEmpty }
    var lines = rows.map { line($0, widths: widths) }
    if hasHeadings {
      let heading = line(headings, widths: widths)
      lines.insert(TextStyle.bold.applied(to: heading, isColored: isColored), at: 0)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(_ cells: [String], widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { line += "  " }
      let blanks = String(repeating: " ", count: widths[index] - Self.width(cell))
      line += columns[index].isRight ? blanks + cell : cell + blanks
    }
    while line.last == " " { line.removeLast() }
    return line
  }

  /// The text without line ends and other control characters.
  static func cleaned(_ cell: String) -> String {
    String(cell.map { $0.unicodeScalars.contains(where: isControl) ? " " : $0 })
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
  }

  /// The number of terminal cells of a text.
  static func width(_ text: String) -> Int {
    text.reduce(0) { $0 + width($1) }
  }

  private static func width(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
  }

  /// Ranges of Unicode that terminals show two cells wide (East Asian Width W and F, in blocks).
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
