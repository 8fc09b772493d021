internal import CKernels

/// Finds the fields of a block's records, 64 bytes a step.
///
/// A step without a quote stores the places of all delimiters and newlines at once, and is done if
/// every record that ends in it has the right number of fields. All other steps go from one
/// structural byte to the next and know about quotes, blank lines, ragged records and the header.
struct RecordScanner {
  private let bytes: Cells<UInt8>
  private let dialect: Dialect
  private let end: Int
  private let isLineFeed: Bool
  private var window: Int
  private var recordBegin: Int
  private var fieldBegin: Int
  private var isQuoted = false
  private var isInQuotes = false
  private var escaped = -1
  private var isHeaderAhead: Bool
  private var stored = 0
  private var dropped = 0
  private var recordLine = 0
  /// Newlines seen so far, those in quotes included.
  private(set) var lines = 0
  /// Whether any field was quoted.
  private(set) var hasQuotes = false

  init(_ bytes: Cells<UInt8>, _ range: Range<Int>, _ dialect: Dialect, skippingHeader: Bool) {
    self.bytes = bytes
    self.dialect = dialect
    end = range.upperBound
    isLineFeed = dialect.newline == Dialect.lineFeed
    window = range.lowerBound
    recordBegin = range.lowerBound
    fieldBegin = range.lowerBound
    isHeaderAhead = skippingHeader
  }

  /// Fills the batch with the next records; false when the block has none left.
  mutating func next(_ batch: FieldBatch) -> Bool {
    let columns = batch.columns
    let ends = batch.ends
    // What the last window found of an unfinished record moves to the front.
    let done = batch.count * columns
    ends.copy(done..<(done + stored), to: ends, at: 0)
    batch.count = 0
    batch.ragged.removeAll(keepingCapacity: true)
    batch.hasRejects = false
    var used = stored
    while batch.count < batch.goal && window < end {
      var masks = dialect.structure(bytes, window)
      if end - window < 64 {
        let valid = (UInt64(1) << UInt64(end - window)) - 1
        masks.first &= valid
        masks.second &= valid
        masks.third &= valid
      }
      let overflow = used - batch.count * columns - columns - 64
      if overflow > 0 {
        // Far too many fields: more of them need not be remembered, only counted.
        dropped += overflow
        used -= overflow
      }
      if masks.third == 0 && !isQuoted && !isHeaderAhead {
        used = plainWindow(masks, batch, used)
      } else {
        used = carefulWindow(masks.first | masks.second | masks.third, masks, batch, used)
      }
      window += 64
    }
    stored = used - batch.count * columns
    return batch.count > 0 || !batch.ragged.isEmpty
  }

  /// Stores all fields that end in a window without quotes; returns the number of ends stored.
  @inline(__always)
  private mutating func plainWindow(
    _ masks: ck_byte_masks, _ batch: FieldBatch, _ used: Int
  ) -> Int {
    let all = masks.first | masks.second
    let columns = batch.columns
    let ends = batch.ends
    var bits = all
    var place = used
    let base = UInt32(truncatingIfNeeded: window)
    while bits != 0 {
      ends[place] = base &+ UInt32(truncatingIfNeeded: bits.trailingZeroBitCount)
      bits &= bits &- 1
      place &+= 1
    }
    var newlines = masks.second
    var handled: UInt64 = 0
    var begin = batch.count &* columns
    while newlines != 0 {
      let bit = newlines & (0 &- newlines)
      let through = bit | (bit &- 1)
      let upTo = used &+ (all & through).nonzeroBitCount
      var stop = window &+ bit.trailingZeroBitCount
      let after = stop
      if isLineFeed && stop > recordBegin && bytes[stop &- 1] == Dialect.carriageReturn {
        stop &-= 1
      }
      if upTo &- begin != columns || stop == recordBegin {
        // This record is blank or ragged: what the window holds from here on is taken with care.
        let kept = handled == 0 ? used : begin
        return carefulWindow(all & ~handled, masks, batch, kept)
      }
      ends[upTo &- 1] = UInt32(truncatingIfNeeded: stop)
      let record = batch.count
      batch.begins[record] = UInt32(truncatingIfNeeded: recordBegin &- 1)
      batch.lines[record] = UInt32(truncatingIfNeeded: recordLine)
      batch.status[record] = 0
      batch.count = record &+ 1
      begin &+= columns
      recordBegin = after &+ 1
      lines &+= 1
      recordLine = lines
      handled |= through
      newlines ^= bit
    }
    return place
  }

  /// Goes through structural bytes one by one; returns the number of ends stored.
  private mutating func carefulWindow(
    _ structural: UInt64, _ masks: ck_byte_masks, _ batch: FieldBatch, _ used: Int
  ) -> Int {
    let ends = batch.ends
    var used = used
    if !isQuoted {
      fieldBegin =
        used > batch.count * batch.columns
        ? Int(ends[used - 1] & FieldBatch.places) + 1 : recordBegin
    }
    var bits = structural
    while bits != 0 {
      let bit = bits & (0 &- bits)
      bits ^= bit
      let place = window + bit.trailingZeroBitCount
      if masks.third & bit != 0 {
        if place == escaped { continue }
        if isInQuotes {
          if place + 1 < end && bytes[place + 1] == Dialect.quote {
            escaped = place + 1
          } else {
            isInQuotes = false
          }
        } else if place == fieldBegin {
          isInQuotes = true
          isQuoted = true
          hasQuotes = true
        }
        continue
      }
      let isNewline = masks.second & bit != 0
      if isInQuotes {
        if isNewline { lines += 1 }
        continue
      }
      ends[used] = UInt32(truncatingIfNeeded: place) | (isQuoted ? FieldBatch.quoted : 0)
      used += 1
      isQuoted = false
      fieldBegin = place + 1
      if isNewline { used = finishRecord(place, batch, used) }
    }
    return used
  }

  /// Keeps the record that ends at `newline`, or drops it if it is blank, ragged or the header.
  private mutating func finishRecord(_ newline: Int, _ batch: FieldBatch, _ used: Int) -> Int {
    let columns = batch.columns
    let begin = batch.count * columns
    let line = recordLine
    lines += 1
    recordLine = lines
    var stop = newline
    if isLineFeed && stop > recordBegin && bytes[stop - 1] == Dialect.carriageReturn { stop -= 1 }
    let first = recordBegin
    let fields = used - begin + dropped
    recordBegin = newline + 1
    dropped = 0
    if stop == first { return begin }
    if isHeaderAhead {
      isHeaderAhead = false
      return begin
    }
    guard fields == columns else {
      batch.ragged.append(RaggedRecord(range: first..<stop, line: line, fields: fields))
      return begin
    }
    let mark = batch.ends[used - 1] & FieldBatch.quoted
    batch.ends[used - 1] = UInt32(truncatingIfNeeded: stop) | mark
    batch.begins[batch.count] = UInt32(truncatingIfNeeded: first - 1)
    batch.lines[batch.count] = UInt32(truncatingIfNeeded: line)
    batch.status[batch.count] = 0
    batch.count += 1
    return used
  }
}
