/// Numbers the texts of an identifier, or of an automatic column that is no number.
final class TextEncoder: ColumnEncoder {
  let table = InternTable()
  private let column: Int
  private let codes: RejectCodes
  /// Whether white space at the ends is no part of the text and `NA` and the like are missing.
  private let isFree: Bool
  private var staging = Staging<UInt32>()
  private var keys = Slab<InternTable.Key>(capacity: 256)

  init(column: Int, codes: RejectCodes, isFree: Bool) {
    self.column = column
    self.codes = codes
    self.isFree = isFree
  }

  var count: Int { staging.count }

  func begin() { staging.clear() }

  func encode(_ batch: FieldBatch) throws(FieldError) {
    let fields = batch.column(column)
    let base = staging.extend(by: batch.count)
    let cells = staging.cells
    keys.reserve(batch.count, keeping: 0)
    let keys = keys.cells
    let bytes = batch.bytes
    // First all hashes, so that the slots are on their way when they are needed.
    for record in 0..<batch.count {
      let range = batch.text(fields, record)
      let length = range.count
      if length >= 1 && length <= 16 && bytes[range.lowerBound] > 0x20 && !isFree {
        let key = table.key(bytes, range.lowerBound, length)
        table.prefetch(key)
        keys[record] = key
      } else {
        slow(batch, record, range, keys, cells, base)
      }
    }
    for record in 0..<batch.count {
      let key = keys[record]
      // No text begins with NUL: the slow path has set this code already.
      if key.low != 0 { cells[base &+ record] = table.number(key) }
    }
  }

  /// Blank, long or to be trimmed.
  @inline(never)
  private func slow(
    _ batch: FieldBatch, _ record: Int, _ range: Range<Int>, _ keys: Cells<InternTable.Key>,
    _ cells: Cells<UInt32>, _ base: Int
  ) {
    let bytes = batch.bytes
    let inner = trimmed(bytes, range)
    keys[record] = InternTable.Key(low: 0, high: 0, hash: 0)
    if inner.isEmpty || (isFree && MissingMark.matches(bytes, inner)) {
      cells[base + record] = TextColumn.missing
      if let code = codes.blank { batch.reject(record, code: code) }
      return
    }
    let kept = isFree ? inner : range
    if kept.count <= 16 {
      let key = table.key(bytes, kept.lowerBound, kept.count)
      table.prefetch(key)
      keys[record] = key
    } else {
      cells[base + record] = table.longNumber(bytes, kept)
    }
  }

  func compact(_ batch: FieldBatch) { staging.compact(batch) }

  func isMissing(_ index: Int) -> Bool {
    staging.cells[staging.range.lowerBound + index] == TextColumn.missing
  }

  func finish() -> ColumnPiece { .text(staging.finish()) }

  func complaint(_ batch: FieldBatch, _ record: Int) -> String { "expected a text" }
}
