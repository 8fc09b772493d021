internal import ChurnMath
internal import ChurnModels

/// How well expected orders and values are known, by parametric bootstrap.
///
/// Bases like this one are drawn from the fitted models, the models are fitted anew to each, and
/// every customer is asked about anew. Of the answers the middle 95 % make the interval. Discounts
/// are those of the fitted model: between draws they hardly change.
struct ValueIntervals: Sendable {
  /// Of the orders of each customer; nil where it cannot be told.
  let orders: [CustomerValue.Interval?]
  /// Of the value of each; nil without money.
  let values: [CustomerValue.Interval?]
  /// Of the orders and the value of all.
  let totals: (orders: CustomerValue.Interval?, value: CustomerValue.Interval?)
  /// Draws asked for.
  let draws: Int
  /// Draws of which a model could not be fitted.
  let failures: Int

  /// The share of draws within an interval.
  static let level = 0.95
  /// As many on any number of threads, so that totals are added in one order.
  private static let pieces = 64

  init(
    _ model: PurchaseModel, spend: SpendForecast?, base: PurchaseSummaries,
    groups: SummaryGroups, forecast: ValueForecast, horizon: Double, marginRate: Double,
    bootstrap: ParametricBootstrap, threads: Int
  ) throws(FitError) {
    let drawn = try bootstrap.models(model, base.summaries, threads: threads)
    var spends: [GammaGamma.Model]?
    var failures = drawn.failures
    if let fitted = spend?.model {
      var other = bootstrap
      other.seed = ~bootstrap.seed
      let drawn = try other.models(fitted, base.summaries, threads: threads)
      spends = drawn.models
      failures += drawn.failures
    }
    // Draws of both models are independent, so any pairing will do.
    let count = min(drawn.models.count, spends?.count ?? .max)
    let models = Array(drawn.models.prefix(count))
    let asked = Asked(
      models: models, spends: spends, means: spend?.means, base: base, forecast: forecast,
      horizon: horizon, marginRate: marginRate)
    let members = groups.members
    let pieces = evenPieces(groups.kinds.count, Self.pieces)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      Part(asked, groups.kinds, members, pieces[piece])
    }
    var orders = [CustomerValue.Interval?](repeating: nil, count: base.count)
    var values = orders
    var sums = (
      orders: [Double](repeating: 0, count: count), values: [Double](repeating: 0, count: count)
    )
    for part in parts {
      for (place, interval) in part.orders { orders[place] = interval }
      for (place, interval) in part.values { values[place] = interval }
      for draw in 0..<count {
        sums.orders[draw] += part.orderSums[draw]
        sums.values[draw] += part.valueSums[draw]
      }
    }
    self.orders = orders
    self.values = values
    totals = (
      Self.interval(sums.orders), spend == nil ? nil : Self.interval(sums.values)
    )
    draws = bootstrap.draws
    self.failures = failures
  }

  private static func interval(_ values: [Double]) -> CustomerValue.Interval? {
    guard let ends = ParametricBootstrap.interval(values, level: level), ends.lower.isFinite,
      ends.upper.isFinite
    else { return nil }
    return CustomerValue.Interval(lower: ends.lower, upper: ends.upper)
  }

  /// What every part asks about.
  private struct Asked: Sendable {
    let models: [PurchaseModel]
    let spends: [GammaGamma.Model]?
    let means: [Double]?
    let base: PurchaseSummaries
    let forecast: ValueForecast
    let horizon: Double
    let marginRate: Double

    /// What the money of an order is expected to be in a draw.
    func spend(_ place: Int, _ draw: Int) -> Double {
      if let spends { return spends[draw].expectedSpend(base.summaries[place]) }
      return means?[place] ?? .nan
    }
  }

  /// Some kinds of customers.
  private struct Part: Sendable {
    var orders: [(place: Int, interval: CustomerValue.Interval?)] = []
    var values: [(place: Int, interval: CustomerValue.Interval?)] = []
    var orderSums: [Double]
    var valueSums: [Double]

    init(_ asked: Asked, _ kinds: [PurchaseSummary], _ members: [[Int]], _ range: Range<Int>) {
      orderSums = [Double](repeating: 0, count: asked.models.count)
      valueSums = orderSums
      for kind in range {
        let told = asked.models.map { $0.expectedOrders(kinds[kind], within: asked.horizon) }
        let interval = ValueIntervals.interval(told)
        for place in members[kind] {
          orders.append((place, interval))
          for draw in told.indices { orderSums[draw] += told[draw] }
          guard asked.means != nil else { continue }
          let expected = asked.forecast.orders[place]
          let discount = expected > 0 ? asked.forecast.discountedOrders[place] / expected : 0
          let worth = told.indices.map { draw in
            told[draw] * discount * asked.spend(place, draw) * asked.marginRate
          }
          values.append((place, ValueIntervals.interval(worth)))
          for draw in worth.indices where worth[draw].isFinite { valueSums[draw] += worth[draw] }
        }
      }
    }
  }
}
