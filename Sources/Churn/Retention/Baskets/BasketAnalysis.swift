public import ChurnData
internal import ChurnMath
internal import ChurnModels
public import Logging

/// Finds what is bought together, within orders and across them.
public struct BasketAnalysis: Sendable {
  /// How often a set must occur.
  public enum Support: Sendable, Equatable {
    /// In such a share of the baskets.
    case share(Double)
    /// In so many baskets.
    case count(Int)
  }

  /// What rules are sorted by, the greatest first but for `p`.
  public enum Order: String, Sendable, CaseIterable {
    /// How many times as often as by chance.
    case lift
    /// The share of baskets with the left side that hold the right one.
    case confidence
    /// The share of baskets with both.
    case support
    /// Baskets beyond chance.
    case leverage
    /// How many times as often the rule would fail by chance.
    case conviction
    /// The gain over the best rule with one item less.
    case improvement
    /// The adjusted p-value, the least first.
    case p
  }

  /// What an item of an order is.
  public var item = BasketItem.product
  /// How often a set must occur; of a group's baskets where they are grouped, of customers across
  /// orders.
  public var minSupport = Support.share(0.01)
  /// The most items of a set; nil = as many as there are.
  public var maxLength: Int?
  /// The least confidence of a rule.
  public var minConfidence = 0.1
  /// The least lift of a rule.
  public var minLift = 1.0
  /// The greatest adjusted p-value of a rule.
  public var maxP = 1.0
  /// What rules are sorted by.
  public var order = Order.lift
  /// What baskets are grouped by: `season`, `stage`, `rfm_segment`, `channel`, `region`, `device` or a
  /// column of the customers file; nil = not at all.
  public var by: String?
  /// Days within which a later order counts as following; nil = only within orders.
  public var acrossDays: Int?
  /// The first day that does not count; nil = the end of the data.
  public var at: Day?
  /// The most sets that are counted.
  public var maxItemsets = 5_000_000
  /// The most threads to use.
  public var threads = 1

  /// The defaults.
  public init() {}

  /// What is bought together in the orders of a book.
  ///
  /// - Throws: `BasketError`; `PipelineError` for a day outside the data or a column that is not there;
  ///   `FitError.tooManyItemsets`.
  public func run(_ book: OrderBook, logger: Logger) throws -> BasketReport {
    let log = book.log
    let end = at ?? book.end
    guard end > log.span.lowerBound, end <= book.end else {
      throw PipelineError.cutoffOutsideData(
        cutoff: end, first: log.span.lowerBound, end: book.end)
    }
    let orders = try OrderBaskets(log, before: end, item: item, threads: threads)
    guard orders.baskets.count > 0 else {
      throw BasketError.noBaskets(what: "no order before \(end) names a \(item.rawValue)")
    }
    var notes = Self.notes(orders, item)
    let grouping = try by.map {
      try BasketGrouping(book, orders, by: $0, end: end, threads: threads, logger: logger)
    }
    let all = try findings(
      orders.baskets, names: orders.names, group: nil, families: 1, notes: &notes)
    var groups: [BasketFindings] = []
    if let grouping {
      for group in grouping.groups {
        groups.append(
          try findings(
            orders.baskets.selecting(group.baskets), names: orders.names, group: group.name,
            families: grouping.groups.count, notes: &notes))
      }
      notes += grouping.notes
    }
    var later: LaterFindings?
    if let acrossDays {
      later = try self.later(orders, days: acrossDays, start: log.span.lowerBound, end: end)
    }
    return BasketReport(
      source: "orders", item: item.rawValue, firstDay: orders.days.min(),
      lastDay: orders.days.max(), all: all, groupedBy: by, groups: groups, later: later,
      settings: self, notes: notes)
  }

