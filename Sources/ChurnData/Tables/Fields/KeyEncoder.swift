/// Turns order numbers into words; see ``KeyColumn`` for the kinds.
final class KeyEncoder: ColumnEncoder {
  let table = InternTable()
  private let column: Int
  private let codes: RejectCodes
  private var staging = Staging<UInt64>()

  init(column: Int, codes: RejectCodes) {
    self.column = column
    self.codes = codes
  }

  var count: Int { staging.count }

  func begin() { staging.clear() }

  func encode(_ batch: FieldBatch) throws(FieldError) {
    let fields = batch.column(column)
    let base = staging.extend(by: batch.count)
    let cells = staging.cells
    let bytes = batch.bytes
    for record in 0..<batch.count {
      let range = batch.text(fields, record)
      let length = range.count
      let end = range.upperBound
      if length >= 1 && length <= 16 && bytes[range.lowerBound] != 0x30 {
        let low = rightAligned(bytes, end, min(length, 8))
        let high = rightAligned(bytes, end &- 8, max(0, length &- 8))
        if areDigits(low) && areDigits(high) {
          cells[base &+ record] = 1 &<< 62 | (eightDigits(high) &* 100_000_000 &+ eightDigits(low))
          continue
        }
      }
      cells[base &+ record] = other(batch, record, range)
    }
  }

  @inline(never)
  private func other(_ batch: FieldBatch, _ record: Int, _ range: Range<Int>) -> UInt64 {
    let bytes = batch.bytes
    if trimmed(bytes, range).isEmpty {
      if let code = codes.blank { batch.reject(record, code: code) }
      return KeyColumn.missing
    }
    if range.count <= 18 {
      var value: UInt64 = 0
      var isNumber = range.count == 1 || bytes[range.lowerBound] != 0x30
      for place in range {
        let byte = bytes[place]
        isNumber = isNumber && byte >= 0x30 && byte <= 0x39
        guard isNumber else { break }
        value = value * 10 + UInt64(byte - 0x30)
      }
      if isNumber { return 1 << 62 | value }
    }
    if range.count <= 7 {
      let kept = bytes.word(range.lowerBound) & (~0 &>> UInt64(64 - 8 * range.count))
      return UInt64(range.count) << 56 | kept.byteSwapped >> 8
    }
    if range.count <= 16 {
      let key = table.key(bytes, range.lowerBound, range.count)
      return KeyColumn.ranked(Int(table.number(key)))
    }
    return KeyColumn.ranked(Int(table.longNumber(bytes, range)))
  }

  func compact(_ batch: FieldBatch) { staging.compact(batch) }

  func isMissing(_ index: Int) -> Bool {
    staging.cells[staging.range.lowerBound + index] == KeyColumn.missing
  }

  func finish() -> ColumnPiece { .key(staging.finish()) }

  func complaint(_ batch: FieldBatch, _ record: Int) -> String { "expected an order number" }
}
