/// The ways of writing a time that were met in a column.
struct TimeShapes: OptionSet, Sendable {
  let rawValue: UInt32

  static let iso = TimeShapes(rawValue: 1 << 0)
  static let yearSlash = TimeShapes(rawValue: 1 << 1)
  static let yearDot = TimeShapes(rawValue: 1 << 2)
  static let compact = TimeShapes(rawValue: 1 << 3)
  static let slash = TimeShapes(rawValue: 1 << 4)
  static let slashShort = TimeShapes(rawValue: 1 << 5)
  static let dash = TimeShapes(rawValue: 1 << 6)
  static let dashShort = TimeShapes(rawValue: 1 << 7)
  static let dot = TimeShapes(rawValue: 1 << 8)
  static let dotShort = TimeShapes(rawValue: 1 << 9)
  static let dayName = TimeShapes(rawValue: 1 << 10)
  static let nameDay = TimeShapes(rawValue: 1 << 11)
  static let unixSeconds = TimeShapes(rawValue: 1 << 12)
  static let unixMilliseconds = TimeShapes(rawValue: 1 << 13)
  static let minutes = TimeShapes(rawValue: 1 << 16)
  static let seconds = TimeShapes(rawValue: 1 << 17)
  static let halfDayMinutes = TimeShapes(rawValue: 1 << 18)
  static let halfDaySeconds = TimeShapes(rawValue: 1 << 19)
  static let offset = TimeShapes(rawValue: 1 << 20)

  /// The format in pattern letters, several joined by "or".
  func format(dayFirst: Bool) -> String {
    let between = { (mark: String, year: String) in
      (dayFirst ? ["d", "M", year] : ["M", "d", year]).joined(separator: mark)
    }
    let dates: [(TimeShapes, String)] = [
      (.iso, "yyyy-MM-dd"), (.yearSlash, "yyyy/MM/dd"), (.yearDot, "yyyy.MM.dd"),
      (.compact, "yyyyMMdd"), (.slash, between("/", "yyyy")), (.slashShort, between("/", "yy")),
      (.dash, between("-", "yyyy")), (.dashShort, between("-", "yy")), (.dot, "d.M.yyyy"),
      (.dotShort, "d.M.yy"), (.dayName, "d MMM yyyy"), (.nameDay, "MMM d, yyyy"),
      (.unixSeconds, "unix seconds"), (.unixMilliseconds, "unix milliseconds"),
    ]
    let times: [(TimeShapes, String)] = [
      (.seconds, "H:mm:ss"), (.minutes, "H:mm"), (.halfDaySeconds, "h:mm:ss a"),
      (.halfDayMinutes, "h:mm a"),
    ]
    var text = dates.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
    if let time = times.first(where: { contains($0.0) }) { text += " \(time.1)" }
    if contains(.offset) { text += " with offsets" }
    return text
  }
}