  /// What stands together in the lines of a file.
  ///
  /// - Throws: `FitError.tooManyItemsets`; `BasketError.badOption` for what lines do not tell.
  public func run(_ file: BasketFile) throws -> BasketReport {
    if by != nil {
      throw BasketError.badOption(
        option: "--by", problem: "lines of baskets say nothing of customers or days.")
    }
    if acrossDays != nil {
      throw BasketError.badOption(
        option: "--across", problem: "lines of baskets say nothing of customers or days.")
    }
    let baskets = Baskets(
      itemCount: file.names.count, starts: file.starts, items: file.items)
    var notes: [String] = []
    if baskets.duplicates > 0 {
      notes.append(
        "\(baskets.duplicates) \(baskets.duplicates == 1 ? "item stands" : "items stand") in its "
          + "line again and count\(baskets.duplicates == 1 ? "s" : "") once.")
    }
    if file.blankFields > 0 {
      notes.append("\(Self.words(file.blankFields, "blank field")) between delimiters left out.")
    }
    if file.blankLines > 0 {
      notes.append("\(Self.words(file.blankLines, "blank line")) left out.")
    }
    if file.itemlessLines > 0 {
      notes.append("\(Self.words(file.itemlessLines, "line")) without any item left out.")
    }
    let all = try findings(
      baskets, names: file.names, group: nil, families: 1, notes: &notes)
    return BasketReport(
      source: "lines", item: "item", firstDay: nil, lastDay: nil, all: all, groupedBy: nil,
      groups: [], later: nil, settings: self, notes: notes)
  }

  // MARK: - Parts

  /// The fewest baskets that a set must be in.
  func support(of baskets: Int) -> Int {
    switch minSupport {
    case .count(let count): max(1, count)
    case .share(let share): FPGrowth.support(share: share, of: baskets)
    }
  }

  private func findings(
    _ baskets: Baskets, names: ByteStrings, group: String?, families: Int,
    notes: inout [String]
  ) throws -> BasketFindings {
    let support = support(of: baskets.count)
    let sets = try FPGrowth(
      minSupport: support, maxLength: maxLength, maxItemsets: maxItemsets
    ).mine(baskets, threads: threads)
    var wanted = AssociationRules.Wanted()
    wanted.minConfidence = minConfidence
    wanted.minLift = minLift
    wanted.maxAdjustedP = maxP
    let rules = AssociationRules(
      sets, wanted: wanted, maxLength: maxLength, families: families, threads: threads)
    if sets.countsByLength.count < 2, group == nil {
      notes.append(Self.tip(baskets, support, maxLength: maxLength))
    }
    return BasketFindings(
      baskets, sets: sets, rules: rules, names: names, group: group, order: order)
  }

  private func later(
    _ orders: OrderBaskets, days: Int, start: Day, end: Day
  ) throws -> LaterFindings {
    guard days < end - start else {
      throw BasketError.spanTooLong(days: days, have: end - start)
    }
    let customers = orders.runs().count
    let support = support(of: customers)
    let later = LaterPurchases(
      orders, end: end, days: days, minCustomers: support, threads: threads)
    return LaterFindings(
      later, names: orders.names, minCustomers: support, analysis: self)
  }

  /// What support would show a pair, where none is frequent enough.
  private static func tip(_ baskets: Baskets, _ support: Int, maxLength: Int?) -> String {
    if maxLength == 1 { return "--max-length 1 counts single items only." }
    guard baskets.items.count > baskets.count else {
      return "Every basket holds a single item, so nothing is bought together."
    }
    var lower = support
    while lower > 1 {
      lower = max(1, lower / 2)
      let growth = FPGrowth(minSupport: lower, maxLength: 2, maxItemsets: 1_000_000)
      guard let sets = try? growth.mine(baskets) else { break }
      let best = (0..<sets.count).filter { sets.length($0) == 2 }.map { sets.supports[$0] }.max()
      if let best {
        return
          "No two items are in \(support) baskets together; the most frequent pair is in \(best). "
          + "Pass --min-support \(max(1, best / 2)) or so."
      }
    }
    return "No two items are in \(support) baskets together: pass a smaller --min-support."
  }

  private static func notes(_ orders: OrderBaskets, _ item: BasketItem) -> [String] {
    var notes: [String] = []
    if orders.unnamedLines > 0 {
      notes.append("\(words(orders.unnamedLines, "line")) without a \(item.rawValue) left out.")
    }
    if orders.returnLines > 0 {
      notes.append(
        "\(words(orders.returnLines, "line")) of cancellations and returns left out; what they take "
          + "back counts as bought.")
    }
    return notes
  }

  private static func words(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
