/// How a table is to be read; whatever is nil is found from the content.
public struct TableOptions: Sendable, Equatable {
  /// What separates the fields; nil: found among `,` `;` tab `|`.
  public var delimiter: Delimiter?
  /// Whether the first record names the columns; otherwise they are called `1`, `2`, ...
  public var hasHeader = true
  /// The encoding; nil: UTF-8, or UTF-16 where a byte order mark says so.
  public var encoding: TextEncoding?
  /// Whether a comma is the decimal mark of numbers.
  public var decimalComma = false
  /// A pattern such as `d.M.yyyy H:mm` that all dates follow; nil: found from all rows.
  public var dateFormat: String?
  /// The zone whose wall clock times are turned into, by its IANA name.
  public var timeZone = "UTC"
  /// The largest share of records that may be rejected.
  public var maxRejectShare = 0.2
  /// The most threads to use.
  public var threads = 1
  /// Bytes a block of text holds; smaller ones only make sense in tests.
  var blockBytes = 4 << 20
  /// The longest record taken, in bytes.
  var recordBytes = 16 << 20

  /// Options with every default.
  public init() {}
}
