internal import ChurnData
internal import ChurnMath
internal import Glibc

/// Orders and money of the customers who were there on a day, period by period.
///
/// What is expected is added up over all of them. How far it may be off has two parts: the parameters
/// of the model, by how much each moves the totals (``slopes``), and what single customers do, by drawing
/// their futures (``draws(_:seed:threads:)``).
struct BaseForecast: Sendable {
  /// Orders expected in each period.
  let orders: [Double]
  /// Money expected in each; nil without amounts.
  let sales: [Double]?
  /// By how much the logarithm of a period's orders moves with that of each parameter.
  let slopes: [[Double]]

  private let model: OrderModel
  private let money: OrderMoney?
  /// Ends of the periods, in weeks after the last day.
  private let times: [Double]
  private let sample: [Member]
  /// Customers that one of the sample stands for.
  private let scale: Double

  /// A customer whose future is drawn.
  private struct Member: Sendable {
    let summary: PurchaseSummary
    let mean: Double
    let expected: Double
  }

  /// Customers whose futures are drawn; of more, one in two or three and so on, by expected orders.
  private static let mostDrawn = 10_000
  /// Kinds of customers that slopes are learned from.
  private static let mostSloped = 2_048
  /// As many on any number of threads, so that sums are made in one order.
  private static let pieces = 64

  /// Asks a model about everybody.
  ///
  /// - Parameters:
  ///   - model: How customers go on buying.
  ///   - summaries: The base, by the model's clock.
  ///   - money: What orders bring; nil without amounts.
  ///   - times: Ends of the periods, in weeks of the clock after the last day.
  ///   - threads: The most threads to use.
  /// - Complexity: O(kinds of customers · periods).
  init(
    _ model: OrderModel, _ summaries: [PurchaseSummary], money: OrderMoney?, times: [Double],
    threads: Int
  ) {
    self.model = model
    self.money = money
    self.times = times
    let groups = SummaryGroups(summaries)
    var counts = [Double](repeating: 0, count: groups.kinds.count)
    var spends = counts
    for (place, kind) in groups.kindOf.enumerated() {
      counts[kind] += 1
      if let money { spends[kind] += money.means[place] }
    }
    let pieces = evenPieces(groups.kinds.count, Self.pieces)
    let (kinds, weights, worths) = (groups.kinds, counts, spends)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      Totals(model, kinds, weights, worths, places: Array(pieces[piece]), times: times)
    }
    var orders = [Double](repeating: 0, count: times.count)
    var sales = orders
    for part in parts {
      for period in times.indices {
        orders[period] += part.orders[period]
        sales[period] += part.sales[period]
      }
    }
    self.orders = orders
    self.sales = money == nil ? nil : sales
    let lasts = parts.flatMap(\.lasts)
    // By expected orders, so that every kind of customer is in the sample in its share.
    let ranked = summaries.indices.sorted { left, right in
      let (first, second) = (lasts[groups.kindOf[left]], lasts[groups.kindOf[right]])
      return first != second ? first > second : left < right
    }
    let step = max(1, (ranked.count + Self.mostDrawn - 1) / Self.mostDrawn)
    scale = Double(step)
    sample = stride(from: step / 2, to: ranked.count, by: step).map { rank in
      let place = ranked[rank]
      return Member(
        summary: summaries[place], mean: money?.means[place] ?? 0,
        expected: lasts[groups.kindOf[place]])
    }
    let stride = max(1, (kinds.count + Self.mostSloped - 1) / Self.mostSloped)
    slopes = Self.slopes(
      model, kinds, weights, worths,
      places: Array(Swift.stride(from: 0, to: kinds.count, by: stride)), times: times,
      threads: threads)
  }

  /// Sums over some kinds of customers.
  private struct Totals: Sendable {
    var orders: [Double]
    var sales: [Double]
    /// Orders of one customer of each kind in all periods.
    var lasts: [Double] = []

    init(
      _ model: OrderModel, _ kinds: [PurchaseSummary], _ counts: [Double], _ spends: [Double],
      places: [Int], times: [Double]
    ) {
      orders = [Double](repeating: 0, count: times.count)
      sales = orders
      lasts.reserveCapacity(places.count)
      for place in places {
        let reached = model.expected(kinds[place], by: times)
        var before = 0.0
        for period in times.indices {
          let expected = max(0, reached[period] - before)
          before = reached[period]
          guard expected.isFinite else { continue }
          orders[period] += counts[place] * expected
          sales[period] += spends[place] * expected
        }
        lasts.append(before.isFinite ? before : 0)
      }
    }
  }

  /// Central differences of the logarithms of the totals.
  private static func slopes(
    _ model: OrderModel, _ kinds: [PurchaseSummary], _ counts: [Double], _ spends: [Double],
    places: [Int], times: [Double], threads: Int
  ) -> [[Double]] {
    let parameters = model.logCovariance.count
    let step = 0.01
    let moved = mapIndices(2 * parameters, threads: threads) { place in
      Totals(
        model.shifted(parameter: place / 2, by: place % 2 == 0 ? step : -step), kinds, counts,
        spends, places: places, times: times
      ).orders
    }
    return times.indices.map { period in
      (0..<parameters).map { parameter in
        let (up, down) = (moved[2 * parameter][period], moved[2 * parameter + 1][period])
        let slope = (log(up) - log(down)) / (2 * step)
        return slope.isFinite ? slope : 0
      }
    }
  }
}

extension BaseForecast {
  /// What single customers may do: orders and money of each period in each draw.
  ///
  /// Parameters are those estimated. Each customer of the sample draws from a stream of his own.
  func draws(_ count: Int, seed: UInt64, threads: Int) -> DrawnFigures {
    let periods = times.count
    let pieces = evenPieces(sample.count, 16)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      var drawn = DrawnFigures(draws: count, periods: periods, hasMoney: money != nil)
      for place in pieces[piece] {
        var stream = RandomStream(seed: seed, stream: UInt64(place))
        draw(sample[place], count, &stream, &drawn)
      }
      return drawn
    }
    var sum = DrawnFigures(draws: count, periods: periods, hasMoney: money != nil)
    for part in parts { sum.add(part) }
    sum.centre(
      orders: orders, sales: sales, scale: scale, isWhole: scale == 1)
    return sum
  }

  private func draw(
    _ member: Member, _ count: Int, _ stream: inout RandomStream, _ drawn: inout DrawnFigures
  ) {
    guard let end = times.last, member.expected > 0 else { return }
    let alive = model.probabilityAlive(member.summary)
    let periods = times.count
    var orders = [Double](repeating: 0, count: periods)
    for draw in 0..<count where stream.chance(alive) {
      var period = 0
      var isBuying = false
      model.drawFuture(ifAlive: member.summary, within: end, from: &stream) { time in
        while period < periods - 1, time > times[period] { period += 1 }
        orders[period] += 1
        isBuying = true
      }
      guard isBuying else { continue }
      let inverse = money?.drawCustomer(member.summary, from: &stream)
      for period in 0..<periods where orders[period] > 0 {
        drawn.orders[draw * periods + period] += orders[period]
        if let money {
          drawn.sales[draw * periods + period] += money.draw(
            orders: orders[period], inverse: inverse, mean: member.mean, from: &stream)
        }
        orders[period] = 0
      }
    }
  }
}
