internal import ChurnData
internal import ChurnModels

/// What is bought together in some baskets.
public struct BasketFindings: Sendable, Equatable, Encodable {
  /// A set of items.
  public struct Itemset: Sendable, Equatable, Encodable {
    /// Its items by name, as their bytes ascend.
    public let items: [String]
    /// Baskets with all of them.
    public let count: Int
    /// Their share among all baskets.
    public let support: Double
  }

  /// What tends to be in a basket that holds some other items.
  public struct Rule: Sendable, Equatable, Encodable {
    /// The items of the basket.
    public let antecedent: [String]
    /// The item that tends to come along.
    public let consequent: String
    /// Baskets with the antecedent and the consequent.
    public let count: Int
    /// Baskets with the antecedent.
    public let antecedentCount: Int
    /// Baskets with the consequent.
    public let consequentCount: Int
    /// The share of baskets with both.
    public let support: Double
    /// Of the baskets with the antecedent, the share with the consequent.
    public let confidence: Double
    /// The lower end of its 95 % interval, by Wilson.
    public let confidenceLower: Double
    /// The upper end of its 95 % interval.
    public let confidenceUpper: Double
    /// How many times as often as by chance.
    public let lift: Double
    /// The lower end of its 95 % interval, by the delta method.
    public let liftLower: Double
    /// The upper end of its 95 % interval.
    public let liftUpper: Double
    /// The share of baskets with both beyond chance.
    public let leverage: Double
    /// How many times as often the rule would fail by chance; infinite where it never fails.
    public let conviction: Double
    /// Fisher's one-sided test against chance.
    public let p: Double
    /// The same after Benjamini and Hochberg.
    public let adjustedP: Double
    /// The gain in confidence over the best rule with one item less; nil for one item.
    public let improvement: Double?

    /// Whether the rule says more than those with one item less.
    public var saysMore: Bool { (improvement ?? 1) > 0 }
  }

  /// The group of the baskets; nil for all of them.
  public let group: String?
  /// The number of baskets.
  public let baskets: Int
  /// Different items in them.
  public let distinctItems: Int
  /// Items in all baskets, each once a basket.
  public let items: Int
  /// Items in the largest basket.
  public let largest: Int
  /// The fewest baskets that a listed set is in.
  public let minSupport: Int
  /// Frequent sets, the most frequent first.
  public let itemsets: [Itemset]
  /// How many of one item, of two and so on.
  public let itemsetsByLength: [Int]
  /// Rules that came into question, which is what p-values are adjusted for.
  public let tested: Int
  /// The rules that meet what was asked for, in the order asked for.
  public let rules: [Rule]

  init(
    _ baskets: Baskets, sets: FrequentItemsets, rules: AssociationRules, names: ByteStrings,
    group: String?, order: BasketAnalysis.Order
  ) {
    self.group = group
    self.baskets = baskets.count
    distinctItems = baskets.supports.count { $0 > 0 }
    items = baskets.items.count
    largest = zip(baskets.starts, baskets.starts.dropFirst()).map { $1 - $0 }.max() ?? 0
    minSupport = sets.minSupport
    itemsetsByLength = sets.countsByLength
    itemsets = sets.byFrequency.map { set in
      Itemset(
        items: sets[set].map { names[Int($0)] }, count: sets.supports[set],
        support: Double(sets.supports[set]) / Double(max(1, baskets.count)))
    }
    tested = rules.tested
    self.rules = Self.sorted(rules.rules, order).map { Self.named($0, names) }
  }

  private static func named(_ rule: AssociationRule, _ names: ByteStrings) -> Rule {
    let confidence = rule.confidenceInterval
    let lift = rule.liftInterval
    return Rule(
      antecedent: rule.antecedent.map { names[$0] }, consequent: names[rule.consequent],
      count: rule.count, antecedentCount: rule.antecedentCount,
      consequentCount: rule.consequentCount, support: rule.support, confidence: rule.confidence,
      confidenceLower: confidence.lower, confidenceUpper: confidence.upper, lift: rule.lift,
      liftLower: lift.lower, liftUpper: lift.upper, leverage: rule.leverage,
      conviction: rule.conviction, p: rule.pValue, adjustedP: rule.adjustedP,
      improvement: rule.improvement)
  }

  /// The rules in an order that depends on nothing but them; ties by lift, support and items.
  private static func sorted(
    _ rules: [AssociationRule], _ order: BasketAnalysis.Order
  ) -> [AssociationRule] {
    let keys = rules.map { rule in
      switch order {
      case .lift: rule.lift
      case .confidence: rule.confidence
      case .support: rule.support
      case .leverage: rule.leverage
      case .conviction: rule.conviction.isNaN ? -.infinity : rule.conviction
      case .improvement: rule.improvement ?? rule.confidence
      case .p: -rule.adjustedP
      }
    }
    return rules.indices.sorted { left, right in
      if keys[left] != keys[right] { return keys[left] > keys[right] }
      let (first, second) = (rules[left], rules[right])
      if first.lift != second.lift { return first.lift > second.lift }
      if first.count != second.count { return first.count > second.count }
      if first.antecedent != second.antecedent {
        if first.antecedent.count != second.antecedent.count {
          return first.antecedent.count < second.antecedent.count
        }
        return first.antecedent.lexicographicallyPrecedes(second.antecedent)
      }
      return first.consequent < second.consequent
    }.map { rules[$0] }
  }
}
