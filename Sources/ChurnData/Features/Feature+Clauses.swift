extension Feature {
  /// The feature's phrase with any text where the figure goes: `last order 36 or more days ago`.
  ///
  /// A phrase without a place for a figure gets it in brackets.
  public func clause(_ figure: String) -> String {
    let phrase = member.phrase
    guard phrase.contains("{value}") else { return "\(phrase) (\(figure))" }
    return phrase.split(separator: "{value}", omittingEmptySubsequences: false)
      .joined(separator: figure)
  }

  /// The value alone as it stands in its phrase, without a unit: `93`, `41 %`.
  public func number(_ value: Double) -> String { member.unit.words(value) }

  /// What is said where the value is missing.
  public var wordsWhenMissing: String { member.wordsWhenMissing }
}
