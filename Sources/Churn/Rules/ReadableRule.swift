public import ChurnModels

/// A rule in the words of the features.
public struct ReadableRule: Sendable, Equatable {
  /// What it asks and whom it holds for.
  public let rule: TreeRule
  /// Each condition as a clause: `last order 36 or more days ago`; empty when it asks nothing.
  public let conditions: [String]
  /// The share of all training rows that it holds for.
  public let share: Double
  /// Its churn rate as a multiple of that of all rows; nil where nobody churns.
  public let lift: Double?
}

/// How much a feature matters to a model, over all training rows.
public struct FeatureImportance: Sendable, Equatable {
  /// The feature's name.
  public let feature: String
  /// The family it belongs to.
  public let family: String
  /// How far it pushes a customer's probability on average, whichever way; 0.05 are five points.
  public let importance: Double
}

extension ModelBundle {
  /// The rules of its tree in words, best first; nil in a bundle made before rules were kept.
  public func readableRules(by order: RuleSet.Order) -> [ReadableRule]? {
    guard let rules else { return nil }
    let words = ConditionWords(FeatureWords(manifest))
    let rate = rules.churnRate
    return rules.ranked(by: order).map { rule in
      ReadableRule(
        rule: rule, conditions: rule.conditions.map(words.clause),
        share: Double(rule.rows) / Double(rules.rows),
        lift: rate > 0 ? rule.churnRate / rate : nil)
    }
  }

  /// How much each feature matters, the most important first, ties by name; nil in a bundle made
  /// before that was kept.
  public var importances: [FeatureImportance]? {
    guard let explanation else { return nil }
    return zip(manifest.features, explanation.importances).map { record, importance in
      FeatureImportance(feature: record.name, family: record.family, importance: importance)
    }.sorted { left, right in
      left.importance != right.importance
        ? left.importance > right.importance
        : left.feature.utf8.lexicographicallyPrecedes(right.feature.utf8)
    }
  }
}
