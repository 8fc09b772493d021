/// Which values of a label column mean that a customer left.
///
/// Values are compared trimmed, in any case, and as numbers where they are whole numbers, so that
/// `Yes` and `yes`, or `1` and `1.0`, are one value.
public struct LabelCoding: Sendable, Equatable {
  /// What a value of the label column means.
  public enum Meaning: Sendable, Equatable {
    /// The customer left.
    case churned

    /// The customer stayed.
    case retained

    /// The row has no label.
    case missing
  }

  /// The meaning of each level, in the order of the levels given.
  public let meanings: [Meaning]

  /// The value that means churn, as the first level that has it spells it.
  public let positive: String

  /// The values that mean staying, each once.
  public let negatives: [String]

  /// Decides the meaning of every level.
  ///
  /// Without a given value the two levels must be a known pair: 1/0, yes/no, true/false, vrai/faux,
  /// oui/non, ja/nein, wahr/falsch, si/no, sí/no, verdadero/falso, tak/nie, da/net, да/нет, y/n, t/f,
  /// j/n, churned/retained and a few like it. With a given value every other level means staying.
  ///
  /// - Parameters:
  ///   - levels: The values that occur, with how many rows have each.
  ///   - label: The column's name, for messages.
  ///   - given: The value that means churn, when the user says so.
  /// - Throws: `MappingError.singleLevel`, `.positiveUnclear`, `.positiveNotFound`.
  public init(
    levels: [(text: String, rows: Int)], label: String, given: String? = nil
  ) throws(DataError) {
    let keys = levels.map { Self.key($0.text) }
    var spellings: [String] = []
    var distinct: [String] = []
    for (key, level) in zip(keys, levels) where !Self.isMissing(level.text) && level.rows > 0 {
      // Columns of many values are no labels; the first hundred say enough for a message.
      guard distinct.count <= 100, !distinct.contains(key) else { continue }
      distinct.append(key)
      spellings.append(level.text)
    }
    let rows = levels.reduce(0) { $0 &+ $1.rows }
    let wanted = given.map(Self.key)
    if let given, let wanted, !keys.contains(wanted) || Self.isMissing(given) {
      throw .mapping(
        .positiveNotFound(
          label: label, positive: given, nearest: NearestName.of(given, in: spellings),
          levels: spellings, levelCount: distinct.count))
    }
    guard distinct.count > 1 else {
      throw .mapping(.singleLevel(label: label, level: spellings.first, rows: rows))
    }
    guard let churned = wanted ?? Self.positive(of: distinct) else {
      throw .mapping(
        .positiveUnclear(label: label, levels: spellings, levelCount: distinct.count))
    }
    let meanings: [Meaning] = zip(keys, levels).map { key, level in
      if Self.isMissing(level.text) { return .missing }
      return key == churned ? .churned : .retained
    }
    self.meanings = meanings
    let found = levels.indices.first { meanings[$0] == .churned && levels[$0].rows > 0 }
    positive = found.map { levels[$0].text } ?? churned
    negatives = zip(distinct, spellings).filter { $0.0 != churned }.map(\.1)
  }

  /// The level of a known pair that means churn; nil when the pair is unknown.
  private static func positive(of levels: [String]) -> String? {
    guard levels.count == 2 else { return nil }
    for (positive, negative) in pairs {
      if levels[0] == positive, levels[1] == negative { return levels[0] }
      if levels[1] == positive, levels[0] == negative { return levels[1] }
    }
    return nil
  }

  private static let pairs: [(String, String)] = [
    ("1", "0"), ("1", "-1"), ("yes", "no"), ("true", "false"), ("vrai", "faux"), ("oui", "non"),
    ("ja", "nein"), ("wahr", "falsch"), ("si", "no"), ("sí", "no"), ("verdadero", "falso"),
    ("sim", "não"), ("tak", "nie"), ("prawda", "fałsz"), ("da", "net"), ("да", "нет"),
    ("y", "n"), ("t", "f"), ("j", "n"), ("o", "n"), ("churned", "retained"),
    ("churned", "active"), ("churned", "stayed"), ("churned", "not churned"), ("churn", "no churn"),
    ("churn", "stay"), ("lost", "active"), ("left", "stayed"), ("true.", "false."),
  ]

  private static func isMissing(_ text: String) -> Bool { ColumnProfile.isMissing(text) }

  /// Trimmed, small letters, whole numbers without a point.
  private static func key(_ text: String) -> String {
    var slice = text[...]
    while let first = slice.first, first.isWhitespace { slice.removeFirst() }
    while let last = slice.last, last.isWhitespace { slice.removeLast() }
    let key = slice.lowercased()
    if let number = Double(key), number.isFinite, number == number.rounded(),
      abs(number) < 1e15
    {
      return String(Int(number))
    }
    return key
  }
}
