/// Splits the head of a file into fields, one character after the other.
///
/// Follows the same rules as ``RecordScanner`` and ``FieldBatch``, without their speed: a quote
/// opens only at a field's start, a doubled one inside is text, blank lines are no records.
struct SimpleRecords {
  /// The fields of the records found, decoded and unquoted.
  private(set) var records: [[String]] = []

  /// Splits up to `limit` records; the last one needs no newline if `isWhole`.
  init(
    _ bytes: Cells<UInt8>, _ range: Range<Int>, _ dialect: Dialect, limit: Int, isWhole: Bool
  ) {
    var fields: [String] = []
    var field: [UInt8] = []
    var isOpen = false
    var isStart = true
    var begin = range.lowerBound
    var place = range.lowerBound
    func endField() {
      fields.append(String(decoding: field, as: UTF8.self))
      field.removeAll(keepingCapacity: true)
      isStart = true
    }
    while place < range.upperBound && records.count < limit {
      let byte = bytes[place]
      place += 1
      if isOpen {
        if byte != Dialect.quote {
          field.append(byte)
        } else if place < range.upperBound && bytes[place] == Dialect.quote {
          field.append(byte)
          place += 1
        } else {
          isOpen = false
        }
      } else if byte == Dialect.quote && isStart {
        isOpen = true
        isStart = false
      } else if byte == dialect.delimiter || (dialect.isSpaces && byte == 0x09) {
        // A run of blanks ends one field, and none at the line's begin.
        if !dialect.isSpaces || !isStart { endField() }
      } else if byte == dialect.newline {
        let isPair =
          dialect.newline == Dialect.lineFeed && place - 2 >= begin
          && bytes[place - 2] == Dialect.carriageReturn
        if isPair && field.last == Dialect.carriageReturn { field.removeLast() }
        let length = place - 1 - begin - (isPair ? 1 : 0)
        begin = place
        // A line of blanks only is blank where blanks separate.
        let isBlank = dialect.isSpaces && fields.isEmpty && field.isEmpty && isPair == !isStart
        if dialect.isSpaces && !fields.isEmpty && field.isEmpty && (isStart || isPair) {
          isStart = true
        } else {
          endField()
        }
        if length > 0 && !isBlank { records.append(fields) }
        fields.removeAll(keepingCapacity: true)
        isStart = true
      } else {
        field.append(byte)
        isStart = false
      }
    }
    if isWhole && records.count < limit && begin < range.upperBound {
      if field.last == Dialect.carriageReturn && !isOpen && dialect.newline == Dialect.lineFeed {
        field.removeLast()
      }
      if !(dialect.isSpaces && isStart && !fields.isEmpty) { endField() }
      let isBlank = fields.count == 1 && fields[0].isEmpty
      if !isBlank || bytes[begin] == Dialect.quote { records.append(fields) }
    }
  }

  /// The index of the field in which a stretch that begins with a record ends.
  static func fieldIndex(_ bytes: Cells<UInt8>, _ range: Range<Int>, _ dialect: Dialect) -> Int {
    var index = 0
    var isOpen = false
    var isStart = true
    for place in range {
      let byte = bytes[place]
      if byte == Dialect.quote && (isOpen || isStart) {
        isOpen.toggle()
        isStart = false
      } else if byte == dialect.delimiter && !isOpen {
        index += 1
        isStart = true
      } else {
        isStart = false
      }
    }
    return index
  }
}
