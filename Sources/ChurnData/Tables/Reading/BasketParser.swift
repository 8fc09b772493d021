/// One worker that parses blocks of baskets with its own table of names.
final class BasketParser: @unchecked Sendable {
  /// What one block gave.
  struct Part: Sendable {
    let index: Int
    let file: Int
    let worker: Int
    /// Where each basket ends in `items`.
    var ends: [Int] = []
    /// Items as this worker numbers them.
    var items: [UInt32] = []
    var lines = 0
    var blankLines = 0
    var blankFields = 0
    /// Newlines, those in quotes included.
    var physicalLines = 0
    var failure: BlockFailure?
  }

  let buffer = Slab<UInt8>(capacity: 1 << 12)
  let table = InternTable()
  private(set) var blocks: [Part] = []
  private let worker: Int
  /// A field without its quotes.
  private let scratch = Slab<UInt8>(capacity: 1 << 8)

  init(worker: Int) { self.worker = worker }

  /// Parses the block that lies in ``buffer``; false where reading has to end.
  func take(_ block: Block) -> Bool {
    var part = Part(index: block.index, file: block.file, worker: worker)
    part.failure = block.failure
    if part.failure == nil, let fault = firstFault(buffer.cells, block.range) {
      part.failure = failure(of: fault, block)
    }
    if part.failure == nil { parse(block, &part) }
    blocks.append(part)
    return part.failure == nil
  }

  private func parse(_ block: Block, _ part: inout Part) {
    let bytes = buffer.cells
    let dialect = block.dialect
    part.physicalLines = bytes.occurrences(of: dialect.newline, in: block.range)
    var end = block.range.upperBound
    if dialect.isSpaces { end = dialect.collapseBlanks(bytes, block.range) }
    var place = block.range.lowerBound
    while place < end {
      let begin = place
      let first = part.items.count
      var blanks = 0
      var isOpen = true
      while isOpen {
        let field = nextField(bytes, &place, end, dialect)
        if let item = field.item { part.items.append(item) } else { blanks += 1 }
        isOpen = !field.isLast
      }
      // Without its line end, which may be two bytes.
      let isBlank = place - begin <= 1 || (place - begin == 2 && bytes[begin] == 0x0D)
      if isBlank {
        part.blankLines += 1
        continue
      }
      part.lines += 1
      guard part.items.count > first else { continue }
      part.blankFields += blanks
      part.ends.append(part.items.count)
    }
  }

  /// Reads the field at `place` and what ends it; nil for a blank one.
  private func nextField(
    _ bytes: Cells<UInt8>, _ place: inout Int, _ end: Int, _ dialect: Dialect
  ) -> (item: UInt32?, isLast: Bool) {
    if place < end, bytes[place] == Dialect.quote {
      return quotedField(bytes, &place, end, dialect)
    }
    let start = place
    while place < end, bytes[place] != dialect.delimiter, bytes[place] != dialect.newline {
      place += 1
    }
    let item = number(bytes, start..<place)
    let isLast = place >= end || bytes[place] == dialect.newline
    place += 1
    return (item, isLast)
  }

  /// Inside of quotes everything is text, and a doubled quote is one.
  private func quotedField(
    _ bytes: Cells<UInt8>, _ place: inout Int, _ end: Int, _ dialect: Dialect
  ) -> (item: UInt32?, isLast: Bool) {
    var length = 0
    var isInside = true
    place += 1
    while place < end {
      let byte = bytes[place]
      if isInside, byte == Dialect.quote {
        if place + 1 < end, bytes[place + 1] == Dialect.quote {
          place += 1
        } else {
          isInside = false
          place += 1
          continue
        }
      } else if !isInside, byte == dialect.delimiter || byte == dialect.newline {
        break
      }
      scratch.reserve(length + 64, keeping: length)
      scratch.cells[length] = byte
      length += 1
      place += 1
    }
    scratch.reserve(length + 64, keeping: length)
    let item = number(scratch.cells, 0..<length)
    let isLast = place >= end || bytes[place] == dialect.newline
    place += 1
    return (item, isLast)
  }

  /// The number of an item without white space around it; nil when nothing is left.
  private func number(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> UInt32? {
    let inner = trimmed(bytes, range)
    if inner.isEmpty { return nil }
    if inner.count > 16 { return table.longNumber(bytes, inner) }
    return table.number(table.key(bytes, inner.lowerBound, inner.count))
  }

  private func failure(of fault: TextFault, _ block: Block) -> BlockFailure {
    let bytes = buffer.cells
    let begin = block.range.lowerBound
    switch fault {
    case .nul(let place):
      return .nul(line: bytes.occurrences(of: block.dialect.newline, in: begin..<place))
    case .invalid(let place):
      let start = bytes.lastIndex(of: block.dialect.newline, in: begin..<place).map { $0 + 1 }
      return .invalidText(
        line: bytes.occurrences(of: block.dialect.newline, in: begin..<place),
        column: SimpleRecords.fieldIndex(bytes, (start ?? begin)..<place, block.dialect))
    }
  }
}
