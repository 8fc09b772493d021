internal import ChurnMath
internal import ChurnModels

/// What orders bring: of each customer, of newcomers, and how much single orders differ.
struct OrderMoney: Sendable {
  /// Money expected of an order of each customer; the mean of repeat orders where his own has no mean.
  let means: [Double]
  /// Mean money of a newcomer's first order.
  let firstOrder: Double
  /// Mean money of an order that is not somebody's first.
  let repeatOrder: Double
  /// Standard deviation of first orders over their mean.
  let firstSpread: Double
  /// How well the level of all is known: the standard error of its logarithm.
  let levelError: Double
  /// The model of money; nil where none could be fitted.
  let model: GammaGamma.Model?
  /// Customers whose own mean is infinite under the model.
  let withoutMean: Int

  /// Learns from summaries with money and months; nil when nobody brought any.
  init?(_ summaries: [PurchaseSummary], _ ledger: MonthlyLedger, threads: Int) {
    let newcomers = ledger.months.reduce(0) { $0 + $1.newCustomers }
    let firstSales = ledger.months.reduce(0) { $0 + $1.firstSales }
    guard newcomers > 0, firstSales + ledger.repeatSales > 0 else { return nil }
    let mean = firstSales / newcomers
    firstOrder = mean
    repeatOrder =
      ledger.repeatOrders > 0 && ledger.repeatSales > 0
      ? ledger.repeatSales / ledger.repeatOrders : mean
    let squares = ledger.months.reduce(0) { $0 + $1.firstSquares }
    let variance = max(0, squares / newcomers - mean * mean)
    firstSpread = mean > 0 ? variance.squareRoot() / mean : 0
    let spend = SpendForecast(summaries, threads: threads)
    model = spend?.model
    let fallback = repeatOrder
    let known = spend?.means ?? [Double](repeating: fallback, count: summaries.count)
    withoutMean = known.count { !$0.isFinite }
    means = known.map { $0.isFinite ? $0 : fallback }
    levelError = Self.levelError(summaries) ?? firstSpread / max(1, newcomers).squareRoot()
  }

  /// The standard error of the logarithm of the mean money of a repeat order, customers being drawn.
  private static func levelError(_ summaries: [PurchaseSummary]) -> Double? {
    let known = summaries.filter { $0.frequency > 0 && $0.meanSpend.isFinite }
    let orders = known.reduce(0) { $0 + $1.frequency }
    let sales = known.reduce(0) { $0 + $1.frequency * $1.meanSpend }
    guard known.count > 1, sales > 0 else { return nil }
    let mean = sales / orders
    // A ratio of sums over customers, by linearisation.
    let squares = known.reduce(0) { sum, customer in
      let rest = customer.frequency * (customer.meanSpend - mean)
      return sum + rest * rest
    }
    let count = Double(known.count)
    let error = (squares * count / (count - 1)).squareRoot() / sales
    return error.isFinite ? min(error, 1) : nil
  }

  /// Draws what scales the money of one customer's orders: his own mean given what is known of him.
  func drawCustomer(_ summary: PurchaseSummary, from stream: inout RandomStream) -> Double? {
    guard let model, model.q > 1 else { return nil }
    let isKnown = summary.frequency > 0 && summary.meanSpend > 0 && summary.meanSpend.isFinite
    let shape = model.q + (isKnown ? model.p * summary.frequency : 0)
    let rate = model.v + (isKnown ? summary.frequency * summary.meanSpend : 0)
    let inverse = stream.gamma(shape: shape, scale: 1 / rate)
    return inverse > 0 ? inverse : nil
  }

  /// Draws what so many orders of one customer bring together, his ν being `inverse`.
  func draw(
    orders: Double, inverse: Double?, mean: Double, from stream: inout RandomStream
  ) -> Double {
    guard orders > 0 else { return 0 }
    if let model, let inverse {
      let drawn = stream.gamma(shape: model.p * orders, scale: 1 / inverse)
      return drawn.isFinite ? drawn : orders * mean
    }
    return drawPlain(orders: orders, mean: mean, from: &stream)
  }

  /// Draws what so many orders bring that differ as first orders do.
  func drawPlain(orders: Double, mean: Double, from stream: inout RandomStream) -> Double {
    guard orders > 0, mean > 0 else { return 0 }
    guard firstSpread > 1e-6 else { return orders * mean }
    let shape = 1 / (firstSpread * firstSpread)
    let drawn = stream.gamma(shape: orders * shape, scale: mean / shape)
    return drawn.isFinite ? drawn : orders * mean
  }
}
