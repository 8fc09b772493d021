internal import Churn

/// What `churn rules` prints.
struct RulesText {
  private let champion: String
  private let isTable: Bool
  private let set: RuleSet
  private let rules: [ReadableRule]
  private let order: RuleSet.Order
  private let importances: [FeatureImportance]
  private let limit: Int?

  /// Rules and features in the table unless asked otherwise.
  private static let usualLimit = 12
  private static let mostFeatures = 15

  /// The rules and importances of a bundle; nil when it keeps none.
  init?(_ bundle: ModelBundle, by order: RuleSet.Order, limit: Int?) {
    guard let set = bundle.rules, let rules = bundle.readableRules(by: order),
      let importances = bundle.importances
    else { return nil }
    champion = bundle.manifest.champion
    isTable = bundle.manifest.kind == .table
    self.set = set
    self.rules = rules
    self.order = order
    self.importances = importances
    self.limit = limit
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    let shown = rules.prefix(limit ?? Self.usualLimit)
    var text = heading + "\n\n"
    for (place, rule) in shown.enumerated() {
      text += paragraph(rule, number: place + 1, isColored: isColored) + "\n"
    }
    let rest = rules.count - shown.count
    if rest > 0 { text += "\(HumanNumber.count(rest, "more rule")); --limit shows more.\n\n" }
    return text + importanceTable(isColored)
  }

  private var heading: String {
    let whose =
      set.isChampion
      ? "The champion is this tree"
      : "A tree for reading, fitted to the rows that the champion (\(champion)) learned from"
    return """
      \(whose): \(HumanNumber.count(rules.count, "rule")) for \
      \(HumanNumber.count(set.rows, "training row"))\
      \(isTable ? "" : ", a customer counting once at each cutoff"). \
      \(HumanNumber.percent(set.churnRate)) of them churned.
      """
  }

  private func paragraph(_ rule: ReadableRule, number: Int, isColored: Bool) -> String {
    let facts =
      "\(HumanNumber.percent(rule.rule.churnRate)) churned"
      + (rule.lift.map { ", \(HumanNumber.fixed($0)) times the base" } ?? "")
    let counts =
      "\(HumanNumber.count(rule.rule.churners, "leaver")) among "
      + "\(HumanNumber.count(rule.rule.rows, "row")), \(HumanNumber.percent(rule.share)) of all"
    let digits = String(number)
    let margin = String(repeating: " ", count: max(0, 3 - digits.count))
    let clauses = rule.conditions.isEmpty ? ["everybody"] : rule.conditions
    let lines = clauses.enumerated().map { place, clause in
      "     \(place == 0 ? "if " : "and") \(TextTable.cleaned(clause))\n"
    }
    return "\(margin)\(digits). \(TextStyle.bold.applied(to: facts, isColored: isColored)): "
      + "\(counts)\n" + lines.joined()
  }

  private func importanceTable(_ isColored: Bool) -> String {
    let used = importances.filter { $0.importance > 0 }
    guard !used.isEmpty else { return "The champion goes by no feature.\n" }
    var table = TextTable([.left("feature"), .left("family"), .right("points")])
    for entry in used.prefix(Self.mostFeatures) {
      table.append([
        entry.feature, entry.family, HumanNumber.fixed(entry.importance * 100, decimals: 2),
      ])
    }
    let rest = used.count - min(used.count, Self.mostFeatures)
    return "How far features push the champion's probability, on average and either way:\n"
      + table.text(isColored: isColored)
      + (rest > 0
        ? "\(HumanNumber.count(rest, "more feature pushes", "more features push")) less; --json has all.\n"
        : "")
  }

  // MARK: - JSON

  /// Everything, unrounded.
  var json: JSONValue {
    .object([
      "champion": .string(champion),
      "isChampion": .bool(set.isChampion),
      "rows": .integer(Int64(set.rows)),
      "baseRate": .number(set.churnRate),
      "rankedBy": .string(order.rawValue),
      "rules": .array(rules.prefix(limit ?? rules.count).map(object)),
      "importances": .array(
        importances.map { entry in
          .object([
            "feature": .string(entry.feature), "family": .string(entry.family),
            "importance": .number(entry.importance),
          ])
        }),
    ])
  }

  private func object(_ rule: ReadableRule) -> JSONValue {
    .object([
      "conditions": .array(rule.conditions.map(JSONValue.string)),
      "terms": .array(rule.rule.conditions.map(term)),
      "customers": .integer(Int64(rule.rule.rows)),
      "leavers": .integer(Int64(rule.rule.churners)),
      "share": .number(rule.share),
      "churnRate": .number(rule.rule.churnRate),
      "lift": rule.lift.map(JSONValue.number) ?? .null,
    ])
  }

  private func term(_ condition: TreeRule.Condition) -> JSONValue {
    var members: [String: JSONValue] = [
      "feature": .string(condition.feature), "orNotKnown": .bool(condition.allowsMissing),
      "above": .null, "upTo": .null, "levels": .null, "orOthers": .bool(false),
    ]
    switch condition.values {
    case .numbers(let above, let upTo, _):
      members["above"] = above.map(JSONValue.number) ?? .null
      members["upTo"] = upTo.map(JSONValue.number) ?? .null
    case .levels(let levels, let others):
      members["levels"] = .array(levels.map(JSONValue.string))
      members["orOthers"] = .bool(others)
    }
    return .object(members)
  }
}
