/// What a read found: rows, bytes, and every row that was rejected or noted, by reason.
public struct ReadReport: Sendable, Equatable {
  /// Data records, rejected ones included; blank lines are none.
  public let rows: Int
  /// Records that became rows of the table.
  public let keptRows: Int
  /// Reasons with their counts, the most frequent first, then by name.
  public let reasons: [ReasonCount]
  /// The rejected records themselves, in the order of the files; empty unless asked for.
  public let rejectedRecords: [RejectedRecord]
  /// Records whose bytes equal those of an earlier one; nil unless asked for.
  public let duplicateRows: Int?
  /// Bytes of text that were read, after unpacking and transcoding.
  public let bytes: Int
  /// Whether any field was quoted.
  public let hasQuotedFields: Bool
  /// Sentences on columns whose values had to be changed, such as rounded amounts.
  public let notes: [String]

  /// A report of the given facts.
  public init(
    rows: Int, keptRows: Int, reasons: [ReasonCount] = [],
    rejectedRecords: [RejectedRecord] = [], duplicateRows: Int? = nil, bytes: Int = 0,
    hasQuotedFields: Bool = false, notes: [String] = []
  ) {
    self.rows = rows
    self.keptRows = keptRows
    self.reasons = reasons
    self.rejectedRecords = rejectedRecords
    self.duplicateRows = duplicateRows
    self.bytes = bytes
    self.hasQuotedFields = hasQuotedFields
    self.notes = notes
  }

  /// Records that did not become rows.
  public var rejectedRows: Int { rows - keptRows }
}

/// How many rows were rejected or noted for one reason, with the first of them.
public struct ReasonCount: Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, such as `unreadable amount`.
  public let reason: String
  /// How many rows.
  public let count: Int
  /// Whether those rows were left out; otherwise they are only counted.
  public let isRejected: Bool
  /// The first places, up to 5.
  public let firstLines: [TextPlace]
  /// A sentence on the first of them; nil where there is nothing to add.
  public let example: String?

  /// A count with its first places.
  public init(
    reason: String, count: Int, isRejected: Bool, firstLines: [TextPlace], example: String? = nil
  ) {
    self.reason = reason
    self.count = count
    self.isRejected = isRejected
    self.firstLines = firstLines
    self.example = example
  }

  /// `unreadable amount: 12 rows (orders.csv:7, 9, 11); expected a number, got "x"`.
  public var description: String {
    var text = "\(reason): \(count) \(count == 1 ? "row" : "rows")"
    if let first = firstLines.first {
      var places = first.description
      var file = first.file
      for place in firstLines.dropFirst() {
        places += place.file == file ? ", \(place.line)" : ", \(place)"
        file = place.file
      }
      text += " (\(places)\(count > firstLines.count ? ", ..." : ""))"
    }
    if let example { text += "; \(example)" }
    return text
  }
}

/// A record that did not become a row.
public struct RejectedRecord: Sendable, Equatable {
  /// Where the record begins.
  public let place: TextPlace
  /// Why it was rejected, as in ``ReasonCount/reason``.
  public let reason: String
  /// The record as it stands in the file, without its line end.
  public let text: String

  /// A record with its place and reason.
  public init(place: TextPlace, reason: String, text: String) {
    self.place = place
    self.reason = reason
    self.text = text
  }
}
