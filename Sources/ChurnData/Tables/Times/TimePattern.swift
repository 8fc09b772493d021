/// A date format a user gave, such as `d.M.yyyy H:mm`.
///
/// Letters: `d dd M MM MMM yy yyyy H HH h mm ss a`; text in single quotes and all other characters
/// stand for themselves, and a blank also matches a `T`. Single letters and double ones both take
/// one or two digits.
struct TimePattern: Sendable, Equatable {
  fileprivate enum Token: Equatable {
    case day
    case month
    case monthName
    case shortYear
    case year
    case hour
    case halfHour
    case minute
    case second
    case halfDay
    case literal(UInt8)
  }

  let text: String
  private let tokens: [Token]

  init(_ text: String) throws(DataError) {
    func refuse(_ cause: String) -> DataError { .badDateFormat(pattern: text, cause: cause) }
    var tokens: [Token] = []
    let bytes = Array(text.utf8)
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte == 0x27 {
        place += 1
        while place < bytes.count && bytes[place] != 0x27 {
          tokens.append(.literal(bytes[place]))
          place += 1
        }
        guard place < bytes.count else { throw refuse("its quote is not closed") }
        place += 1
        continue
      }
      guard byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A else {
        tokens.append(.literal(byte))
        place += 1
        continue
      }
      let start = place
      while place < bytes.count && bytes[place] == byte { place += 1 }
      let letters = String(decoding: bytes[start..<place], as: UTF8.self)
      switch letters {
      case "d", "dd": tokens.append(.day)
      case "M", "MM": tokens.append(.month)
      case "MMM": tokens.append(.monthName)
      case "yy": tokens.append(.shortYear)
      case "yyyy": tokens.append(.year)
      case "H", "HH": tokens.append(.hour)
      case "h": tokens.append(.halfHour)
      case "mm": tokens.append(.minute)
      case "ss": tokens.append(.second)
      case "a": tokens.append(.halfDay)
      default:
        if letters == "T" {
          tokens.append(.literal(0x54))
        } else {
          throw refuse("\"\(letters)\" means nothing in a date format")
        }
      }
    }
    let days = tokens.filter { $0 == .day }.count
    let months = tokens.filter { $0 == .month || $0 == .monthName }.count
    let years = tokens.filter { $0 == .year || $0 == .shortYear }.count
    guard days == 1, months == 1, years == 1 else {
      throw refuse("it must name day, month and year once each")
    }
    let halves = tokens.filter { $0 == .halfDay }.count
    guard tokens.filter({ $0 == .halfHour }).count == halves, halves <= 1 else {
      throw refuse("h and a go together")
    }
    guard !(tokens.contains(.hour) && halves > 0) else { throw refuse("it has both H and h") }
    self.text = text
    self.tokens = tokens
  }

  /// The seconds since 1970-01-01 that a field means; nil where it does not follow the pattern.
  func read(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> Int64? {
    var place = range.lowerBound
    let end = range.upperBound
    func number(_ least: Int, _ most: Int) -> Int? {
      let start = place
      var value = 0
      while place < end && place - start < most && bytes[place] >= 0x30 && bytes[place] <= 0x39 {
        value = value * 10 + Int(bytes[place] - 0x30)
        place += 1
      }
      return place - start >= least ? value : nil
    }
    var day = 0
    var month = 0
    var year = 0
    var hour = 0
    var minute = 0
    var second = 0
    var isAfternoon: Bool?
    // Where letters stand side by side, as in yyyyMMdd, a number must have its full width.
    for (index, token) in tokens.enumerated() {
      let isTight = index + 1 < tokens.count && tokens[index + 1].isNumber && token.isNumber
      let isBehind = index > 0 && tokens[index - 1].isNumber && token.isNumber
      let least = isTight || isBehind ? 2 : 1
      var value: Int?
      switch token {
      case .literal(let byte):
        guard place < end, bytes[place] == byte || (byte == 0x20 && bytes[place] == 0x54) else {
          return nil
        }
        place += 1
        continue
      case .halfDay:
        guard place + 1 < end, bytes[place + 1] | 0x20 == 0x6D else { return nil }
        let letter = bytes[place] | 0x20
        guard letter == 0x61 || letter == 0x70 else { return nil }
        isAfternoon = letter == 0x70
        place += 2
        continue
      case .monthName:
        let start = place
        while place < end && bytes[place] | 0x20 >= 0x61 && bytes[place] | 0x20 <= 0x7A {
          place += 1
        }
        value = place - start <= 9 ? Calendar.month(named: bytes.text(start..<place)) : nil
      case .year: value = number(4, 4)
      case .shortYear: value = number(2, 2).map(Calendar.fullYear)
      default: value = number(least, 2)
      }
      guard let value else { return nil }
      switch token {
      case .day: day = value
      case .month, .monthName: month = value
      case .year, .shortYear: year = value
      case .hour, .halfHour: hour = value
      case .minute: minute = value
      default: second = value
      }
    }
    if let isAfternoon {
      guard hour >= 1 && hour <= 12 else { return nil }
      hour = hour % 12 + (isAfternoon ? 12 : 0)
    }
    guard place == end, Calendar.isValid(year, month, day), hour < 24, minute < 60, second < 60
    else { return nil }
    return Int64(Calendar.days(year, month, day)) * 86400
      + Int64(hour * 3600 + minute * 60 + second)
  }
}

extension TimePattern.Token {
  fileprivate var isNumber: Bool {
    switch self {
    case .literal, .halfDay, .monthName: false
    default: true
    }
  }
}
