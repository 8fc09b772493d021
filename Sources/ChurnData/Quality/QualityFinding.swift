/// One thing that a user should know about the data, in plain words.
public struct QualityFinding: Sendable, Equatable, Codable {
  /// How much it matters.
  public enum Severity: String, Sendable, Equatable, Codable, CaseIterable {
    /// Worth knowing.
    case note

    /// Likely to distort results unless something is done.
    case warning

    /// Results would be wrong.
    case problem
  }

  /// What it is about, as a key for programs: `duplicates`, `outliers`, ....
  public let topic: String

  /// How much it matters.
  public let severity: Severity

  /// What was found.
  public let finding: String

  /// What it means and what to do.
  public let meaning: String

  /// A finding.
  public init(topic: String, severity: Severity, finding: String, meaning: String) {
    self.topic = topic
    self.severity = severity
    self.finding = finding
    self.meaning = meaning
  }
}
