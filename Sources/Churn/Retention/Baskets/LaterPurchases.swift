// What follows: items that a customer buys in a later order within some days of an order.
//
// order      a basket with enough of a future: the days after it are all observed
// A          an item of the order
// B          an item of some order of the same customer on a later day, at most so many days after
// x, y       of an order: whether it holds A, whether B follows
//
// Orders of one customer are alike and their futures overlap, so they are no independent draws. The test
// is of the covariance of x and y with the spread of its sums over customers: with
// s = (x - mean x)(y - mean y), z = sum of s / root of the sum over customers of (their sum of s)².
// Expanded, that needs six whole numbers a pair besides those of each item, all of them exact.

internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// Pairs of items of which one is bought in an order and the other in a later one.
struct LaterPurchases: Sendable {
  /// Days after an order within which another counts as following.
  let days: Int
  /// Orders that are followed for so long.
  let orders: Int
  /// Customers with such an order.
  let customers: Int
  /// Rules that came into question.
  let tested: Int
  /// The pairs whose support suffices, A ascending, then B.
  let pairs: [Pair]

  /// An item of an order and one that follows.
  struct Pair: Sendable, Equatable {
    /// The item of the order.
    let first: Int
    /// The item that follows.
    let then: Int
    /// Orders with the first item.
    let ordersWithFirst: Int
    /// Orders that the second one follows, whatever they hold.
    let ordersWithThen: Int
    /// Orders with the first item that the second one follows.
    let orders: Int
    /// Customers who have such an order.
    let customers: Int
    /// The chance of so many or more if one had nothing to do with the other.
    let pValue: Double
    /// The same after Benjamini and Hochberg.
    var adjustedP: Double = .nan
    /// All orders that are followed.
    let allOrders: Int
    /// The share after orders with the first item less that after orders without it.
    let difference: Double
    /// Its standard error, customers taken as drawn and not orders; `NaN` where nothing varies.
    let differenceError: Double

    /// Of the orders with the first item, the share that the second follows.
    var confidence: Double { Double(orders) / Double(ordersWithFirst) }
    /// The share among all orders that the second item follows.
    var baseRate: Double { Double(ordersWithThen) / Double(allOrders) }
    /// How many times as often as after any order.
    var lift: Double { confidence / baseRate }
  }

  /// The most items whose pairs are counted: a table of all pairs is kept.
  private static let mostItems = 1000

  /// Counts what follows.
  ///
  /// - Parameters:
  ///   - source: The orders before a day.
  ///   - end: That day: orders less than `days` days before it are not followed for long enough.
  ///   - days: How long an order is followed.
  ///   - minCustomers: Customers that must have bought an item, and a pair, for it to be listed.
  ///   - threads: The most threads to use.
  init(_ source: OrderBaskets, end: Day, days: Int, minCustomers: Int, threads: Int) {
    let runs = source.runs()
    let items = Self.frequentItems(source, runs, minCustomers: minCustomers)
    let pieces = evenPieces(runs.count, max(1, threads))
    var total = Tables(items.count)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      var counter = Counter(source, items: items, end: end, days: days)
      for run in pieces[piece] { counter.take(runs[run]) }
      return counter.tables
    }
    for part in parts { total.add(part) }
    self.days = days
    orders = total.orders
    customers = total.customers
    tested = items.count * max(0, items.count - 1)
    pairs = total.pairs(items, minCustomers: minCustomers, tested: tested)
  }

  /// The items that enough customers bought, ascending; the most frequent ones where they are too many.
  private static func frequentItems(
    _ source: OrderBaskets, _ runs: [Range<Int>], minCustomers: Int
  ) -> [Int] {
    var buyers = [Int](repeating: 0, count: source.baskets.itemCount)
    var last = [Int](repeating: -1, count: source.baskets.itemCount)
    for (number, run) in runs.enumerated() {
      for basket in run {
        for item in source.baskets[basket] where last[Int(item)] != number {
          last[Int(item)] = number
          buyers[Int(item)] += 1
        }
      }
    }
    let frequent = buyers.indices.filter { buyers[$0] >= max(1, minCustomers) }
      .sorted { buyers[$0] != buyers[$1] ? buyers[$0] > buyers[$1] : $0 < $1 }
    return frequent.prefix(mostItems).sorted()
  }
}

