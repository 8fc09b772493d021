/// Rows of CSV by RFC 4180 as bytes, field by field.
///
///     var rows = CSVRows()
///     rows.text("C-1042")
///     rows.number(0.25)
///     rows.endRow()      // C-1042,0.25 and a line feed
///
/// Lines end with a line feed. A field is quoted when it holds a comma, a quote or a line end, or
/// when a reader would strip its blanks; quotes inside are doubled. Text is made safe for
/// spreadsheets by ``SpreadsheetSafety`` unless raw text is asked for. A missing number is an empty
/// field. A row of one empty field is written `""`, as an empty line is no row to many readers.
public struct CSVRows: Sendable {
  /// The rows so far.
  public private(set) var bytes: [UInt8] = []

  private let isRawText: Bool
  private var fieldsInRow = 0
  private var rowStart = 0

  /// No rows yet.
  ///
  /// - Parameter isRawText: Whether text is written as it is, unsafe for spreadsheets.
  public init(isRawText: Bool = false) { self.isRawText = isRawText }

  /// Appends a text field; nil is empty.
  public mutating func text(_ text: String?) {
    separate()
    guard let text else { return }
    let isProtected = !isRawText && SpreadsheetSafety.isAtRisk(text.utf8)
    guard Self.needsQuotes(text) else {
      if isProtected { bytes.append(UInt8(ascii: "'")) }
      bytes.append(contentsOf: text.utf8)
      return
    }
    bytes.append(Self.quote)
    if isProtected { bytes.append(UInt8(ascii: "'")) }
    for byte in text.utf8 {
      if byte == Self.quote { bytes.append(Self.quote) }
      bytes.append(byte)
    }
    bytes.append(Self.quote)
  }

  /// Appends a number by its shortest digits; nil, NaN and infinities are empty.
  public mutating func number(_ value: Double?) {
    separate()
    guard let value, let digits = PlainNumber.shortest(value) else { return }
    bytes.append(contentsOf: digits.utf8)
  }

  /// Appends a number with fixed decimals, for money; nil, NaN and infinities are empty.
  public mutating func number(_ value: Double?, decimals: Int) {
    separate()
    guard let value, let digits = PlainNumber.fixed(value, decimals: decimals) else { return }
    bytes.append(contentsOf: digits.utf8)
  }

  /// Appends a whole number; nil is empty.
  public mutating func integer(_ value: Int?) {
    separate()
    guard let value else { return }
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Ends the row.
  public mutating func endRow() {
    if fieldsInRow == 1, bytes.count == rowStart {
      bytes.append(contentsOf: [Self.quote, Self.quote])
    }
    bytes.append(UInt8(ascii: "\n"))
    fieldsInRow = 0
    rowStart = bytes.count
  }

  /// Hands over the bytes so far and goes on with none; to be called between rows.
  mutating func take() -> [UInt8] {
    let taken = bytes
    bytes.removeAll(keepingCapacity: false)
    rowStart = 0
    return taken
  }

  private mutating func separate() {
    if fieldsInRow > 0 { bytes.append(UInt8(ascii: ",")) }
    fieldsInRow += 1
  }

  private static let quote = UInt8(ascii: "\"")

  private static func needsQuotes(_ text: String) -> Bool {
    let bytes = text.utf8
    if bytes.first == UInt8(ascii: " ") || bytes.last == UInt8(ascii: " ") { return true }
    return bytes.contains {
      $0 == UInt8(ascii: ",") || $0 == quote || $0 == UInt8(ascii: "\n")
        || $0 == UInt8(ascii: "\r")
    }
  }
}
