internal import CKernels

/// Where the last whole record of a stretch of text ends, by the parser's own rule for quotes.
struct RecordBoundary: Equatable {
  /// The place after the last newline outside quotes, nil if there is none.
  var end: Int?
  /// The place of a quote that is still open at the end of the stretch.
  var openQuote: Int?

  /// Scans a stretch that begins with a record; 64 bytes past it must be readable.
  init(_ bytes: Cells<UInt8>, _ range: Range<Int>, _ dialect: Dialect) {
    if bytes.firstIndex(of: Dialect.quote, in: range) == nil {
      end = bytes.lastIndex(of: dialect.newline, in: range).map { $0 + 1 }
      return
    }
    var window = range.lowerBound
    var fieldBegin = range.lowerBound
    var skipped = -1
    while window < range.upperBound {
      var masks = dialect.structure(bytes, window)
      if dialect.isSpaces { masks.first |= bytes.match(window, 0x09, 0x09, 0x09).first }
      if range.upperBound - window < 64 {
        let valid = (UInt64(1) << UInt64(range.upperBound - window)) - 1
        masks.first &= valid
        masks.second &= valid
        masks.third &= valid
      }
      if masks.third == 0 && openQuote == nil {
        let ends = masks.first | masks.second
        if ends != 0 { fieldBegin = window + 64 - ends.leadingZeroBitCount }
        if masks.second != 0 { end = window + 64 - masks.second.leadingZeroBitCount }
        window += 64
        continue
      }
      var bits = masks.first | masks.second | masks.third
      while bits != 0 {
        let offset = bits.trailingZeroBitCount
        let bit = bits & (0 &- bits)
        bits ^= bit
        let place = window + offset
        if masks.third & bit != 0 {
          if place == skipped { continue }
          if openQuote != nil {
            if place + 1 < range.upperBound && bytes[place + 1] == Dialect.quote {
              skipped = place + 1
            } else {
              openQuote = nil
            }
          } else if place == fieldBegin {
            openQuote = place
          }
        } else if openQuote == nil {
          fieldBegin = place + 1
          if masks.second & bit != 0 { end = place + 1 }
        }
      }
      window += 64
    }
  }
}
