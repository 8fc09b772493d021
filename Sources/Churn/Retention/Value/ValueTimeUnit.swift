/// What models of repeat purchases count time in.
public enum ValueTimeUnit: String, Sendable, CaseIterable, Codable {
  /// Days.
  case day
  /// Weeks of seven days.
  case week

  /// Days of one unit.
  public var days: Double { self == .week ? 7 : 1 }
}
