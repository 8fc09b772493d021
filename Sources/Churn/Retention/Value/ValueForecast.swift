internal import ChurnMath
internal import ChurnModels

/// What models tell of each customer of a base.
struct ValueForecast: Sendable {
  /// Probabilities of being alive.
  let alive: [Double]
  /// Orders expected over the months looked ahead.
  let orders: [Double]
  /// The same, each month's discounted.
  let discountedOrders: [Double]

  /// Asks a model about each kind of customer.
  init(
    _ model: PurchaseModel, groups: SummaryGroups, unit: ValueTimeUnit,
    schedule: DiscountSchedule, threads: Int
  ) throws(FitError) {
    let steps = try schedule.plan(unitDays: unit.days).steps
    let kinds = groups.map(threads: threads) { Self.figures($0, model.law, steps) }
    alive = groups.kindOf.map { kinds[$0].alive }
    orders = groups.kindOf.map { kinds[$0].orders }
    discountedOrders = groups.kindOf.map { kinds[$0].discounted }
  }

  private static func figures(
    _ customer: PurchaseSummary, _ law: some PurchaseLaw, _ steps: [(until: Double, factor: Double)]
  ) -> (alive: Double, orders: Double, discounted: Double) {
    let alive = law.probabilityAlive(customer)
    guard alive > 0 else { return (alive, 0, 0) }
    var orders = 0.0
    var discounted = 0.0
    for step in steps {
      let reached = law.expectedOrdersIfAlive(customer, within: step.until)
      discounted += (reached - orders) * step.factor
      orders = reached
    }
    return (alive, alive * orders, alive * discounted)
  }

  /// Value of each customer: margin rate · money of an order · discounted orders.
  func values(spend: [Double], marginRate: Double) -> [Double] {
    zip(discountedOrders, spend).map { $0 * $1 * marginRate }
  }
}
