/// A column of times as seconds since 1970-01-01 on the wall clock of the zone of the options.
public struct TimeColumn: Sendable, Equatable {
  /// The value of a row without a time.
  public static let missing = Int64.min
  /// Seconds since 1970-01-01 00:00 on the wall clock, or ``missing``; length *n*.
  public var seconds: [Int64]
  /// Whether any row lies at another time than midnight.
  public let hasTimeOfDay: Bool
  /// The format that was found or given, such as `M/d/yyyy H:mm`.
  public let format: String

  /// A column of wall clock seconds.
  public init(seconds: [Int64], hasTimeOfDay: Bool, format: String) {
    self.seconds = seconds
    self.hasTimeOfDay = hasTimeOfDay
    self.format = format
  }
}
