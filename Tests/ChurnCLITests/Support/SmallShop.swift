import Foundation

/// A small shop, the same at each run: eighty customers who buy for a while and then no more.
enum SmallShop {
  /// One order line a row, in the order of customers, two years long.
  static let rows: [String] = {
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var rows: [String] = []
    for customer in 0..<80 {
      let gap = 6 + next(18)
      var day = next(300)
      let end = day + 60 + next(700)
      while day < min(end, 700) {
        let month = day / 28
        let date = "\(2022 + month / 12)-\(two(1 + month % 12))-\(two(1 + day % 28))"
        rows.append(
          "c\(two(customer)),o\(rows.count),\(date),\(1 + next(90)).\(two(next(100))),p\(next(9))")
        day += 1 + next(2 * gap)
      }
    }
    return rows
  }()

  static let header = "customer_id,order_id,date,amount,product"

  /// The orders as a file.
  static let orders = file(rows)

  /// The same orders in another order of rows.
  static let shuffled = file(
    rows.indices.sorted { ($0 * 7919) % 10_007 < ($1 * 7919) % 10_007 }.map { rows[$0] })

  static func file(_ rows: [String]) -> String {
    ([header] + rows).joined(separator: "\n") + "\n"
  }

  /// A ready table of 200 customers; fewer visits and a monthly contract make leaving likelier.
  static let table: String = {
    var lines = ["id,visits,contract,worth,left"]
    for row in 0..<200 {
      let visits = (row * 37) % 23
      let isMonthly = (row * 11) % 3 == 0
      let hasLeft = visits + (isMonthly ? 0 : 6) + (row * 17) % 9 < 13
      lines.append(
        "k\(row),\(visits),\(isMonthly ? "monthly" : "yearly"),\((row * 13) % 100),"
          + (hasLeft ? "yes" : "no"))
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// The options that every training on the shop has.
  static let training = ["--horizon", "30", "--snapshots", "56", "--quiet"]

  /// A bundle of the shop and one of the table, trained once for all tests.
  static let bundles: Result<Workspace.Kept, any Error> = Result {
    let workspace = try Workspace()
    try workspace.write(orders, to: "orders.csv")
    try workspace.write(table, to: "table.csv")
    let shop = try workspace.run(["train", "orders.csv", "--out", "shop"] + training)
    let ready = try workspace.run([
      "train", "table.csv", "--label", "left", "--id", "id", "--value", "worth", "--out", "ready",
      "--write-split", "split.csv",
    ])
    return Workspace.Kept(files: try workspace.contents(), shop: shop, ready: ready)
  }

  /// A workspace that holds the data and both bundles.
  static func trained() throws -> Workspace {
    let kept = try bundles.get()
    let workspace = try Workspace()
    for (path, data) in kept.files where path.contains(".") {
      try workspace.write(data, to: path)
    }
    return workspace
  }
}

extension Workspace {
  /// What a workspace held once.
  struct Kept: Sendable {
    let files: [String: Data]
    let shop: CommandRun
    let ready: CommandRun
  }
}
