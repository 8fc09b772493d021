internal import ChurnData
internal import ChurnMath

/// What customers buy in a later order, by what was in an earlier one.
public struct LaterFindings: Sendable, Equatable, Encodable {
  /// An item of an order and one that follows.
  public struct Rule: Sendable, Equatable, Encodable {
    /// The item of the order.
    public let first: String
    /// The item that follows.
    public let then: String
    /// Orders with the first item that the second one follows.
    public let orders: Int
    /// Orders with the first item.
    public let ordersWithFirst: Int
    /// Orders that the second item follows, whatever they hold.
    public let ordersWithThen: Int
    /// Customers with such an order.
    public let customers: Int
    /// Of the orders with the first item, the share that the second follows.
    public let confidence: Double
    /// The share among all orders.
    public let baseRate: Double
    /// How many times as often as after any order.
    public let lift: Double
    /// The share after orders with the first item less that after orders without it.
    public let difference: Double
    /// The lower end of its 95 % interval, customers taken as drawn.
    public let differenceLower: Double
    /// The upper end of its 95 % interval.
    public let differenceUpper: Double
    /// The one-sided test against no connection, customers taken as drawn.
    public let p: Double
    /// The same after Benjamini and Hochberg.
    public let adjustedP: Double
  }

  /// Days within which a later order counts as following.
  public let days: Int
  /// Orders that are followed for so long.
  public let orders: Int
  /// Customers with such an order.
  public let customers: Int
  /// The fewest customers that a listed rule holds for.
  public let minCustomers: Int
  /// Rules that came into question.
  public let tested: Int
  /// The rules that meet what was asked for.
  public let rules: [Rule]

  init(
    _ later: LaterPurchases, names: ByteStrings, minCustomers: Int, analysis: BasketAnalysis
  ) {
    days = later.days
    orders = later.orders
    customers = later.customers
    self.minCustomers = minCustomers
    tested = later.tested
    let wanted = later.pairs.filter {
      $0.confidence >= analysis.minConfidence && $0.lift >= analysis.minLift
        && ($0.adjustedP <= analysis.maxP || analysis.maxP >= 1)
    }
    let keys = wanted.map { pair in
      switch analysis.order {
      case .lift: pair.lift
      case .confidence: pair.confidence
      case .support: Double(pair.orders)
      case .leverage, .improvement: pair.difference
      case .conviction: (1 - pair.baseRate) / (1 - pair.confidence)
      case .p: pair.adjustedP.isNaN ? -.infinity : -pair.adjustedP
      }
    }
    let reach = NormalDistribution.deviations(level: 0.95)
    rules = wanted.indices.sorted { left, right in
      if keys[left] != keys[right] { return keys[left] > keys[right] }
      if wanted[left].lift != wanted[right].lift { return wanted[left].lift > wanted[right].lift }
      return left < right
    }.map { place in
      let pair = wanted[place]
      return Rule(
        first: names[pair.first], then: names[pair.then], orders: pair.orders,
        ordersWithFirst: pair.ordersWithFirst, ordersWithThen: pair.ordersWithThen,
        customers: pair.customers, confidence: pair.confidence, baseRate: pair.baseRate,
        lift: pair.lift, difference: pair.difference,
        differenceLower: pair.difference - reach * pair.differenceError,
        differenceUpper: pair.difference + reach * pair.differenceError, p: pair.pValue,
        adjustedP: pair.adjustedP)
    }
  }
}
