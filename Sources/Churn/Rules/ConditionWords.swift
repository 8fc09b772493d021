internal import ChurnModels

/// Conditions of rules as clauses that a marketer reads.
struct ConditionWords: Sendable {
  private let words: FeatureWords
  private let places: [String: Int]

  /// The most names in a clause; the terms of the rule have all.
  private static let mostNames = 12

  init(_ words: FeatureWords) {
    self.words = words
    var places: [String: Int] = [:]
    for (place, record) in words.records.enumerated() { places[record.name] = place }
    self.places = places
  }

  /// The condition as a clause: `3 or fewer orders so far, or not known`.
  func clause(_ condition: TreeRule.Condition) -> String {
    guard let feature = places[condition.feature] else {
      return "\(condition.feature) is \(text(condition, number: { "\($0)" }) ?? "not known")"
    }
    guard let text = text(condition, number: { words.number(feature, $0) }) else {
      return words.wordsWhenMissing(feature)
    }
    let clause = words.clause(feature, text)
    return condition.allowsMissing ? clause + ", or not known" : clause
  }

  /// What stands in the place of a figure; nil when no known value meets the condition.
  private func text(
    _ condition: TreeRule.Condition, number: (Double) -> String
  ) -> String? {
    switch condition.values {
    case .levels(let levels, let others):
      let names = levels + (others ? ["another one"] : [])
      guard let last = names.last else { return nil }
      if names.count > Self.mostNames {
        let shown = names.prefix(Self.mostNames - 2)
        return shown.joined(separator: ", ") + " or one of \(names.count - shown.count) more"
      }
      return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " or " + last
    case .numbers(let above, let upTo, let isWhole):
      return isWhole
        ? whole(above, upTo, number: number) : plain(above, upTo, number: number)
    }
  }

  /// Of whole numbers: `36 or more`, `3 or fewer`, `2 to 5`, `0`.
  private func whole(_ above: Double?, _ upTo: Double?, number: (Double) -> String) -> String {
    // The next whole number above a bound, and the last one up to it.
    let least = above.map { $0.rounded(.down) + 1 }
    let most = upTo.map { $0.rounded(.down) }
    switch (least, most) {
    case (nil, nil): return "any number"
    case (let least?, nil): return number(least) + " or more"
    case (nil, let most?): return number(most) + " or fewer"
    case (let least?, let most?):
      return least == most ? number(least) : number(least) + " to " + number(most)
    }
  }

  /// Of other numbers: `over 1.50`, `at most 1.50`, `over 1.50 up to 2.25`.
  private func plain(_ above: Double?, _ upTo: Double?, number: (Double) -> String) -> String {
    switch (above, upTo) {
    case (nil, nil): "any number"
    case (let above?, nil): "over " + number(above)
    case (nil, let upTo?): "at most " + number(upTo)
    case (let above?, let upTo?): "over " + number(above) + " up to " + number(upTo)
    }
  }
}
