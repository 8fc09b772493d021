// A batch of records whose fields have been found but not read.
//
// place   an index into the block's buffer
// end     the place after a field's last byte; its highest bit says that the field is quoted
//
// Record r has exactly `columns` ends, at r * columns and on. A field begins one byte after the end
// of the field before it; the first one begins at the record's begin.

/// Up to some 200 records of one block, the fields' places, and what is to become of each record.
final class FieldBatch {
  static let quoted: UInt32 = 0x8000_0000
  static let places: UInt32 = 0x7FFF_FFFF

  let columns: Int
  /// How many records a batch should hold; the last window may add some.
  let goal: Int
  private(set) var bytes: Cells<UInt8>
  let ends: Cells<UInt32>
  /// One less than the record's first place.
  let begins: Cells<UInt32>
  /// The record's line, from 0 at the block's begin.
  let lines: Cells<UInt32>
  /// 0 for a row to keep, else the code of the reason to reject it.
  let status: Cells<UInt32>
  /// Records in the batch.
  var count = 0
  /// Records of this batch with another number of fields.
  var ragged: [RaggedRecord] = []
  /// Whether any record is to be rejected.
  var hasRejects = false

  private let endSlab: Slab<UInt32>
  private let recordSlab: Slab<UInt32>
  private let statusSlab: Slab<UInt32>
  private let lineSlab: Slab<UInt32>
  private let nothing = Slab<UInt8>(capacity: 1)
  private var scratchBegin = 0
  private var scratch = 0

  init(columns: Int) {
    self.columns = columns
    goal = columns <= 64 ? 128 : max(1, 8192 / columns)
    // One window can end 64 records of one column, or fewer of more.
    let records = goal + 64 / columns + 2
    endSlab = Slab(capacity: records * columns + columns + 256)
    recordSlab = Slab(capacity: records)
    lineSlab = Slab(capacity: records)
    statusSlab = Slab(capacity: records)
    ends = endSlab.cells
    begins = recordSlab.cells
    lines = lineSlab.cells
    status = statusSlab.cells
    bytes = nothing.cells
  }

  /// Gets ready for a block in `bytes`; from `scratchBegin` on, unquoted fields may be written.
  func begin(_ bytes: Cells<UInt8>, scratchBegin: Int) {
    self.bytes = bytes
    self.scratchBegin = scratchBegin
    scratch = scratchBegin
    count = 0
    ragged.removeAll()
    hasRejects = false
  }

  /// Rejects a record, unless it is rejected already.
  func reject(_ record: Int, code: UInt32) {
    if status[record] == 0 { status[record] = code }
    hasRejects = true
  }

  /// The fields of one column.
  func column(_ index: Int) -> FieldColumn {
    scratch = scratchBegin
    return FieldColumn(self, index)
  }

  /// The place after a record's last byte.
  func recordEnd(_ record: Int) -> Int {
    Int(ends[record * columns + columns - 1] & Self.places)
  }

  /// The range of a field's text, which for a quoted one may lie in the scratch space.
  @inline(__always)
  func text(_ column: FieldColumn, _ record: Int) -> Range<Int> {
    let end = column.end(record)
    let start = column.begin(record)
    if end & Self.quoted == 0 { return start..<Int(end) }
    return unquoted(start, Int(end & Self.places))
  }

  /// Takes the quotes off the field at `start..<end`, which begins with one.
  @inline(never)
  func unquoted(_ start: Int, _ end: Int) -> Range<Int> {
    let inner = start + 1
    if end - start >= 2, bytes[end - 1] == Dialect.quote {
      // Short texts: a plain loop beats a call.
      var isPlain = true
      for place in inner..<(end - 1) where bytes[place] == Dialect.quote { isPlain = false }
      if isPlain { return inner..<(end - 1) }
    }
    let first = scratch
    var place = inner
    var isOpen = true
    while place < end {
      let byte = bytes[place]
      place += 1
      if isOpen && byte == Dialect.quote {
        guard place < end && bytes[place] == Dialect.quote else {
          isOpen = false
          continue
        }
        place += 1
      }
      bytes[scratch] = byte
      scratch += 1
    }
    return first..<scratch
  }
}

/// A record with another number of fields than the header.
struct RaggedRecord {
  let range: Range<Int>
  let line: Int
  let fields: Int
}

/// Where the fields of one column begin and end.
struct FieldColumn {
  private let ends: Cells<UInt32>
  private let begins: Cells<UInt32>
  private let stride: Int
  private let index: Int

  init(_ batch: FieldBatch, _ index: Int) {
    ends = batch.ends
    begins = batch.begins
    stride = batch.columns
    self.index = index
  }

  /// The field's end, with the mark of a quoted field.
  @inline(__always)
  func end(_ record: Int) -> UInt32 { ends[record &* stride &+ index] }

  /// The place of the field's first byte.
  @inline(__always)
  func begin(_ record: Int) -> Int {
    let before = index == 0 ? begins[record] : ends[record &* stride &+ index &- 1]
    return Int(before & FieldBatch.places) &+ 1
  }
}