/// Sums over orders and customers, all of them whole numbers.
private struct Tables: Sendable {
  let size: Int
  var orders = 0
  var customers = 0
  /// Σ over customers of their squared number of orders.
  var squaredOrders = 0.0
  /// Of each item as A: orders with it, Σ X², Σ X n.
  var first: [Int]
  var firstSquares: [Double]
  var firstOrders: [Double]
  /// The same of each item as B.
  var then: [Int]
  var thenSquares: [Double]
  var thenOrders: [Double]
  /// Of each pair: orders with both, customers, Σ a², Σ a X, Σ a Y, Σ a n, Σ X Y.
  var both: [Int32]
  var people: [Int32]
  var squares: [Double]
  var byFirst: [Double]
  var byThen: [Double]
  var byOrders: [Double]
  var products: [Double]

  init(_ size: Int) {
    self.size = size
    first = [Int](repeating: 0, count: size)
    firstSquares = [Double](repeating: 0, count: size)
    (firstOrders, then) = (firstSquares, first)
    (thenSquares, thenOrders) = (firstSquares, firstSquares)
    both = [Int32](repeating: 0, count: size * size)
    people = both
    squares = [Double](repeating: 0, count: size * size)
    (byFirst, byThen, byOrders, products) = (squares, squares, squares, squares)
  }

  /// Sums of whole numbers below 2^53 are exact in any order.
  mutating func add(_ other: Tables) {
    orders += other.orders
    customers += other.customers
    squaredOrders += other.squaredOrders
    func sum<Number: AdditiveArithmetic>(_ left: inout [Number], _ right: [Number]) {
      for index in left.indices { left[index] += right[index] }
    }
    sum(&first, other.first)
    sum(&firstSquares, other.firstSquares)
    sum(&firstOrders, other.firstOrders)
    sum(&then, other.then)
    sum(&thenSquares, other.thenSquares)
    sum(&thenOrders, other.thenOrders)
    sum(&both, other.both)
    sum(&people, other.people)
    sum(&squares, other.squares)
    sum(&byFirst, other.byFirst)
    sum(&byThen, other.byThen)
    sum(&byOrders, other.byOrders)
    sum(&products, other.products)
  }

  func pairs(_ items: [Int], minCustomers: Int, tested: Int) -> [LaterPurchases.Pair] {
    var pairs: [LaterPurchases.Pair] = []
    for left in 0..<size {
      for right in 0..<size where left != right {
        let cell = left * size + right
        guard people[cell] >= max(1, minCustomers) else { continue }
        let (score, error) = self.score(left, right)
        let share = Double(first[left]) / Double(orders)
        let unit = Double(orders) * share * (1 - share)
        pairs.append(
          LaterPurchases.Pair(
            first: items[left], then: items[right], ordersWithFirst: first[left],
            ordersWithThen: then[right], orders: Int(both[cell]), customers: Int(people[cell]),
            pValue: NormalDistribution.share(above: score / error), allOrders: orders,
            difference: score / unit, differenceError: error / unit))
      }
    }
    let adjusted = BenjaminiHochberg.adjusted(pairs.map(\.pValue), tests: tested)
    for place in pairs.indices { pairs[place].adjustedP = adjusted[place] }
    return pairs
  }

  /// The sum of the scores of a pair and its standard error, `NaN` where nothing varies.
  private func score(_ left: Int, _ right: Int) -> (sum: Double, error: Double) {
    let cell = left * size + right
    let count = Double(orders)
    let p = Double(first[left]) / count
    let q = Double(then[right]) / count
    let score = Double(both[cell]) - count * p * q
    let own =
      squares[cell] + q * q * firstSquares[left] + p * p * thenSquares[right]
      + p * p * q * q * squaredOrders
    let mixed =
      -q * byFirst[cell] - p * byThen[cell] + p * q * byOrders[cell] + p * q * products[cell]
      - p * q * q * firstOrders[left] - p * p * q * thenOrders[right]
    let variance = own + 2 * mixed
    return (score, variance > 0 ? variance.squareRoot() : .nan)
  }
}

