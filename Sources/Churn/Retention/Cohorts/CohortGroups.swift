// What customers are put together by, apart from the time of their first order.
//
// word        time, behaviour, size, discount: no columns
// role        what the first order tells: channel, category, product, region, device
// attribute   a column of the customers file

internal import ChurnData
internal import ChurnMath

/// For one name of `--by`, the group of each customer.
struct CohortGroups: Sendable {
  /// Words that are no columns.
  enum Word: String, CaseIterable {
    /// The period of the first order.
    case time
    /// What the first order was like: the first of category, channel and discount that the data have.
    case behaviour
    /// The value of the first order, or the average one, in tiers.
    case size
    /// Whether money was taken off the first order.
    case discount
  }

  /// The name that was asked for.
  let name: String
  /// What it came to stand for, where that is another.
  let meaning: String
  /// Names of the groups, in the order in which they are shown.
  let levels: [String]
  /// The group of each customer of the log; -1 for none, as of those without an order.
  let codes: [Int32]

  private init(name: String, meaning: String, names: [String?], order: [String]? = nil) {
    self.name = name
    self.meaning = meaning
    var counts: [String: Int] = [:]
    for case .some(let name) in names { counts[name, default: 0] += 1 }
    let levels =
      order?.filter { counts[$0] != nil }
      ?? counts.sorted { left, right in
        let (first, second) = (Self.rank(left.key), Self.rank(right.key))
        if first != second { return first < second }
        return left.value != right.value
          ? left.value > right.value : left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
      }.map(\.key)
    let places = Dictionary(
      levels.enumerated().map { ($1, Int32(clamping: $0)) }, uniquingKeysWith: { first, _ in first }
    )
    self.levels = levels
    codes = names.map { name in name.flatMap { places[$0] } ?? -1 }
  }

  /// Pooled and missing levels come last.
  private static func rank(_ name: String) -> Int {
    name == GroupNames.missing ? 2 : name == GroupNames.others ? 1 : 0
  }

  /// What the tiers of sizes are called, from the smallest.
  private static func tiers(_ values: [Double], count: Int) -> (names: [String?], order: [String]) {
    let known = values.filter { !$0.isNaN }.sorted()
    guard let least = known.first, let most = known.last else {
      return (values.map { _ in nil }, [])
    }
    var ends: [Double] = []
    for part in stride(from: 1, to: count, by: 1) {
      let end = known[(known.count - 1) * part / count]
      if end != ends.last, end < most { ends.append(end) }
    }
    let text = { (value: Double) in PlainNumber.fixed(value, decimals: 2) ?? "" }
    let names = (0...ends.count).map { tier -> String in
      if ends.isEmpty { return least == most ? text(least) : "\(text(least)) to \(text(most))" }
      if tier == 0 { return "up to \(text(ends[0]))" }
      return tier == ends.count
        ? "over \(text(ends[tier - 1]))" : "\(text(ends[tier - 1])) to \(text(ends[tier]))"
    }
    let places = values.map { value -> String? in
      value.isNaN ? nil : names[ends.partitionPoint { $0 < value }]
    }
    return (places, names)
  }
}

extension CohortGroups {
  /// The groups of a name.
  ///
  /// - Parameters:
  ///   - name: A word, a role or a column of the customers file.
  ///   - book: The orders, with the columns of the customers file that were asked for as groups.
  ///   - analysis: Which size is meant, and how many tiers.
  ///   - end: The day up to which orders are known.
  /// - Throws: `DataError` for an unknown name, `PipelineError.badOption` for a size without money.
  init(_ name: String, of book: OrderBook, _ analysis: CohortAnalysis, before end: Day) throws {
    switch Word(rawValue: name) {
    case .time:
      throw PipelineError.badOption(option: "--by", problem: "time is named twice.")
    case .size: try self.init(sizes: name, of: book.log, analysis, before: end)
    case .discount: try self.init(discounts: name, of: book.log, analysis, before: end)
    case .behaviour:
      let roles = Self.roles(book)
      let found = ["category", "channel"].first { role in
        roles.contains { $0.names[0] == role }
      }
      if let found, let role = roles.first(where: { $0.names[0] == found }) {
        self.init(name, first: role.column, found, of: book.log, analysis, before: end)
      } else if book.log.discounts != nil {
        try self.init(discounts: name, of: book.log, analysis, before: end)
      } else {
        throw PipelineError.badOption(
          option: "--by",
          problem: "behaviour needs a category, channel or discount column; name one with "
            + "--category, --channel or --discount.")
      }
    case nil:
      let roles = Self.roles(book)
      if let group = book.groups.first(where: { $0.name == name }) {
        self.init(name: name, meaning: name, names: group.names)
      } else if let role = roles.first(where: { $0.names.contains(name) }) {
        self.init(name, first: role.column, name, of: book.log, analysis, before: end)
      } else {
        let known =
          Word.allCases.map(\.rawValue) + roles.map { $0.names[0] } + book.groups.map(\.name)
          + (book.attributes?.columns.map(\.name) ?? [])
        throw DataError.mapping(
          .unknownColumn(
            option: "--by", name: name, nearest: NearestName.of(name, in: known), columns: known))
      }
    }
  }

