/// What can be wrong with data that are read: facts here, the sentence in ``description``.
public enum DataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No file of this name exists.
  case missingFile(path: String)
  /// A folder stands where a file was expected.
  case isDirectory(path: String)
  /// The file exists but may not be opened.
  case notReadable(path: String, cause: String)
  /// The system refused to go on reading or spooling.
  case readFailed(path: String, cause: String)
  /// The file became shorter while it was read.
  case fileShrank(path: String, expectedBytes: Int, foundBytes: Int)
  /// A gzip file ends early or its checks fail.
  case damagedGzip(path: String, cause: String)

  /// The file holds no bytes, or blank lines only.
  case emptyFile(path: String)
  /// The file has a header but not one data row.
  case noDataRows(path: String)
  /// Two columns bear one name.
  case duplicateColumn(file: String, name: String, first: Int, second: Int)
  /// A file's header is not that of the first file.
  case headersDiffer(file: String, other: String, difference: String)
  /// A request names a column that the file does not have.
  case noSuchColumn(index: Int, columns: Int)
  /// A quote was opened and never closed, or closed too late to be meant.
  case unbalancedQuote(at: TextPlace)
  /// One record is longer than the reader takes.
  case recordTooLong(at: TextPlace, limitBytes: Int)
  /// A NUL byte, which no text file holds.
  case nulByte(at: TextPlace)
  /// Bytes that are no character of the encoding.
  case invalidText(at: TextPlace, column: String, encoding: TextEncoding)

  /// A field of a numeric column that is no number.
  case notANumber(at: TextPlace, column: String, field: String, decimalComma: Bool)
  /// Every date of the column reads both as day/month and as month/day.
  case ambiguousDates(at: TextPlace, column: String, field: String)
  /// Some dates read only as day/month and others only as month/day.
  case mixedDates(column: String, dayFirst: TextPlace, monthFirst: TextPlace)
  /// The amounts of a column are too large to be added up exactly.
  case amountsTooLarge(column: String)
  /// A table larger than the reader's counters.
  case tooLarge(what: String)
  /// More rows than allowed could not be used.
  case tooManyRejects(file: String, rejected: Int, rows: Int, limit: Double, reasons: [ReasonCount])

  /// An id that should name one row names several.
  case duplicateCustomers(rows: [Int])

  /// A time zone the system does not know.
  case unknownTimeZone(name: String)
  /// A date pattern that cannot be followed.
  case badDateFormat(pattern: String, cause: String)

  /// The meaning given to the columns is wrong.
  case mapping(MappingError)

  /// The kinds of failure that decide a command's exit code.
  public enum Category: Sendable, Equatable {
    /// An input does not exist or cannot be opened (66).
    case missingInput
    /// The data are wrong (65).
    case badData
    /// Reading failed half-way (74).
    case ioFailed
    /// An option makes no sense (64).
    case usage
  }

  /// Which kind of failure this is.
  public var category: Category {
    switch self {
    case .missingFile, .isDirectory, .notReadable: .missingInput
    case .readFailed, .fileShrank: .ioFailed
    case .unknownTimeZone, .badDateFormat: .usage
    case .mapping(let error): error.category
    default: .badData
    }
  }

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .missingFile(let path): "\(path): no such file."
    case .isDirectory(let path): "\(path): is a folder; name the file in it."
    case .notReadable(let path, let cause): "\(path): cannot be opened (\(cause))."
    case .readFailed(let path, let cause): "\(path): reading failed (\(cause))."
    case .fileShrank(let path, let expected, let found):
      """
      \(path): became shorter while it was read (\(expected) bytes at first, then \(found)). \
      Wait until it has been written, or read a copy.
      """
    case .damagedGzip(let path, let cause):
      "\(path): damaged gzip data (\(cause)). Copy or download the file again."
    case .emptyFile(let path): "\(path): is empty."
    case .noDataRows(let path): "\(path): has a header but no data rows."
    case .duplicateColumn(let file, let name, let first, let second):
      """
      \(file): columns \(first) and \(second) are both called "\(name)". \
      Rename one, or pass --no-header to use numbers.
      """
    case .headersDiffer(let file, let other, let difference):
      "\(file): its header is not that of \(other): \(difference). Read the files one by one."
    case .noSuchColumn(let index, let columns):
      "No column number \(index + 1): the table has \(columns)."
    case .unbalancedQuote(let place):
      "\(place): a quote is opened here and never closed. Close it, or double a quote that is text."
    case .recordTooLong(let place, let limit):
      "\(place): a record of more than \(limit) bytes. Is this a text file with line ends?"
    case .nulByte(let place):
      "\(place): holds a NUL byte, so this is no plain text. If it is UTF-16, pass --encoding utf-16."
    case .invalidText(let place, let column, let encoding):
      """
      \(place): column "\(column)": not valid \(encoding.rawValue). \
      Pass --encoding, for example --encoding windows-1252.
      """
    case .notANumber(let place, let column, let field, let decimalComma):
      """
      \(place): column "\(column)": expected a number, got "\(field)".\
      \(decimalComma ? " If commas are decimal marks, pass --decimal-comma." : "")
      """
    case .ambiguousDates(let place, let column, let field):
      """
      \(place): column "\(column)": every date, such as "\(field)", reads both as day/month and as \
      month/day. Pass --date-format, for example --date-format d/M/yyyy.
      """
    case .mixedDates(let column, let dayFirst, let monthFirst):
      """
      Column "\(column)": \(dayFirst) reads only as day/month, \(monthFirst) only as month/day. \
      Mend the file, or pass --date-format to reject the others.
      """
    case .amountsTooLarge(let column):
      "Column \"\(column)\": the amounts add up to more than can be counted exactly."
    case .tooLarge(let what): "The table is too large: \(what)."
    case .tooManyRejects(let file, let rejected, let rows, let limit, let reasons):
      """
      \(file): \(rejected) of \(rows) rows cannot be used, more than --max-rejects \(limit) allows:
      \(reasons.filter(\.isRejected).map { "  \($0.description)" }.joined(separator: "\n"))
      """
    case .duplicateCustomers(let rows):
      """
      One id stands in several rows (data rows \(rows.map(String.init).joined(separator: " and "))). \
      Each customer needs one row: remove the others, or name another id column.
      """
    case .unknownTimeZone(let name):
      "Unknown time zone \"\(name)\". Use a name such as Europe/London, or UTC."
    case .badDateFormat(let pattern, let cause):
      """
      --date-format "\(pattern)": \(cause). \
      Use d dd M MM MMM yy yyyy H HH h mm ss a and separators, for example d.M.yyyy H:mm.
      """
    case .mapping(let error): error.description
    }
  }
}

/// A place in a file: its name and a physical line, counted from 1.
public struct TextPlace: Sendable, Equatable, CustomStringConvertible {
  /// The file's name as given.
  public let file: String
  /// The physical line, counted from 1; newlines inside quotes count.
  public let line: Int

  /// A place made of a file's name and a line.
  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  /// `file:line`.
  public var description: String { "\(file):\(line)" }
}
