import ChurnMath
import Testing

@testable import Churn

private typealias Fixture = BasketFixture

@Suite("What is bought in later orders")
struct LaterPurchasesTests {
  /// c0 buys a, then b within 10 days, then a; c1 buys a and b in one order, c2 a and much later b.
  @Test("Pairs, orders and customers: by hand")
  func byHand() throws {
    let log = try Fixture.log([
      (0, 0, ["a"]), (0, 10, ["b"]), (0, 15, ["a", "b"]), (1, 3, ["a", "b"]), (2, 5, ["a"]),
      (2, 30, ["b"]), (2, 50, ["c"]),
    ])
    let orders = try OrderBaskets(log, before: log.end, item: .category)
    #expect(orders.baskets.count == 7)
    // Followed for 10 days when the data end on day 50: orders up to day 40.
    let later = LaterPurchases(orders, end: log.end, days: 10, minCustomers: 1, threads: 1)
    #expect(later.orders == 6 && later.customers == 3)
    let pair = try #require(later.pairs.first { $0.first == 0 && $0.then == 1 })
    // Day 0 of c0 is followed on day 10; day 15 by nothing; c1's own order is no later one.
    #expect(pair.ordersWithFirst == 4 && pair.orders == 1 && pair.customers == 1)
    // b follows day 0 and, on day 15, day 10.
    #expect(pair.ordersWithThen == 2 && pair.allOrders == 6)
    #expect(abs(pair.confidence - 0.25) < 1e-15 && abs(pair.lift - 0.75) < 1e-15)
    // After orders with a 1 of 4, after those without 1 of 2.
    #expect(abs(pair.difference + 0.25) < 1e-12)
    #expect(later.tested == 6)
  }

  private struct Shop {
    var orders: [(customer: Int, day: Int, items: [String])] = []

    /// Customers with a habit of their own for each item and a pace of their own.
    init(seed: UInt64, customers: Int, link: Double = 0) {
      var stream = RandomStream(seed: seed, stream: 0)
      for customer in 0..<customers {
        let habits = ["a", "b", "c"].map { (name: $0, chance: 0.1 + 0.8 * stream.uniform()) }
        let pace = 3 + stream.below(40)
        var day = stream.below(60)
        var hadA = false
        while day < 240 {
          var items = habits.filter { stream.chance($0.chance) }.map(\.name)
          if hadA, stream.chance(link), !items.contains("b") { items.append("b") }
          hadA = items.contains("a")
          if !items.isEmpty { orders.append((customer, day, items)) }
          day += 1 + stream.below(2 * pace)
        }
      }
    }
  }

  /// The definition, order by order, in plain numbers.
  @Test("Counts and the test equal a plain loop over orders", arguments: 1...6)
  func naiveTwin(seed: Int) throws {
    let shop = Shop(seed: UInt64(seed), customers: 40, link: 0.3)
    let log = try Fixture.log(shop.orders)
    let source = try OrderBaskets(log, before: log.end, item: .category)
    let days = 25
    let end = log.end
    let later = LaterPurchases(source, end: end, days: days, minCustomers: 3, threads: 2)
    let one = LaterPurchases(source, end: end, days: days, minCustomers: 3, threads: 1)
    #expect(later.pairs == one.pairs && !later.pairs.isEmpty)
    for pair in later.pairs {
      var rows: [(customer: Int, x: Double, y: Double)] = []
      for basket in 0..<source.baskets.count where source.days[basket] + days < end {
        let follows = (0..<source.baskets.count).contains { other in
          source.customers[other] == source.customers[basket]
            && source.days[other] > source.days[basket]
            && source.days[other] <= source.days[basket] + days
            && source.baskets[other].contains(UInt32(pair.then))
        }
        rows.append(
          (
            source.customers[basket],
            source.baskets[basket].contains(UInt32(pair.first)) ? 1 : 0, follows ? 1 : 0
          ))
      }
      let n = Double(rows.count)
      let p = rows.reduce(0) { $0 + $1.x } / n
      let q = rows.reduce(0) { $0 + $1.y } / n
      var sums: [Int: Double] = [:]
      for row in rows { sums[row.customer, default: 0] += (row.x - p) * (row.y - q) }
      let score = sums.keys.sorted().reduce(0) { $0 + (sums[$1] ?? 0) }
      let variance = sums.keys.sorted().reduce(0) { $0 + (sums[$1] ?? 0) * (sums[$1] ?? 0) }
      let z = score / variance.squareRoot()
      #expect(pair.allOrders == rows.count)
      #expect(Double(pair.ordersWithFirst) == (p * n).rounded())
      #expect(Double(pair.ordersWithThen) == (q * n).rounded())
      #expect(pair.orders == rows.count { $0.x == 1 && $0.y == 1 })
      #expect(
        pair.customers == Set(rows.filter { $0.x == 1 && $0.y == 1 }.map(\.customer)).count)
      #expect(abs(pair.pValue - NormalDistribution.share(above: z)) < 1e-9)
    }
  }

  /// Habits differ from customer to customer but not together: of 200 shops 5 % should call a > b real at
  /// p <= 0.05; between 3 and 20 in 99.8 % of such counts.
  @Test("Customers with habits are no proof of a connection; a true one is found")
  func level() throws {
    var calls = 0
    for seed in 1...200 {
      let log = try Fixture.log(Shop(seed: UInt64(1000 + seed), customers: 60).orders)
      let source = try OrderBaskets(log, before: log.end, item: .category)
      let later = LaterPurchases(source, end: log.end, days: 30, minCustomers: 1, threads: 2)
      let pair = try #require(later.pairs.first { $0.first == 0 && $0.then == 1 })
      if pair.pValue <= 0.05 { calls += 1 }
    }
    #expect((3...20).contains(calls), "\(calls)")
    let linked = try Fixture.log(Shop(seed: 7, customers: 500, link: 0.95).orders)
    let source = try OrderBaskets(linked, before: linked.end, item: .category)
    let later = LaterPurchases(source, end: linked.end, days: 30, minCustomers: 5, threads: 2)
    let pair = try #require(later.pairs.first { $0.first == 0 && $0.then == 1 })
    #expect(pair.adjustedP < 0.001 && pair.lift > 1)
  }

  @Test("Nothing to follow: no orders, one order each, a span longer than the data")
  func awkward() throws {
    let log = try Fixture.log([(0, 0, ["a"]), (1, 5, ["b"]), (2, 9, ["a", "b"])])
    let source = try OrderBaskets(log, before: log.end, item: .category)
    #expect(
      LaterPurchases(source, end: log.end, days: 3, minCustomers: 1, threads: 1).pairs.isEmpty)
    #expect(
      LaterPurchases(source, end: log.end, days: 900, minCustomers: 1, threads: 1).orders == 0)
    let empty = try OrderBaskets(log, before: Fixture.start, item: .category)
    #expect(empty.baskets.count == 0)
    #expect(
      LaterPurchases(empty, end: Fixture.start, days: 3, minCustomers: 1, threads: 1).tested == 0)
    #expect(throws: BasketError.noItems(.product)) {
      try OrderBaskets(log, before: log.end, item: .product)
    }
  }
}
