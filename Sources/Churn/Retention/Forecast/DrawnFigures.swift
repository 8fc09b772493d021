internal import ChurnModels

/// Orders and money of each period in each of many possible futures.
struct DrawnFigures: Sendable {
  /// The number of futures.
  let draws: Int
  /// The number of periods.
  let periods: Int
  /// Orders, one draw after the other.
  var orders: [Double]
  /// Money in the same order; empty without amounts.
  var sales: [Double]

  /// Nothing in any future.
  init(draws: Int, periods: Int, hasMoney: Bool) {
    self.draws = draws
    self.periods = periods
    orders = [Double](repeating: 0, count: draws * periods)
    sales = hasMoney ? orders : []
  }

  /// Adds other figures, draw by draw.
  mutating func add(_ other: DrawnFigures) {
    for place in orders.indices { orders[place] += other.orders[place] }
    for place in sales.indices { sales[place] += other.sales[place] }
  }

  /// Lays what a sample did around what is expected of all.
  ///
  /// The deviations of independent customers grow with the root of their number.
  ///
  /// - Parameters:
  ///   - orders: Expected orders by period.
  ///   - sales: Expected money by period; nil without amounts.
  ///   - scale: Customers that one of the sample stands for.
  ///   - isWhole: Whether the sample is everybody, so that draws may stand as they are.
  mutating func centre(orders: [Double], sales: [Double]?, scale: Double, isWhole: Bool) {
    guard draws > 0, !isWhole else { return }
    Self.centre(&self.orders, around: orders, draws, scale.squareRoot())
    if let sales, !self.sales.isEmpty {
      Self.centre(&self.sales, around: sales, draws, scale.squareRoot())
    }
  }

  private static func centre(
    _ figures: inout [Double], around expected: [Double], _ draws: Int, _ factor: Double
  ) {
    let periods = expected.count
    for period in 0..<periods {
      var sum = 0.0
      for draw in 0..<draws { sum += figures[draw * periods + period] }
      let mean = sum / Double(draws)
      for draw in 0..<draws {
        let place = draw * periods + period
        figures[place] = max(0, expected[period] + factor * (figures[place] - mean))
      }
    }
  }

  /// Multiplies the figures of each draw and period.
  mutating func multiply(orders: [Double], sales: [Double]) {
    for place in self.orders.indices { self.orders[place] *= orders[place] }
    for place in self.sales.indices { self.sales[place] *= sales[place] }
  }

  /// The sum of some periods in each draw.
  static func sums(_ figures: [Double], of range: Range<Int>, periods: Int) -> [Double] {
    guard periods > 0 else { return [] }
    return stride(from: 0, to: figures.count, by: periods).map { start in
      range.reduce(0) { $0 + figures[start + $1] }
    }
  }

  /// The interval that holds a share of the draws.
  static func interval(_ values: [Double], level: Double) -> (lower: Double, upper: Double)? {
    guard let ends = ParametricBootstrap.interval(values, level: level), ends.lower.isFinite,
      ends.upper.isFinite
    else { return nil }
    return ends
  }
}
