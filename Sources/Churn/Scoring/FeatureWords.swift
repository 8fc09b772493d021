internal import ChurnData
internal import ChurnMath

/// The words for a bundle's features: names from the data's own field for orders, and the column
/// itself for a ready table.
struct FeatureWords: Sendable {
  /// The features, in the order of the model.
  let records: [Manifest.FeatureRecord]
  private let known: [Feature?]

  init(_ manifest: Manifest) {
    records = manifest.features
    known = manifest.features.map { record in
      manifest.kind == .orders ? FeatureSet.feature(named: record.name) : nil
    }
  }

  /// A customer's value of a feature: a number, or the name of a level.
  struct Value: Sendable, Equatable {
    /// The number; `NaN` when it is missing.
    let number: Double
    /// The name behind it; nil for a number and for an unknown level.
    let level: String?
    /// Whether values are names.
    let isName: Bool

    init(_ column: FeatureMatrix.Column, row: Int) {
      number = column.values[row]
      if case .categorical(let levels) = column.kind {
        isName = true
        let isKnown = number >= 0 && number < Double(levels.count)
        level = isKnown ? levels[Int(number)] : nil
      } else {
        isName = false
        level = nil
      }
    }
  }

  /// A value as a clause, with what is typical beside it: `last order 93 days ago (typical: 44 days)`.
  func sentence(_ feature: Int, _ value: Value) -> String {
    let text = words(feature, value.number, value.level)
    guard !value.isName, !value.number.isNaN, let typical = records[feature].typical,
      typical != value.number
    else { return text }
    return "\(text) (typical: \(figure(feature, typical)))"
  }

  /// A value as a clause and nothing beside it: `last order 93 days ago`.
  func plain(_ feature: Int, _ value: Value) -> String { words(feature, value.number, value.level) }

  /// A value alone: `93 days`, `monthly`; nil when it is missing.
  func figure(_ feature: Int, _ value: Value) -> String? {
    if value.isName { return value.level }
    return value.number.isNaN ? nil : figure(feature, value.number)
  }

  /// What is typical of the training rows, alone; nil for names.
  func typical(_ feature: Int) -> String? { records[feature].typical.map { figure(feature, $0) } }

  /// A number alone, with its unit.
  func figure(_ feature: Int, _ number: Double) -> String {
    known[feature]?.figure(number) ?? Self.number(number)
  }

  /// A number as it stands in a phrase.
  func number(_ feature: Int, _ number: Double) -> String {
    known[feature]?.number(number) ?? Self.number(number)
  }

  /// The feature's phrase around any text: `last order 36 or more days ago`, `visits is 13 or fewer`.
  func clause(_ feature: Int, _ text: String) -> String {
    known[feature]?.clause(text) ?? "\(records[feature].name) is \(text)"
  }

  /// What is said where the value is missing.
  func wordsWhenMissing(_ feature: Int) -> String {
    known[feature]?.wordsWhenMissing ?? "\(records[feature].name) is not known"
  }

  private func words(_ feature: Int, _ value: Double, _ level: String?) -> String {
    if let known = known[feature] { return known.words(value, level: level) }
    // A column of a ready table: `Contract is Month-to-month`.
    let name = records[feature].name
    if let level { return "\(name) is \(level)" }
    return value.isNaN ? "\(name) is not known" : "\(name) is \(Self.number(value))"
  }

  private static func number(_ value: Double) -> String {
    var decimals = value == value.rounded() ? 0 : 2
    // Two digits of a small number, too: 0.0021 is not 0.00.
    var shown = value.magnitude * 10
    while decimals > 0, decimals < 9, shown < 1 {
      shown *= 10
      decimals += 1
    }
    return PlainNumber.fixed(value, decimals: decimals) ?? "not known"
  }
}
