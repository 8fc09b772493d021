/// Walks over the text of one date and time.
struct TimeCursor {
  /// A date as it was written.
  enum Date: Equatable {
    case day(year: Int, month: Int, day: Int, TimeShapes)
    case open(first: Int, second: Int, year: Int, TimeShapes)
    case instant(Int64, TimeShapes)
  }

  /// A time of day; midnight where none was written.
  struct Time: Equatable {
    var seconds = 0
    /// Seconds east of Greenwich, if it was written.
    var offset: Int?
    var shape: TimeShapes = []
  }

  private let bytes: Cells<UInt8>
  private var place: Int
  private let end: Int

  init(_ bytes: Cells<UInt8>, _ range: Range<Int>) {
    self.bytes = bytes
    place = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { place >= end }

  /// Reads a date in front; nil where none stands there.
  mutating func date() -> Date? {
    if let letter = peek(), isLetter(letter) { return nameFirst() }
    guard let (first, digits) = number(upTo: 13) else { return nil }
    if digits == 10 && isAtEnd { return instant(first, .unixSeconds) }
    if digits == 13 && isAtEnd { return instant(first / 1000, .unixMilliseconds) }
    if digits == 8 {
      return .day(
        year: first / 10000, month: first / 100 % 100, day: first % 100, .compact)
    }
    if digits == 4 { return yearFirst(first) }
    guard digits <= 2 else { return nil }
    let start = place
    if let mark = take(anyOf: [0x2F, 0x2D, 0x2E]), let (second, width) = number(upTo: 2) {
      guard width > 0, take(anyOf: [mark]) != nil, let (written, span) = number(upTo: 4),
        span == 2 || span == 4
      else { return nil }
      let year = span == 2 ? Calendar.fullYear(written) : written
      switch mark {
      case 0x2E: return .day(year: year, month: second, day: first, span == 2 ? .dotShort : .dot)
      case 0x2D:
        return .open(
          first: first, second: second, year: year, span == 2 ? .dashShort : .dash)
      default:
        return .open(
          first: first, second: second, year: year, span == 2 ? .slashShort : .slash)
      }
    }
    place = start
    return dayThenName(first)
  }

  /// Reads the rest: nothing, or a time with what may follow it.
  mutating func time() -> Time? {
    if isAtEnd { return Time() }
    let isT = take(anyOf: [0x54, 0x74]) != nil
    if !isT {
      _ = take(anyOf: [0x2C])
      guard skipBlanks() else { return nil }
    }
    guard let (written, digits) = number(upTo: 6) else { return nil }
    var time = Time()
    var hour = written
    var minute = 0
    var second = 0
    var hasSeconds = false
    if take(anyOf: [0x3A]) != nil {
      guard digits <= 2, let (minutes, width) = number(upTo: 2), width == 2 else { return nil }
      minute = minutes
      if take(anyOf: [0x3A]) != nil {
        guard let (seconds, width) = number(upTo: 2), width == 2 else { return nil }
        second = seconds
        hasSeconds = true
      }
    } else {
      // ISO's basic form: hhmm or hhmmss after a T.
      guard isT && (digits == 4 || digits == 6) else { return nil }
      hasSeconds = digits == 6
      second = hasSeconds ? written % 100 : 0
      minute = (hasSeconds ? written / 100 : written) % 100
      hour = written / (hasSeconds ? 10000 : 100)
    }
    if hasSeconds, take(anyOf: [0x2E, 0x2C]) != nil {
      guard skipDigits() else { return nil }
    }
    let isHalfDay = halfDay(&hour)
    guard let isHalfDay, hour < 24, minute < 60, second < 60 else { return nil }
    guard offset(&time.offset) else { return nil }
    time.seconds = hour * 3600 + minute * 60 + second
    let plain: TimeShapes = hasSeconds ? .seconds : .minutes
    let half: TimeShapes = hasSeconds ? .halfDaySeconds : .halfDayMinutes
    time.shape = isHalfDay ? half : plain
    if time.offset != nil { time.shape.insert(.offset) }
    return time
  }

  private func instant(_ seconds: Int, _ shape: TimeShapes) -> Date? {
    let last = Calendar.days(Calendar.years.upperBound + 1, 1, 1) * 86400
    return seconds < last ? .instant(Int64(seconds), shape) : nil
  }

  private mutating func yearFirst(_ year: Int) -> Date? {
    guard let mark = take(anyOf: [0x2D, 0x2F, 0x2E]), let (month, _) = number(upTo: 2),
      take(anyOf: [mark]) != nil, let (day, _) = number(upTo: 2)
    else { return nil }
    let shape: TimeShapes = mark == 0x2D ? .iso : mark == 0x2F ? .yearSlash : .yearDot
    return .day(year: year, month: month, day: day, shape)
  }

  /// `12 Jan 2011`, `12-Jan-11`, `12 January, 2011`.
  private mutating func dayThenName(_ day: Int) -> Date? {
    skipSeparators()
    guard let month = name() else { return nil }
    skipSeparators()
    guard let year = year() else { return nil }
    return .day(year: year, month: month, day: day, .dayName)
  }

  /// `Jan 12, 2011`.
  private mutating func nameFirst() -> Date? {
    guard let month = name() else { return nil }
    skipSeparators()
    guard let (day, width) = number(upTo: 2), width > 0 else { return nil }
    let before = place
    skipSeparators()
    guard place > before, let year = year() else { return nil }
    return .day(year: year, month: month, day: day, .nameDay)
  }

  private mutating func year() -> Int? {
    guard let (written, width) = number(upTo: 4) else { return nil }
    return width == 4 ? written : width == 2 ? Calendar.fullYear(written) : nil
  }

  private mutating func name() -> Int? {
    let start = place
    while let letter = peek(), isLetter(letter) { place += 1 }
    guard place - start <= 9 else { return nil }
    return Calendar.month(named: bytes.text(start..<place))
  }

  /// Reads `AM` or `PM` if it stands here; nil where the hour does not go with it.
  private mutating func halfDay(_ hour: inout Int) -> Bool? {
    let start = place
    _ = skipBlanks()
    guard let letter = peek(), letter | 0x20 == 0x61 || letter | 0x20 == 0x70 else {
      place = start
      return false
    }
    place += 1
    _ = take(anyOf: [0x2E])
    guard take(anyOf: [0x4D, 0x6D]) != nil else { return nil }
    _ = take(anyOf: [0x2E])
    guard hour >= 1 && hour <= 12 else { return nil }
    hour = hour % 12 + (letter | 0x20 == 0x70 ? 12 : 0)
    return true
  }

  /// Reads `Z`, `UTC`, `GMT` or a signed offset if one stands here; false where it is malformed.
  private mutating func offset(_ seconds: inout Int?) -> Bool {
    _ = skipBlanks()
    if isAtEnd { return true }
    if let letter = peek(), isLetter(letter) {
      let start = place
      while let letter = peek(), isLetter(letter) { place += 1 }
      guard ["Z", "UTC", "GMT"].contains(bytes.text(start..<place).uppercased()) else {
        return false
      }
      seconds = 0
      return true
    }
    guard let sign = take(anyOf: [0x2B, 0x2D]), let (written, width) = number(upTo: 4) else {
      return false
    }
    var hours = written
    var minutes = 0
    if width == 4 {
      hours = written / 100
      minutes = written % 100
    } else {
      guard width == 2 else { return false }
      if take(anyOf: [0x3A]) != nil {
        guard let (value, width) = number(upTo: 2), width == 2 else { return false }
        minutes = value
      }
    }
    guard hours <= 18 && minutes < 60 else { return false }
    seconds = (hours * 3600 + minutes * 60) * (sign == 0x2D ? -1 : 1)
    return true
  }

  /// Reads digits; nil where there is none or more than `most`.
  private mutating func number(upTo most: Int) -> (value: Int, digits: Int)? {
    let start = place
    var value = 0
    while let byte = peek(), byte >= 0x30 && byte <= 0x39 {
      guard place - start < most else { return nil }
      value = value * 10 + Int(byte - 0x30)
      place += 1
    }
    return place > start ? (value, place - start) : nil
  }

  private mutating func skipDigits() -> Bool {
    let start = place
    while let byte = peek(), byte >= 0x30 && byte <= 0x39 { place += 1 }
    return place > start
  }

  private mutating func skipBlanks() -> Bool {
    let start = place
    while peek() == 0x20 { place += 1 }
    return place > start
  }

  /// Skips blanks, commas, dots, hyphens and slashes between the parts of a date with a name.
  private mutating func skipSeparators() {
    while let byte = peek(), [0x20, 0x2C, 0x2D, 0x2E, 0x2F].contains(byte) { place += 1 }
  }

  private mutating func take(anyOf wanted: [UInt8]) -> UInt8? {
    guard let byte = peek(), wanted.contains(byte) else { return nil }
    place += 1
    return byte
  }

  private func peek() -> UInt8? { place < end ? bytes[place] : nil }

  private func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
  }
}