  /// The columns of the log by the names that they may be called by, the role first.
  private static func roles(
    _ book: OrderBook
  ) -> [(names: [String], column: PurchaseLog.LevelColumn)] {
    let (log, mapping) = (book.log, book.mapping)
    let all: [(String, String?, PurchaseLog.LevelColumn?)] = [
      ("channel", mapping.channel, log.channels), ("category", mapping.category, log.categories),
      ("region", mapping.region, log.regions), ("device", mapping.device, log.devices),
      ("product", mapping.product, log.products),
    ]
    return all.compactMap { role, name, column in
      column.map { (names: [role] + [name].compactMap { $0 }, column: $0) }
    }
  }

  /// The names that are roles of orders, whatever the data have.
  static let roleNames = ["channel", "category", "region", "device", "product"]

  /// A figure of the kept orders of each customer.
  private static func map<Figure: Sendable>(
    _ log: PurchaseLog, before end: Day, threads: Int,
    _ figure: @Sendable (_ customer: Int, _ kept: KeptOrders) -> Figure
  ) -> [Figure] {
    let pieces = log.customerPieces(max(1, threads) * 4)
    return mapIndices(pieces.count, threads: threads) { piece in
      var kept = KeptOrders(log, before: end)
      return pieces[piece].map { customer in
        kept.take(customer: customer)
        return figure(customer, kept)
      }
    }.flatMap { $0 }
  }

  /// What the first order tells: of several names the one with the most money.
  private init(
    _ name: String, first column: PurchaseLog.LevelColumn, _ meaning: String,
    of log: PurchaseLog, _ analysis: CohortAnalysis, before end: Day
  ) {
    let values = Self.map(log, before: end, threads: analysis.threads) { customer, kept in
      Self.level(of: kept.orders.first, customer, column, log)
    }
    let names = GroupNames.names(
      of: FeatureMatrix.Column(
        name: name,
        kind: .categorical(levels: (0..<column.levels.count).map { column.levels[$0] }),
        values: values.map { $0 ?? .nan }))
    // Who never ordered is in no cohort, not in that of those of whom nothing is known.
    self.init(
      name: name, meaning: meaning == name ? "\(name) of the first order" : "first \(meaning)",
      names: zip(names, values).map { $1 == nil ? nil : $0 })
  }

  /// The level of an order; NaN where its lines bear none, nil without an order.
  private static func level(
    of order: KeptOrders.Order?, _ customer: Int, _ column: PurchaseLog.LevelColumn,
    _ log: PurchaseLog
  ) -> Double? {
    guard let order else { return nil }
    var sums: [(code: UInt32, money: Int128)] = []
    for line in log.lines(of: customer)
    where log.orders[line] == order.number && log.isReturn?[line] != true {
      let code = column.codes[line]
      guard code != TextColumn.missing else { continue }
      let money = Int128(log.amounts?[line] ?? 1)
      if let place = sums.firstIndex(where: { $0.code == code }) {
        sums[place].money += money
      } else {
        sums.append((code, money))
      }
    }
    let best = sums.min { $0.money != $1.money ? $0.money > $1.money : $0.code < $1.code }
    return best.map { Double($0.code) } ?? .nan
  }

  private init(
    sizes name: String, of log: PurchaseLog, _ analysis: CohortAnalysis, before end: Day
  ) throws {
    guard log.amounts != nil else {
      throw PipelineError.badOption(
        option: "--by", problem: "size needs money; name its column with --amount.")
    }
    let isAverage = analysis.isSizeAverage
    let values = Self.map(log, before: end, threads: analysis.threads) { _, kept -> Double in
      guard let first = kept.orders.first else { return .nan }
      guard isAverage else { return Double(first.value) / log.amountScale }
      let sum = kept.orders.reduce(Int128(0)) { $0 + Int128($1.value) }
      return Double(sum) / Double(kept.orders.count) / log.amountScale
    }
    let (names, order) = Self.tiers(values, count: analysis.tiers)
    self.init(
      name: name, meaning: isAverage ? "average order value" : "value of the first order",
      names: names, order: order)
  }

  private init(
    discounts name: String, of log: PurchaseLog, _ analysis: CohortAnalysis, before end: Day
  ) throws {
    guard log.discounts != nil else {
      throw PipelineError.badOption(
        option: "--by", problem: "discount needs its column; name it with --discount.")
    }
    let (full, reduced) = ("full price", "with discount")
    let names = Self.map(log, before: end, threads: analysis.threads) { _, kept -> String? in
      kept.orders.first.map { $0.discount > 0 ? reduced : full }
    }
    self.init(
      name: name, meaning: "discount of the first order", names: names, order: [full, reduced])
  }
}
