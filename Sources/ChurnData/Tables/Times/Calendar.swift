/// The Gregorian calendar as far as reading dates needs it.
enum Calendar {
  /// Years that are taken for dates.
  static let years = 1900...2199

  /// Days from 1970-01-01 to a date of the Gregorian calendar.
  ///
  /// Howard Hinnant, "chrono-compatible low-level date algorithms": March is the first month, so
  /// that the leap day ends the year.
  static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// Whether a date exists and lies in ``years``.
  static func isValid(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    guard years.contains(year), month >= 1, month <= 12, day >= 1 else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return day <= lengths[month - 1]
  }

  /// A two-digit year: 70 to 99 lie in 1970 to 1999, 0 to 69 in 2000 to 2069.
  static func fullYear(_ short: Int) -> Int { short >= 70 ? 1900 + short : 2000 + short }

  private static let monthNames = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  /// The month an English name or an abbreviation of at least three letters means.
  static func month(named name: String) -> Int? {
    let lower = name.lowercased()
    guard lower.utf8.count >= 3 else { return nil }
    return monthNames.firstIndex { $0.hasPrefix(lower) }.map { $0 + 1 }
      ?? (lower == "sept" ? 9 : nil)
  }
}
