// Reading dates and times whose order of day and month may not be known yet.
//
// value       seconds since 1970-01-01 on the wall clock; or, where day and month may be either way
//             round, bit 62 with first and second number, year and second of the day packed below
// evidence    that a date reads only as day/month, or only as month/day

/// Reads the fields of a time column, whatever of the known formats each is written in.
struct TimeReader {
  var clock: ZoneClock
  /// The formats met so far.
  var shapes: TimeShapes = []
  private var lastWord: UInt64 = 0
  private var lastHalf: UInt16 = 0
  private var lastDay: Int64 = 0

  /// What a field gave.
  enum Reading: Equatable {
    case unreadable
    case seconds(Int64)
    /// Packed; `isDayFirst` is nil where both readings are dates.
    case open(Int64, isDayFirst: Bool?)
  }

  init(clock: ZoneClock) { self.clock = clock }

  /// `yyyy-MM-dd`, alone or with `THH:mm:ss` behind; nil for all else.
  @inline(__always)
  mutating func readPlainISO(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> Int64? {
    let start = range.lowerBound
    guard range.count == 19 || range.count == 10 else { return nil }
    let word = bytes.word(start)
    let half = bytes.halfWord(start &+ 8)
    if word != lastWord || half != lastHalf {
      guard readDate(bytes, start, word, half) else { return nil }
    }
    if range.count == 10 {
      shapes.insert(.iso)
      return lastDay
    }
    let between = bytes[start &+ 10]
    guard between == 0x54 || between == 0x20 else { return nil }
    // H H : m m : s s, each byte less its expected base.
    let time = bytes.word(start &+ 11) ^ 0x3030_3A30_303A_3030
    let isClock = time & 0x0000_FF00_00FF_0000 == 0
    let tooHigh = (time &+ 0x7676_7676_7676_7676 | time) & 0x8080_8080_8080_8080
    guard isClock && tooHigh == 0 else { return nil }
    let pairs = time &* 10 &+ (time &>> 8)
    let hour = Int64(pairs & 0xFF)
    let minute = Int64(pairs &>> 24 & 0xFF)
    let second = Int64(pairs &>> 48 & 0xFF)
    guard hour < 24 && minute < 60 && second < 60 else { return nil }
    shapes.formUnion([.iso, .seconds])
    return lastDay &+ hour &* 3600 &+ minute &* 60 &+ second
  }

  @inline(never)
  private mutating func readDate(
    _ bytes: Cells<UInt8>, _ start: Int, _ word: UInt64, _ half: UInt16
  ) -> Bool {
    func digit(_ offset: Int) -> Int? {
      let byte = bytes[start + offset]
      return byte >= 0x30 && byte <= 0x39 ? Int(byte - 0x30) : nil
    }
    let digits = [0, 1, 2, 3, 5, 6, 8, 9].compactMap(digit)
    guard digits.count == 8, bytes[start + 4] == 0x2D, bytes[start + 7] == 0x2D else {
      return false
    }
    let year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]
    let month = digits[4] * 10 + digits[5]
    let day = digits[6] * 10 + digits[7]
    guard Calendar.isValid(year, month, day) else { return false }
    lastWord = word
    lastHalf = half
    lastDay = Int64(Calendar.days(year, month, day)) * 86400
    return true
  }

  /// Reads a field of any known format; the range has no white space at its ends.
  mutating func read(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> Reading {
    var cursor = TimeCursor(bytes, range)
    guard let date = cursor.date() else { return .unreadable }
    if case .instant(let instant, let shape) = date {
      shapes.insert(shape)
      return .seconds(clock.wall(instant))
    }
    guard let time = cursor.time(), cursor.isAtEnd else { return .unreadable }
    switch date {
    case .instant: return .unreadable
    case .day(let year, let month, let day, let shape):
      guard Calendar.isValid(year, month, day) else { return .unreadable }
      shapes.formUnion([shape, time.shape])
      let wall = Int64(Calendar.days(year, month, day)) * 86400 + Int64(time.seconds)
      guard let offset = time.offset else { return .seconds(wall) }
      return .seconds(clock.wall(wall - Int64(offset)))
    case .open(let first, let second, let year, let shape):
      // An offset moves the day, so the day must be known here.
      guard time.offset == nil else { return .unreadable }
      let isDayFirst = Calendar.isValid(year, second, first)
      let isMonthFirst = Calendar.isValid(year, first, second)
      guard isDayFirst || isMonthFirst else { return .unreadable }
      shapes.formUnion([shape, time.shape])
      let packed = OpenDate(first: first, second: second, year: year, seconds: time.seconds)
      return .open(packed.packed, isDayFirst: isDayFirst == isMonthFirst ? nil : isDayFirst)
    }
  }
}

/// A date whose order of day and month is settled once the whole column has been read.
struct OpenDate: Equatable {
  let first: Int
  let second: Int
  let year: Int
  let seconds: Int

  private static let mark: Int64 = 1 << 62

  /// One word that is no time of the years taken.
  var packed: Int64 {
    Self.mark | Int64(first) << 40 | Int64(second) << 34 | Int64(year) << 20 | Int64(seconds)
  }

  init(first: Int, second: Int, year: Int, seconds: Int) {
    self.first = first
    self.second = second
    self.year = year
    self.seconds = seconds
  }

  /// The date in a packed word; nil where the word holds seconds already.
  @inline(__always)
  init?(packed: Int64) {
    guard packed >= Self.mark else { return nil }
    first = Int(packed >> 40 & 63)
    second = Int(packed >> 34 & 63)
    year = Int(packed >> 20 & 4095)
    seconds = Int(packed & 0xF_FFFF)
  }

  /// The seconds since 1970-01-01 once the order is known.
  func seconds(dayFirst: Bool) -> Int64 {
    let day = dayFirst ? first : second
    let month = dayFirst ? second : first
    return Int64(Calendar.days(year, month, day)) * 86400 + Int64(seconds)
  }
}
