internal import CKernels

/// The three bytes that give a file its structure.
struct Dialect: Sendable, Equatable {
  /// Between two fields; a blank for runs of blanks.
  let delimiter: UInt8
  /// The byte that ends a line: LF, which may follow a CR, or a lone CR.
  let newline: UInt8
  /// Whether runs of blanks and tabs separate fields.
  let isSpaces: Bool

  static let quote: UInt8 = 0x22
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D

  init(delimiter: Delimiter, newline: UInt8) {
    self.delimiter = delimiter.byte
    self.newline = newline
    isSpaces = delimiter == .spaces
  }

  /// Where delimiters, newlines and quotes stand among the 64 bytes at `index`.
  @inline(__always)
  func structure(_ bytes: Cells<UInt8>, _ index: Int) -> ck_byte_masks {
    bytes.match(index, delimiter, newline, Dialect.quote)
  }

  /// The line end of a text, from its first one outside quotes: CR only where no LF follows it.
  static func newline(of bytes: Cells<UInt8>, _ range: Range<Int>) -> UInt8 {
    var isQuoted = false
    for index in range {
      switch bytes[index] {
      case quote: isQuoted.toggle()
      case lineFeed where !isQuoted: return lineFeed
      case carriageReturn where !isQuoted:
        let isPair = index + 1 < range.upperBound && bytes[index + 1] == lineFeed
        return isPair ? lineFeed : carriageReturn
      default: break
      }
    }
    // A stray quote in the first line: any line end is better than none.
    if bytes.firstIndex(of: lineFeed, in: range) != nil { return lineFeed }
    return bytes.firstIndex(of: carriageReturn, in: range) == nil ? lineFeed : carriageReturn
  }

  /// Reduces runs of blanks and tabs outside quotes to one blank, and drops those at line ends.
  ///
  /// Works in place and returns the new end; the number of lines stays the same.
  func collapseBlanks(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> Int {
    var write = range.lowerBound
    var read = range.lowerBound
    var isLineStart = true
    var isFieldStart = true
    var isPending = false
    var isQuoted = false
    while read < range.upperBound {
      let byte = bytes[read]
      read += 1
      if isQuoted {
        bytes[write] = byte
        write += 1
        guard byte == Dialect.quote else { continue }
        if read < range.upperBound && bytes[read] == Dialect.quote {
          bytes[write] = byte
          write += 1
          read += 1
        } else {
          isQuoted = false
        }
        continue
      }
      if byte == 0x20 || byte == 0x09 {
        isPending = !isLineStart
        isFieldStart = true
        continue
      }
      let isReturn =
        byte == Dialect.carriageReturn && newline == Dialect.lineFeed
        && read < range.upperBound && bytes[read] == newline
      if byte == newline || isReturn {
        isPending = false
        isLineStart = byte == newline
        isFieldStart = isLineStart
      } else {
        if isPending {
          bytes[write] = 0x20
          write += 1
          isPending = false
        }
        isQuoted = isFieldStart && byte == Dialect.quote
        isLineStart = false
        isFieldStart = false
      }
      bytes[write] = byte
      write += 1
    }
    return write
  }
}
