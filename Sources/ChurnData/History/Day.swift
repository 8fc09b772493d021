/// A calendar day, without a time of day and without a time zone.
///
/// Days count from 1970-01-01 in the proleptic Gregorian calendar. Differences of days are what the
/// whole engine calls days: an order on the day before a cutoff is 1 day old, at whatever hour.
public struct Day: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01; negative before it.
  public let number: Int

  /// The day that lies `number` days after 1970-01-01.
  public init(number: Int) { self.number = number }

  /// The day on which a time, in seconds since 1970-01-01 on the local clock, falls.
  public init(containing seconds: Int64) {
    let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: Day.seconds)
    number = Int(quotient) - (remainder < 0 ? 1 : 0)
  }

  /// A calendar date, or nil when there is no such day or the year is not in 1...9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Day.daysInMonth(month, year: year)
    else { return nil }
    number = Day.number(year: year, month: month, day: day)
  }

  /// Reads `2011-09-01`, or nil when the text is anything else.
  public init?(iso text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      parts.allSatisfy({ $0.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1 - 48) } }
    self.init(year: numbers[0], month: numbers[1], day: numbers[2])
  }

  /// Seconds of one day on a clock that knows no leap seconds and no daylight saving.
  public static let seconds: Int64 = 86_400

  /// Year, month (1...12) and day of the month (1...31).
  public var civil: (year: Int, month: Int, day: Int) {
    // Howard Hinnant's days-to-civil algorithm on eras of 400 years that start on 1 March.
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The day of the week, from 0 for Monday to 6 for Sunday.
  public var weekday: Int { ((number + 3) % 7 + 7) % 7 }

  /// Whether the day is a Saturday or a Sunday.
  public var isWeekend: Bool { weekday >= 5 }

  /// The first day of the same month.
  public var firstOfMonth: Day { Day(number: number - (civil.day - 1)) }

  /// The first day of the month `months` months after this day's own.
  public func firstOfMonth(offset months: Int) -> Day {
    let (year, month, _) = civil
    let index = year * 12 + (month - 1) + months
    let floored = index >= 0 ? index / 12 : (index - 11) / 12
    return Day(number: Day.number(year: floored, month: index - floored * 12 + 1, day: 1))
  }

  /// The first second of the day.
  public var startSeconds: Int64 { Int64(number) * Day.seconds }

  /// The order of time.
  public static func < (left: Day, right: Day) -> Bool { left.number < right.number }
  /// The day `days` later.
  public static func + (day: Day, days: Int) -> Day { Day(number: day.number + days) }
  /// The day `days` earlier.
  public static func - (day: Day, days: Int) -> Day { Day(number: day.number - days) }
  /// How many days `left` lies after `right`.
  public static func - (left: Day, right: Day) -> Int { left.number - right.number }

  private static func daysInMonth(_ month: Int, year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return switch month {
    case 2: isLeap ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func number(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension Day: CustomStringConvertible {
  /// ISO 8601: `2011-09-01`.
  public var description: String {
    let (year, month, day) = civil
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

extension Day: Codable {
  /// Reads an ISO 8601 date.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let day = Day(iso: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a date such as 2011-09-01, got \"\(text)\"")
    }
    self = day
  }

  /// Writes an ISO 8601 date.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
