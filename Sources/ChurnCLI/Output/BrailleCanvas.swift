/// Cells of a terminal with two by four dots each, as braille characters, and letters upon them.
struct BrailleCanvas: Sendable {
  /// The size in cells.
  let columns: Int
  let rows: Int

  private var dots: [UInt8]
  private var letters: [Character?]

  /// An empty canvas of at least one cell.
  init(columns: Int, rows: Int) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    dots = [UInt8](repeating: 0, count: self.columns * self.rows)
    letters = [Character?](repeating: nil, count: self.columns * self.rows)
  }

  /// The bit of each dot of a cell, by column and then row (U+2800 to U+28FF).
  private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  /// Sets a dot, counted from the upper left; those outside are left out.
  mutating func set(_ x: Int, _ y: Int) {
    guard x >= 0, y >= 0, x < 2 * columns, y < 4 * rows else { return }
    dots[y / 4 * columns + x / 2] |= Self.bits[x % 2][y % 4]
  }

  /// Sets the dots of a straight line, both ends included.
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
    let (width, height) = (end.x - start.x, end.y - start.y)
    let steps = max(abs(width), abs(height))
    guard steps > 0 else { return set(start.x, start.y) }
    for step in 0...steps {
      // Halves are rounded away from zero, so that a line and its mirror image look alike.
      set(
        start.x + Int((Double(width * step) / Double(steps)).rounded()),
        start.y + Int((Double(height * step) / Double(steps)).rounded()))
    }
  }

  /// Puts a letter on a cell, or on the next free one to its left or right.
  mutating func put(_ letter: Character, nearColumn column: Int, row: Int) {
    guard row >= 0, row < rows else { return }
    for distance in 0..<columns {
      for place in distance == 0 ? [column] : [column + distance, column - distance]
      where place >= 0 && place < columns && letters[row * columns + place] == nil {
        letters[row * columns + place] = letter
        return
      }
    }
  }

  /// The characters of a row of cells, blanks for empty ones.
  func line(_ row: Int) -> String {
    var text = ""
    for column in 0..<columns {
      let cell = row * columns + column
      if let letter = letters[cell] {
        text.append(letter)
      } else if dots[cell] == 0 {
        text.append(" ")
      } else {
        text.unicodeScalars.append(Unicode.Scalar(0x2800 + UInt32(dots[cell])) ?? " ")
      }
    }
    return text
  }
}
