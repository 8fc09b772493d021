public import ChurnData

/// What `churn baskets` says: sets, rules, groups and what follows in later orders.
public struct BasketReport: Sendable, Encodable {
  /// Where baskets come from: `orders` or `lines`.
  public let source: String
  /// What an item is: `product`, `category` or `item`.
  public let item: String
  /// The day of the first basket; nil for lines.
  public let firstDay: Day?
  /// The day of the last basket; nil for lines.
  public let lastDay: Day?
  /// All baskets together.
  public let all: BasketFindings
  /// What baskets are grouped by; nil for nothing.
  public let groupedBy: String?
  /// The baskets of each group.
  public let groups: [BasketFindings]
  /// What follows in later orders; nil where that was not asked for.
  public let later: LaterFindings?
  /// What was asked of sets and rules, by option.
  public let asked: [String: String]
  /// What must be known, one sentence each.
  public let notes: [String]

  /// Adjusted p-values up to this are called real.
  public static let realP = 0.05

  /// What the figures mean.
  public static let definitions = [
    (name: "support", meaning: "baskets with all items of the rule / all baskets"),
    (name: "confidence", meaning: "baskets with both sides / baskets with the left side"),
    (name: "lift", meaning: "confidence / share of all baskets that hold the right side"),
    (name: "leverage", meaning: "support - share with the left side x share with the right side"),
    (
      name: "conviction",
      meaning:
        "(1 - share with the right side) / (1 - confidence); none for a rule without exception"
    ),
    (
      name: "improvement",
      meaning: "confidence - that of the best rule with one item less on the left"
    ),
    (
      name: "p",
      meaning: "Fisher's exact test, one-sided: so many baskets with both, or more, by chance"
    ),
    (
      name: "adjustedP",
      meaning:
        "p after Benjamini and Hochberg over every frequent set with every frequent item, "
        + "listed or not; times the number of groups where there are any"
    ),
  ]

  /// What the figures of later orders mean.
  public static let laterDefinitions = [
    (
      name: "confidence",
      meaning: "orders with the first item that the other follows on a later day / orders with it"
    ),
    (name: "lift", meaning: "confidence / share of all orders that the other item follows"),
    (
      name: "difference",
      meaning: "confidence - share after orders without the first item, in percentage points"
    ),
    (
      name: "p",
      meaning:
        "one-sided test that both have nothing to do with each other; customers, not orders, "
        + "count as independent"
    ),
  ]

  init(
    source: String, item: String, firstDay: Day?, lastDay: Day?, all: BasketFindings,
    groupedBy: String?, groups: [BasketFindings], later: LaterFindings?,
    settings: BasketAnalysis, notes: [String]
  ) {
    self.source = source
    self.item = item
    self.firstDay = firstDay
    self.lastDay = lastDay
    self.all = all
    self.groupedBy = groupedBy
    self.groups = groups
    self.later = later
    var asked = [
      "minConfidence": PlainNumber.shortest(settings.minConfidence) ?? "",
      "minLift": PlainNumber.shortest(settings.minLift) ?? "",
      "maxP": PlainNumber.shortest(settings.maxP) ?? "", "sort": settings.order.rawValue,
    ]
    switch settings.minSupport {
    case .share(let share): asked["minSupport"] = PlainNumber.shortest(share)
    case .count(let count): asked["minSupport"] = "\(count) baskets"
    }
    if let length = settings.maxLength { asked["maxLength"] = "\(length)" }
    self.asked = asked
    self.notes = notes
  }

  private enum CodingKeys: String, CodingKey {
    case source, item, firstDay, lastDay, groupedBy, groups, later, asked, notes, definitions
    case baskets, distinctItems, items, largest, minSupport, itemsets, itemsetsByLength, tested
    case rules
  }

  /// Writes the figures of all baskets at the top, groups below.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(source, forKey: .source)
    try container.encode(item, forKey: .item)
    try container.encode(firstDay, forKey: .firstDay)
    try container.encode(lastDay, forKey: .lastDay)
    try container.encode(all.baskets, forKey: .baskets)
    try container.encode(all.distinctItems, forKey: .distinctItems)
    try container.encode(all.items, forKey: .items)
    try container.encode(all.largest, forKey: .largest)
    try container.encode(all.minSupport, forKey: .minSupport)
    try container.encode(all.itemsets, forKey: .itemsets)
    try container.encode(all.itemsetsByLength, forKey: .itemsetsByLength)
    try container.encode(all.tested, forKey: .tested)
    try container.encode(all.rules, forKey: .rules)
    try container.encode(groupedBy, forKey: .groupedBy)
    try container.encode(groups, forKey: .groups)
    try container.encode(later, forKey: .later)
    try container.encode(asked, forKey: .asked)
    try container.encode(
      Dictionary(uniqueKeysWithValues: Self.definitions.map { ($0.name, $0.meaning) }),
      forKey: .definitions)
    try container.encode(notes, forKey: .notes)
  }
}
