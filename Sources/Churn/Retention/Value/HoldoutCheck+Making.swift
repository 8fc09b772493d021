internal import ChurnMath
internal import ChurnModels

extension HoldoutCheck {
  private static let lastClass = 7

  /// Holds a model's forecast for the customers of a base against what they did.
  init(
    _ model: PurchaseModel, _ base: PurchaseSummaries, groups: SummaryGroups,
    observed: ObservedPurchases, spend: [Double]?, threads: Int
  ) {
    let time = Double(observed.days) / base.unit.days
    let kinds = groups.map(threads: threads) { kind in
      (
        orders: model.expectedOrders(kind, within: time), alive: model.probabilityAlive(kind),
        buys: model.probabilityOfOrder(kind, within: time)
      )
    }
    let told = groups.kindOf.map { kinds[$0].orders }
    let alive = groups.kindOf.map { kinds[$0].alive }
    let buys = groups.kindOf.map { kinds[$0].buys }
    self.told = told
    days = observed.days
    customers = base.count
    actualOrders = observed.orders.reduce(0, +)
    expectedOrders = told.reduce(0, +)
    actualBuying = observed.orders.count { $0 > 0 }
    expectedBuying = buys.reduce(0, +)
    let spent = observed.spend.reduce(0, +)
    actualSpend = spent.isFinite ? spent : nil
    expectedSpend = spend.flatMap { spend in
      let sum = zip(told, spend).reduce(0) { $0 + $1.0 * $1.1 }
      return sum.isFinite ? sum : nil
    }
    frequencyClasses = Self.classes(base, observed.orders, told)
    self.model = Accuracy(observed.orders, told)
    rule = Accuracy(observed.orders, observed.ordersBefore.map(Double.init))
    ruleOrders = observed.ordersBefore.reduce(0, +)
    aliveBins = Self.bins(alive, buys, observed.orders)
  }

  private static func classes(
    _ base: PurchaseSummaries, _ actual: [Int], _ told: [Double]
  ) -> [FrequencyClass] {
    var sums = [(customers: Int, actual: Int, told: Double)](
      repeating: (0, 0, 0), count: lastClass + 1)
    for (place, summary) in base.summaries.enumerated() {
      let at = Int(min(summary.frequency, Double(lastClass)))
      sums[at].customers += 1
      sums[at].actual += actual[place]
      sums[at].told += told[place]
    }
    return sums.enumerated().compactMap { at, sum in
      guard sum.customers > 0 else { return nil }
      let count = Double(sum.customers)
      return FrequencyClass(
        frequency: at == lastClass ? "\(at)+" : "\(at)", customers: sum.customers,
        actualOrders: Double(sum.actual) / count, expectedOrders: sum.told / count)
    }
  }

  private static func bins(_ alive: [Double], _ buys: [Double], _ actual: [Int]) -> [AliveBin] {
    var sums = [(customers: Int, alive: Double, buys: Double, actual: Int)](
      repeating: (0, 0, 0, 0), count: 10)
    for place in alive.indices {
      let at = alive[place].isFinite ? min(9, max(0, Int(alive[place] * 10))) : 0
      sums[at].customers += 1
      sums[at].alive += alive[place]
      sums[at].buys += buys[place]
      sums[at].actual += actual[place] > 0 ? 1 : 0
    }
    return sums.enumerated().compactMap { at, sum in
      guard sum.customers > 0 else { return nil }
      let count = Double(sum.customers)
      return AliveBin(
        lower: Double(at) / 10, upper: Double(at + 1) / 10, customers: sum.customers,
        meanAlive: sum.alive / count, expectedBuying: sum.buys / count,
        buying: Double(sum.actual) / count)
    }
  }
}

extension HoldoutCheck.Accuracy {
  /// Compares what came with what was told.
  init(_ actual: [Int], _ told: [Double]) {
    let count = Double(max(1, actual.count))
    var absolute = 0.0
    var square = 0.0
    for (came, told) in zip(actual, told) {
      let error = Double(came) - told
      absolute += abs(error)
      square += error * error
    }
    meanAbsoluteError = absolute / count
    rootMeanSquareError = (square / count).squareRoot()
    let actualMean = actual.reduce(0) { $0 + Double($1) } / count
    let toldMean = told.reduce(0, +) / count
    var both = 0.0
    var came = 0.0
    var foretold = 0.0
    for (order, told) in zip(actual, told) {
      both += (Double(order) - actualMean) * (told - toldMean)
      came += (Double(order) - actualMean) * (Double(order) - actualMean)
      foretold += (told - toldMean) * (told - toldMean)
    }
    let spread = came.squareRoot() * foretold.squareRoot()
    correlation = spread > 0 && spread.isFinite ? min(1, max(-1, both / spread)) : nil
  }
}
