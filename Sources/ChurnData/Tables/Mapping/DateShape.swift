/// Whether a field looks like a date, judged from its shape alone.
///
/// Used to tell columns apart before anything is read in earnest; the reader decides what a date is
/// worth. With a pattern given (`d.M.yyyy H:mm`), a field looks like a date when it has that shape.
struct DateShape {
  /// The pattern's letters, or nil to accept the shapes that the reader finds by itself.
  private let pattern: [UInt8]?

  init(format: String?) {
    pattern = format.map { Array($0.utf8) }
  }

  /// Whether the field could be a date.
  func fits(_ field: String) -> Bool {
    let bytes = Self.trimmed(Array(field.utf8))
    guard bytes.count >= 4, bytes.count <= 64 else { return false }
    if let pattern { return Self.matches(bytes, pattern) }
    return Self.isCompact(bytes) || Self.isNumericDate(bytes) || Self.isNamedMonthDate(bytes)
  }

  /// Whether the field could be seconds or milliseconds since 1970 between 2001 and 2100.
  static func looksLikeEpoch(_ field: String) -> Bool {
    let bytes = trimmed(Array(field.utf8))
    guard bytes.count == 10 || bytes.count == 13, bytes.allSatisfy(isDigit) else { return false }
    return bytes[0] >= 0x31 && bytes[0] <= 0x34
  }

  /// `19970101`.
  private static func isCompact(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 8, bytes.allSatisfy(isDigit) else { return false }
    return isYear(number(bytes[0..<4])) && isMonth(number(bytes[4..<6]))
      && isDay(number(bytes[6..<8]))
  }

  /// Three numbers parted by one kind of `-`, `/` or `.`, then nothing or a time.
  private static func isNumericDate(_ bytes: [UInt8]) -> Bool {
    var position = 0
    var parts: [Int] = []
    var lengths: [Int] = []
    var mark: UInt8?
    while parts.count < 3 {
      let start = position
      while position < bytes.count, isDigit(bytes[position]), position - start < 4 { position += 1 }
      guard position > start else { return false }
      parts.append(number(bytes[start..<position]))
      lengths.append(position - start)
      guard parts.count < 3 else { break }
      guard position < bytes.count, [0x2D, 0x2F, 0x2E].contains(bytes[position]) else {
        return false
      }
      guard mark == nil || mark == bytes[position] else { return false }
      mark = bytes[position]
      position += 1
    }
    if position < bytes.count {
      guard [0x20, 0x54, 0x74, 0x2C].contains(bytes[position]), bytes[position...].contains(0x3A)
      else { return false }
    }
    if lengths[0] == 4 { return isYear(parts[0]) && isMonth(parts[1]) && isDay(parts[2]) }
    guard lengths[2] == 4 ? isYear(parts[2]) : lengths[2] == 2 else { return false }
    let dayFirst = isDay(parts[0]) && isMonth(parts[1])
    let monthFirst = isMonth(parts[0]) && isDay(parts[1])
    return dayFirst || monthFirst
  }

  /// `12 Jan 2011`, `Jan 12, 2011`, with or without a time.
  private static func isNamedMonthDate(_ bytes: [UInt8]) -> Bool {
    var words: [[UInt8]] = [[]]
    for byte in bytes {
      let isWordByte = isDigit(byte) || isLetter(byte) || byte == 0x3A
      if isWordByte {
        words[words.count - 1].append(byte | (isLetter(byte) ? 0x20 : 0))
      } else if let last = words.last, !last.isEmpty {
        words.append([])
      }
    }
    guard words.count >= 3 else { return false }
    let names = words.prefix(3).filter { isMonthName($0) }
    let numbers = words.prefix(3).filter { $0.allSatisfy(isDigit) && $0.count <= 4 }
      .map { number($0[...]) }
    return names.count == 1 && numbers.count == 2 && numbers.contains(where: isDay)
      && (numbers.contains(where: isYear) || words[2].count == 2)
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ].map { Array($0.utf8) }

  private static func isMonthName(_ word: [UInt8]) -> Bool {
    word.count >= 3 && (months.contains { $0.starts(with: word) } || word == Array("sept".utf8))
  }

  /// Whether bytes have the shape of a pattern: one digit more is allowed for single letters.
  private static func matches(_ bytes: [UInt8], _ pattern: [UInt8]) -> Bool {
    var position = 0
    var index = 0
    while index < pattern.count {
      let letter = pattern[index]
      var run = 0
      while index < pattern.count, pattern[index] == letter { (run, index) = (run + 1, index + 1) }
      switch letter {
      case UInt8(ascii: "d"), UInt8(ascii: "M"), UInt8(ascii: "y"), UInt8(ascii: "H"),
        UInt8(ascii: "h"), UInt8(ascii: "m"), UInt8(ascii: "s"):
        let isName = letter == UInt8(ascii: "M") && run >= 3
        let longest = isName ? 12 : max(run, run == 1 ? 2 : run)
        let start = position
        while position < bytes.count, position - start < longest,
          isName ? isLetter(bytes[position]) : isDigit(bytes[position])
        {
          position += 1
        }
        guard position - start >= min(run, 3) else { return false }
      case UInt8(ascii: "a"):
        guard position + 1 < bytes.count else { return false }
        position += 2
      default:
        for _ in 0..<run {
          guard position < bytes.count, bytes[position] == letter else { return false }
          position += 1
        }
      }
    }
    return position == bytes.count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  private static func isYear(_ number: Int) -> Bool { (1900...2199).contains(number) }
  private static func isMonth(_ number: Int) -> Bool { (1...12).contains(number) }
  private static func isDay(_ number: Int) -> Bool { (1...31).contains(number) }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int {
    digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
  }

  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    var slice = bytes[...]
    while let first = slice.first, first <= 0x20 { slice.removeFirst() }
    while let last = slice.last, last <= 0x20 { slice.removeLast() }
    return Array(slice)
  }
}
