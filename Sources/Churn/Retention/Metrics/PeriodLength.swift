/// How long a period of figures is: `--every`.
public enum PeriodLength: Sendable, Equatable {
  /// From Monday to Sunday.
  case week
  /// A calendar month.
  case month
  /// Three calendar months from January, April, July or October on.
  case quarter
  /// A calendar year.
  case year
  /// So many days, counted back from the end of the data.
  case days(Int)

  /// The most days that a period may be told in.
  public static let mostDays = 3_660

  /// Reads `month`, `week`, `quarter`, `year` or a number of days; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "week": self = .week
    case "month": self = .month
    case "quarter": self = .quarter
    case "year": self = .year
    default:
      guard let days = Int(text), (1...Self.mostDays).contains(days) else { return nil }
      self = .days(days)
    }
  }

  /// The length as it is asked for.
  public var name: String {
    switch self {
    case .week: "week"
    case .month: "month"
    case .quarter: "quarter"
    case .year: "year"
    case .days(let days): "\(days)"
    }
  }

  /// One period, as people call it: `month`, `30 days`.
  public var noun: String {
    if case .days(let days) = self { return days == 1 ? "day" : "\(days) days" }
    return name
  }

  /// Several periods, as people call them: `months`, `periods of 30 days`.
  public var plural: String {
    if case .days(let days) = self { return days == 1 ? "days" : "periods of \(days) days" }
    return name + "s"
  }
}
