internal import ChurnData
internal import ChurnMath
internal import ChurnModels
internal import Logging

/// Baskets by a property of the order or of its customer.
struct BasketGrouping {
  /// The baskets of one group.
  struct Group {
    let name: String
    let baskets: [Int]
  }

  /// The groups with enough baskets, the largest first.
  let groups: [Group]
  /// What was left out, one sentence each.
  let notes: [String]

  /// Baskets that a group must hold for its rules to be looked at.
  private static let leastBaskets = 50
  /// The most groups.
  private static let mostGroups = 20
  /// Columns of the customer table that are names.
  private static let tableColumns = [
    "stage", "rfm_segment", "value_tier", "main_channel", "main_category",
  ]

  /// Groups the baskets of a book.
  ///
  /// - Throws: `DataError` for a column that is not there.
  init(
    _ book: OrderBook, _ orders: OrderBaskets, by name: String, end: Day, threads: Int,
    logger: Logger
  ) throws {
    let names = try Self.names(book, orders, by: name, end: end, threads: threads, logger: logger)
    var places: [String: Int] = [:]
    var found: [(name: String, baskets: [Int])] = []
    for (basket, name) in names.enumerated() {
      let place = places[name] ?? found.count
      if place == found.count {
        places[name] = place
        found.append((name, []))
      }
      found[place].baskets.append(basket)
    }
    found.sort { left, right in
      left.baskets.count != right.baskets.count
        ? left.baskets.count > right.baskets.count
        : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
    let kept = found.filter { $0.baskets.count >= Self.leastBaskets }.prefix(Self.mostGroups)
    groups = kept.map { Group(name: $0.name, baskets: $0.baskets) }
    let dropped = found.count - kept.count
    notes =
      dropped == 0
      ? []
      : [
        "\(dropped) \(dropped == 1 ? "group" : "groups") of \(name) with fewer than "
          + "\(Self.leastBaskets) baskets, or beyond the \(Self.mostGroups) largest, left out."
      ]
  }

  /// The group of each basket.
  private static func names(
    _ book: OrderBook, _ orders: OrderBaskets, by name: String, end: Day, threads: Int,
    logger: Logger
  ) throws -> [String] {
    if let group = book.groups.first(where: { $0.name == name }) {
      return orders.customers.map { group.names[$0] ?? "missing" }
    }
    if name == "season" { return orders.days.map { season($0) } }
    let log = book.log
    let columns: [(String, PurchaseLog.LevelColumn?)] = [
      ("channel", log.channels), ("region", log.regions), ("device", log.devices),
    ]
    if let column = columns.first(where: { $0.0 == name })?.1 {
      return firstNames(log, column, orders)
    }
    if tableColumns.contains(name) {
      let table = try CustomerTable(
        book, at: end, columns: [name], threads: threads, logger: logger)
      if let column = table.matrix.columns.first(where: { $0.name == name }),
        case .categorical(let levels) = column.kind
      {
        var names = [String](repeating: "none", count: log.customerCount)
        for (row, customer) in table.customers.enumerated() {
          let value = column.values[row]
          if !value.isNaN, levels.indices.contains(Int(value)) {
            names[customer] = levels[Int(value)]
          }
        }
        return orders.customers.map { names[$0] }
      }
    }
    let known =
      ["season"] + tableColumns + columns.filter { $0.1 != nil }.map(\.0) + book.groups.map(\.name)
    throw DataError.mapping(
      .unknownColumn(
        option: "--by", name: name, nearest: NearestName.of(name, in: known), columns: known))
  }

  /// Seasons of the northern half of the year, by whole months.
  private static func season(_ day: Day) -> String {
    switch day.civil.month {
    case 12, 1, 2: "winter (Dec to Feb)"
    case 3...5: "spring (Mar to May)"
    case 6...8: "summer (Jun to Aug)"
    default: "autumn (Sep to Nov)"
    }
  }

  /// The name that the first line of each order bears.
  private static func firstNames(
    _ log: PurchaseLog, _ column: PurchaseLog.LevelColumn, _ orders: OrderBaskets
  ) -> [String] {
    let levels = (0..<column.levels.count).map { column.levels[$0] }
    var names: [String] = []
    names.reserveCapacity(orders.baskets.count)
    for run in orders.runs() {
      guard let first = run.first else { continue }
      var byOrder: [UInt32: UInt32] = [:]
      for line in log.lines(of: orders.customers[first]) {
        let code = column.codes[line]
        if code != TextColumn.missing, byOrder[log.orders[line]] == nil {
          byOrder[log.orders[line]] = code
        }
      }
      for basket in run {
        names.append(byOrder[orders.numbers[basket]].map { levels[Int($0)] } ?? "missing")
      }
    }
    return names
  }
}

extension BasketAnalysis {
  /// What baskets can be grouped by without a customers file.
  public static let groupWords = [
    "season", "stage", "rfm_segment", "value_tier", "main_channel", "main_category", "channel",
    "region", "device",
  ]
}
