/// Writes CSV to a file or the standard output, in blocks.
///
///     var writer = CSVWriter(try AtomicFile("scores.csv"))
///     try writer.header(["customer_id", "churn_probability"])
///     writer.text("C-1042")
///     writer.number(0.25)
///     try writer.endRow()
///     try writer.commit()
///
/// How fields look is described with ``CSVRows``. Without a commit no file appears.
public struct CSVWriter: ~Copyable {
  private var file: AtomicFile
  private var rows: CSVRows

  /// Bytes that are collected before they are written.
  private static let blockSize = 1 << 16

  /// Writes to `file`; raw text is written as it is, unsafe for spreadsheets.
  public init(_ file: consuming AtomicFile, isRawText: Bool = false) {
    self.file = file
    rows = CSVRows(isRawText: isRawText)
  }

  /// Whether the reader of the standard output has gone, so that no more rows need be made.
  public var isClosedByReader: Bool { file.isClosedByReader }

  /// Writes the row of column names.
  public mutating func header(_ names: [String]) throws(OutputError) {
    for name in names { rows.text(name) }
    try endRow()
  }

  /// Appends a text field; nil is empty.
  public mutating func text(_ text: String?) { rows.text(text) }

  /// Appends a number by its shortest digits; nil, NaN and infinities are empty.
  public mutating func number(_ value: Double?) { rows.number(value) }

  /// Appends a number with fixed decimals, for money; nil, NaN and infinities are empty.
  public mutating func number(_ value: Double?, decimals: Int) {
    rows.number(value, decimals: decimals)
  }

  /// Appends a whole number; nil is empty.
  public mutating func integer(_ value: Int?) { rows.integer(value) }

  /// Ends the row, and writes a block when one is full.
  public mutating func endRow() throws(OutputError) {
    rows.endRow()
    if rows.bytes.count >= Self.blockSize { try file.write(rows.take()) }
  }

  /// Writes what is left and puts the file in its place.
  public mutating func commit() throws(OutputError) {
    try file.write(rows.take())
    try file.commit()
  }
}
