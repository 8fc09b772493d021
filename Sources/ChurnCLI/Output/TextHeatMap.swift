/// A table of values for a terminal, its cells coloured by value where colour is wanted.
///
/// Every value stands in its cell, so that nothing is lost without colour: `*` behind one that is known
/// in part only, `~` before one that a model tells, and `·` where nothing is known. A table wider than
/// the terminal is cut into parts below each other.
struct TextHeatMap: Sendable {
  /// How a value came about.
  enum Mark: Sendable, Equatable {
    /// It was observed, wholly.
    case observed
    /// It was observed in part: more may come.
    case incomplete
    /// A model tells it.
    case projected
  }

  /// One place of the table.
  struct Cell: Sendable, Equatable {
    /// What decides the colour; nil or not finite = nothing is known.
    let value: Double?
    /// The value as it is written.
    var text = ""
    var mark = Mark.observed

    /// A cell of which nothing is known.
    static let blank = Cell(value: nil)
  }

  /// One line of the table.
  struct Row: Sendable, Equatable {
    let label: String
    /// A figure beside the label; empty for none.
    var note = ""
    /// One a column; missing ones are blank.
    let cells: [Cell]
  }

  /// What the labels of rows are.
  let rowTitle: String
  /// What the figures beside them are; empty for none.
  var noteTitle = ""
  let columns: [String]
  let rows: [Row]
  /// The values at the two ends of the colours; nil = those that occur.
  var values: ClosedRange<Double>?
  /// What the marks mean, for the line below.
  var incomplete = "period not over"
  var projected = "projected"
  var blank = "not observed"

  /// Backgrounds of the 256 colours, the palest first, and the letters on them: 16 black, 231 white.
  private static let colours = [
    (254, 16), (195, 16), (159, 16), (116, 16), (73, 16), (37, 16), (24, 231), (23, 231),
  ]

  /// The lines, each ended by a line feed.
  ///
  /// - Parameters:
  ///   - isColored: Whether cells are coloured; only ever on a terminal.
  ///   - width: Characters a line may have.
  /// - Returns: The table and the line that explains its marks.
  func text(isColored: Bool, width: Int) -> String {
    let label = texts(rowTitle, rows.map(\.label))
    let hasNotes = rows.contains { !$0.note.isEmpty }
    let note = hasNotes ? texts(noteTitle, rows.map(\.note)) : nil
    let cells = columns.indices.map { column in
      texts(columns[column], rows.map { shown($0, column).text })
    }
    let head = label.width + (note.map { $0.width + 2 } ?? 0) + 1
    let range = range
    var parts: [String] = []
    var first = 0
    repeat {
      var last = first
      var used = head
      while last < cells.count, last == first || used + cells[last].width + 2 <= width {
        used += cells[last].width + 2
        last += 1
      }
      parts.append(part(first..<last, label, note, cells, range, isColored: isColored))
      first = last
    } while first < cells.count
    return parts.joined(separator: "\n") + legend
  }

  /// The texts of a column and the cells that the widest takes.
  private struct Texts {
    let heading: String
    let cells: [String]
    let width: Int
  }

  private func texts(_ heading: String, _ cells: [String]) -> Texts {
    let heading = TextTable.cleaned(heading)
    let cells = cells.map(TextTable.cleaned)
    return Texts(
      heading: heading, cells: cells,
      width: ([heading] + cells).map(TextTable.width).max() ?? 0)
  }

  private func cell(_ row: Row, _ column: Int) -> Cell {
    column < row.cells.count ? row.cells[column] : .blank
  }

  /// What stands in a cell, and whether it has a value.
  private func shown(_ row: Row, _ column: Int) -> (text: String, value: Double?) {
    let cell = cell(row, column)
    guard let value = cell.value, value.isFinite else { return ("·", nil) }
    switch cell.mark {
    case .observed: return (cell.text, value)
    case .incomplete: return (cell.text + "*", value)
    case .projected: return ("~" + cell.text, value)
    }
  }

  private var range: ClosedRange<Double> {
    if let values { return values }
    let known = rows.flatMap(\.cells).compactMap(\.value).filter(\.isFinite)
    guard let least = known.min(), let most = known.max(), least < most else {
      return 0...max(1, known.max() ?? 1)
    }
    return least...most
  }

  private func part(
    _ columns: Range<Int>, _ label: Texts, _ note: Texts?, _ cells: [Texts],
    _ range: ClosedRange<Double>, isColored: Bool
  ) -> String {
    func padded(_ text: String, _ width: Int, isRight: Bool) -> String {
      let blanks = String(repeating: " ", count: max(0, width - TextTable.width(text)))
      return isRight ? blanks + text : text + blanks
    }
    func start(_ label: String, _ labels: Texts, _ note: String?, _ notes: Texts?) -> String {
      padded(label, labels.width, isRight: false)
        + (note.map { "  " + padded($0, notes?.width ?? 0, isRight: true) } ?? "") + " "
    }
    var heading = start(label.heading, label, note?.heading, note)
    for column in columns {
      heading += " " + padded(cells[column].heading, cells[column].width, isRight: true) + " "
    }
    while heading.last == " " { heading.removeLast() }
    var lines = [TextStyle.bold.applied(to: heading, isColored: isColored)]
    for (place, row) in rows.enumerated() {
      var line = start(label.cells[place], label, note?.cells[place], note)
      for column in columns {
        let text = padded(cells[column].cells[place], cells[column].width, isRight: true)
        line += coloured(" \(text) ", row, column, range, isColored: isColored)
      }
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func coloured(
    _ text: String, _ row: Row, _ column: Int, _ range: ClosedRange<Double>, isColored: Bool
  ) -> String {
    guard isColored, let value = shown(row, column).value else { return text }
    if cell(row, column).mark == .projected { return "\u{1B}[3m\(text)\u{1B}[0m" }
    let width = range.upperBound - range.lowerBound
    let clamped = min(max(value, range.lowerBound), range.upperBound)
    let share = width > 0 && width.isFinite ? (clamped - range.lowerBound) / width : 0
    let step = min(Self.colours.count - 1, Int(share * Double(Self.colours.count)))
    let (ground, ink) = Self.colours[step]
    return "\u{1B}[48;5;\(ground);38;5;\(ink)m\(text)\u{1B}[0m"
  }

  /// What the marks that occur mean.
  private var legend: String {
    var parts: [String] = []
    let all = rows.flatMap { row in columns.indices.map { cell(row, $0) } }
    let known = all.filter { $0.value?.isFinite == true }
    if known.contains(where: { $0.mark == .incomplete }) { parts.append("* \(incomplete)") }
    if known.contains(where: { $0.mark == .projected }) { parts.append("~ \(projected)") }
    if known.count < all.count { parts.append("· \(blank)") }
    return parts.isEmpty ? "" : parts.joined(separator: "   ") + "\n"
  }
}
