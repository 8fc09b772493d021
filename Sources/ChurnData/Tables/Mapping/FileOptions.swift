/// How a file's text is to be read: what belongs to the file rather than to one run.
public struct FileOptions: Sendable, Equatable, Codable {
  /// The mark between fields, or nil to find it.
  public var delimiter: Delimiter?

  /// The character encoding, or nil for UTF-8 or what the byte order mark says.
  public var encoding: TextEncoding?

  /// Whether decimals stand behind a comma.
  public var decimalComma = false

  /// The pattern of dates, or nil to find it from all rows.
  public var dateFormat: String?

  /// The zone whose calendar days count.
  public var timeZone = "UTC"

  /// Whether the first line names the columns.
  public var hasHeader = true

  /// Defaults: everything found by itself, UTC, a header.
  public init() {}

  /// The reader's options for such a file.
  ///
  /// - Parameters:
  ///   - threads: How many threads may parse.
  ///   - maxRejectShare: The share of unreadable rows above which reading fails.
  /// - Returns: Options for `TableFile`.
  public func tableOptions(threads: Int, maxRejectShare: Double = 0.2) -> TableOptions {
    var options = TableOptions()
    options.delimiter = delimiter
    options.encoding = encoding
    options.decimalComma = decimalComma
    options.dateFormat = dateFormat
    options.timeZone = timeZone
    options.hasHeader = hasHeader
    options.threads = threads
    options.maxRejectShare = maxRejectShare
    return options
  }
}