/// Goes through the orders of one customer after the other.
private struct Counter {
  private let source: OrderBaskets
  private let end: Day
  private let days: Int
  /// The place of each item among those counted, -1 for the others.
  private var place: [Int]
  private(set) var tables: Tables
  /// How many later orders within reach hold each item.
  private var ahead: [Int]
  /// Of one customer: orders with each item, orders that each item follows, and both.
  private var with: [Int]
  private var before: [Int]
  private var both: [Int32]

  init(_ source: OrderBaskets, items: [Int], end: Day, days: Int) {
    self.source = source
    self.end = end
    self.days = days
    place = [Int](repeating: -1, count: source.baskets.itemCount)
    for (index, item) in items.enumerated() { place[item] = index }
    tables = Tables(items.count)
    ahead = [Int](repeating: 0, count: items.count)
    (with, before) = (ahead, ahead)
    both = [Int32](repeating: 0, count: items.count * items.count)
  }

  mutating func take(_ run: Range<Int>) {
    let size = tables.size
    var bought: [Int] = []
    var following: [Int] = []
    var count = 0
    // Orders by day; those that begin on one day stay in their order.
    let order = run.sorted {
      source.days[$0] != source.days[$1] ? source.days[$0] < source.days[$1] : $0 < $1
    }
    var low = 0
    var high = 0
    var present: [Int] = []
    for basket in order {
      let day = source.days[basket]
      guard day + days < end else { break }
      while high < order.count, source.days[order[high]] <= day + days {
        change(order[high], by: 1, &present)
        high += 1
      }
      while low < high, source.days[order[low]] <= day {
        change(order[low], by: -1, &present)
        low += 1
      }
      present.removeAll { ahead[$0] == 0 }
      count += 1
      for item in present {
        if before[item] == 0 { following.append(item) }
        before[item] += 1
      }
      for code in source.baskets[basket] {
        let item = place[Int(code)]
        guard item >= 0 else { continue }
        if with[item] == 0 { bought.append(item) }
        with[item] += 1
        for other in present { both[item * size + other] += 1 }
      }
    }
    while low < high {
      change(order[low], by: -1, &present)
      low += 1
    }
    guard count > 0 else { return }
    settle(bought, following, count)
  }

  /// Counts the items of an order that comes within reach or leaves it.
  private mutating func change(_ basket: Int, by step: Int, _ present: inout [Int]) {
    for code in source.baskets[basket] {
      let item = place[Int(code)]
      guard item >= 0 else { continue }
      if ahead[item] == 0, step > 0, !present.contains(item) { present.append(item) }
      ahead[item] += step
    }
  }

  /// Adds the customer to the sums and forgets him.
  private mutating func settle(_ bought: [Int], _ following: [Int], _ count: Int) {
    let size = tables.size
    let n = Double(count)
    tables.orders += count
    tables.customers += 1
    tables.squaredOrders += n * n
    for item in bought {
      let x = Double(with[item])
      tables.first[item] += with[item]
      tables.firstSquares[item] += x * x
      tables.firstOrders[item] += x * n
    }
    for item in following {
      let y = Double(before[item])
      tables.then[item] += before[item]
      tables.thenSquares[item] += y * y
      tables.thenOrders[item] += y * n
    }
    for item in bought {
      let x = Double(with[item])
      for other in following {
        let cell = item * size + other
        let y = Double(before[other])
        tables.products[cell] += x * y
        guard both[cell] > 0 else { continue }
        let a = Double(both[cell])
        tables.both[cell] += both[cell]
        tables.people[cell] += 1
        tables.squares[cell] += a * a
        tables.byFirst[cell] += a * x
        tables.byThen[cell] += a * y
        tables.byOrders[cell] += a * n
        both[cell] = 0
      }
    }
    for item in bought { with[item] = 0 }
    for item in following { before[item] = 0 }
  }
}
