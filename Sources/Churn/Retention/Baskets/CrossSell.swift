public import ChurnData
internal import ChurnMath
internal import ChurnModels

/// For each customer the item that those like him buy and he has not bought yet.
///
///     let offers = try CrossSell(log, at: day, kind: .category, threads: 2)
///     offers.offer(customer: 7)?.words   // "offer garden (bought with kitchen, lift 1.6)"
///
/// Rules are learned from orders before the day only: what is in one order together, of up to two items
/// on the left, and what follows in an order on a later day within `acrossDays`. A rule counts when it is more
/// than chance at a false discovery rate of `maxAdjustedP`, each of the two kinds among all rules of its
/// kind, and its lift is at least `minLift`. Of the rules whose items the customer has bought and
/// whose item he has not, the one with the greatest confidence × lift makes the offer: likely to be
/// taken, and not merely popular. Ties go by confidence, then by name.
public struct CrossSell: Sendable {
  /// What is asked of rules, and how far apart orders may lie.
  public struct Settings: Sendable, Equatable {
    /// The least share of orders, and of customers across orders, that both items are in.
    public var minSupport = 0.002
    /// The fewest orders or customers whatever that share is.
    public var minCount = 10
    /// The least lift of a rule.
    public var minLift = 1.05
    /// The greatest adjusted p-value of a rule.
    public var maxAdjustedP = 0.05
    /// Days within which a later order counts as following; nil = only what is in one order together.
    public var acrossDays: Int? = 90
    /// The most items on the left of a rule.
    public var maxAntecedent = 2

    /// The defaults.
    public init() {}
  }

  /// A rule that may make an offer.
  private struct Rule: Sendable {
    let antecedent: [Int]
    let item: Int
    let confidence: Double
    let lift: Double
    let adjustedP: Double
    let isLater: Bool

    var score: Double { confidence * lift }
  }

  /// The day before which everything was learned.
  public let day: Day
  /// What items are.
  public let kind: BasketItem
  /// How many rules may make an offer.
  public var ruleCount: Int { rules.count }

  private let names: ByteStrings
  private let levelColumn: PurchaseLog.LevelColumn
  private let log: PurchaseLog
  /// The best first.
  private let rules: [Rule]
  /// For each item the places of the rules with it as the smallest on the left, ascending.
  private let rulesByItem: [[Int]]

  /// Learns the rules.
  ///
  /// - Parameters:
  ///   - log: All purchases; lines on or after `day` are not looked at.
  ///   - day: The day of the list.
  ///   - kind: Whether products or categories are offered.
  ///   - settings: What is asked of rules.
  ///   - threads: The most threads to use; the offers do not depend on it.
  /// - Throws: `BasketError.noItems`; `FitError.tooManyItemsets`.
  public init(
    _ log: PurchaseLog, at day: Day, kind: BasketItem = .category, settings: Settings = Settings(),
    threads: Int = 1
  ) throws {
    guard let column = kind.column(of: log) else { throw BasketError.noItems(kind) }
    let orders = try OrderBaskets(log, before: day, item: kind, threads: threads)
    var rules: [Rule] = []
    if orders.baskets.count > 0 {
      rules = try Self.together(orders, settings, threads: threads)
      if let days = settings.acrossDays {
        rules += Self.later(orders, end: day, days: days, settings, threads: threads)
      }
    }
    rules.sort { left, right in
      if left.score != right.score { return left.score > right.score }
      if left.confidence != right.confidence { return left.confidence > right.confidence }
      if left.item != right.item { return left.item < right.item }
      return left.antecedent.lexicographicallyPrecedes(right.antecedent)
    }
    var rulesByItem = [[Int]](repeating: [], count: column.levels.count)
    for (place, rule) in rules.enumerated() {
      if let first = rule.antecedent.first { rulesByItem[first].append(place) }
    }
    self.day = day
    self.kind = kind
    self.log = log
    names = column.levels
    levelColumn = column
    self.rules = rules
    self.rulesByItem = rulesByItem
  }

  /// The best offer for a customer of the log; nil when no rule speaks for anything he has not bought.
  ///
  /// - Complexity: O(his lines + the rules on what he bought, up to the best one).
  public func offer(customer: Int) -> CrossSellOffer? {
    guard (0..<log.customerCount).contains(customer), !rules.isEmpty else { return nil }
    var bought: Set<Int> = []
    let limit = min(max(day, log.span.lowerBound), log.end).startSeconds
    for line in log.lines(of: customer) {
      guard log.times[line] < limit else { break }
      let code = levelColumn.codes[line]
      if code != TextColumn.missing, log.isReturn?[line] != true { bought.insert(Int(code)) }
    }
    var best: Int?
    // The least place wins, so the order in which items are asked does not matter.
    for item in bought {
      for place in rulesByItem[item] {
        if let best, place >= best { break }
        let rule = rules[place]
        if !bought.contains(rule.item), rule.antecedent.allSatisfy(bought.contains) {
          best = place
          break
        }
      }
    }
    return best.map { offer(rules[$0]) }
  }

  private func offer(_ rule: Rule) -> CrossSellOffer {
    CrossSellOffer(
      item: names[rule.item], because: rule.antecedent.map { names[$0] },
      confidence: rule.confidence, lift: rule.lift, adjustedP: rule.adjustedP,
      isLater: rule.isLater)
  }

  private static func together(
    _ orders: OrderBaskets, _ settings: Settings, threads: Int
  ) throws(FitError) -> [Rule] {
    let length = max(1, settings.maxAntecedent) + 1
    let support = max(
      settings.minCount, FPGrowth.support(share: settings.minSupport, of: orders.baskets.count))
    let sets = try FPGrowth(minSupport: support, maxLength: length)
      .mine(orders.baskets, threads: threads)
    var wanted = AssociationRules.Wanted()
    wanted.minLift = settings.minLift
    wanted.maxAdjustedP = settings.maxAdjustedP
    return AssociationRules(sets, wanted: wanted, maxLength: length, threads: threads)
      .rules.filter { ($0.improvement ?? 1) > 0 }
      .map { rule in
        Rule(
          antecedent: rule.antecedent, item: rule.consequent, confidence: rule.confidence,
          lift: rule.lift, adjustedP: rule.adjustedP, isLater: false)
      }
  }

  private static func later(
    _ orders: OrderBaskets, end: Day, days: Int, _ settings: Settings, threads: Int
  ) -> [Rule] {
    let customers = orders.runs().count
    let support = max(
      settings.minCount, FPGrowth.support(share: settings.minSupport, of: customers))
    return LaterPurchases(
      orders, end: end, days: days, minCustomers: support, threads: threads
    ).pairs
      .filter { $0.adjustedP <= settings.maxAdjustedP && $0.lift >= settings.minLift }
      .map { pair in
        Rule(
          antecedent: [pair.first], item: pair.then, confidence: pair.confidence,
          lift: pair.lift, adjustedP: pair.adjustedP, isLater: true)
      }
  }
}
