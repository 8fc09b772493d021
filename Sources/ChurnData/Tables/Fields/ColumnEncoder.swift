/// Reads the fields of one requested column, a batch at a time, into the values of one block.
///
/// A worker has one encoder for each request and uses it for block after block. In a batch every
/// record gets a value; records that were rejected are taken out again at the batch's end.
protocol ColumnEncoder: AnyObject {
  /// Starts a new block.
  func begin()
  /// Appends a value for every record of the batch, and rejects those that cannot be used.
  func encode(_ batch: FieldBatch) throws(FieldError)
  /// Takes out the values of the batch's rejected records.
  func compact(_ batch: FieldBatch)
  /// Whether the value at an index of the block is missing.
  func isMissing(_ index: Int) -> Bool
  /// How many values the block has so far.
  var count: Int { get }
  /// Hands out the block's values.
  func finish() -> ColumnPiece
  /// A sentence on why a record's field was rejected as unreadable.
  func complaint(_ batch: FieldBatch, _ record: Int) -> String
}

/// A field that ends the reading.
struct FieldError: Error {
  let record: Int
  let failure: Kind

  enum Kind {
    /// A field of a column of numbers that is none.
    case notANumber(field: String, decimalComma: Bool)
  }
}

/// What an encoder rejects a record for.
struct RejectCodes: Sendable {
  /// Under which code a blank is rejected; nil where blanks are missing values.
  let blank: UInt32?
  let unreadable: UInt32
}

/// One block's values of one column.
enum ColumnPiece: Sendable {
  case text(Segment<UInt32>)
  case key(Segment<UInt64>)
  case time(TimePiece)
  case decimal(DecimalPiece)
  case number(Segment<Double>)
  /// Nothing: handed over already, or an automatic column that turned out to be no number.
  case none
}

/// A field as messages show it: quoted, and cut to 40 characters.
func shown(_ text: String) -> String {
  text.count > 40 ? "\(text.prefix(40))..." : text
}
