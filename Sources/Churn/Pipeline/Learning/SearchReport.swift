/// What a search for settings tried, and what it came to.
public struct SearchReport: Sendable, Equatable, Encodable {
  /// One combination that was tried.
  public struct Trial: Sendable, Equatable, Encodable {
    /// The settings, by name.
    public let settings: [String: Double]
    /// The share of the trees that it was given at most.
    public let share: Double
    /// The log loss of rows it had not learned from, with that share.
    public let logLoss: Double
  }

  /// All combinations, the defaults first.
  public let trials: [Trial]
  /// The place of the one chosen.
  public let chosen: Int
}
