internal import ChurnMath
internal import Glibc

/// Possible futures of a forecast: what parameters, customers and newcomers may do, drawn together.
///
/// Each draw moves the logarithms of the model's parameters by their covariances, which moves all orders
/// by ``BaseForecast/slopes``; lays what single customers do on top; and draws how many newcomers come.
/// The same parameters hold for both parts, so that a draw's base and new orders add up to its total.
struct ForecastDraws: Sendable {
  /// Customers known at the start.
  var base: DrawnFigures
  /// Those who come later.
  var new: DrawnFigures
  /// How many come, one draw after the other.
  let newcomers: [Double]

  /// Beyond this the logarithm of a period's orders is not moved by parameters: where a likelihood is flat
  /// its covariances say nothing.
  private static let farthest = 1.0

  /// Draws so many futures.
  init(_ run: ForecastRun, draws: Int, seed: UInt64, threads: Int) {
    base = run.base.draws(draws, seed: StableHash.mixed(seed &+ 1), threads: threads)
    let drawn = run.newcomers.draws(draws, seed: StableHash.mixed(seed &+ 2), threads: threads)
    newcomers = drawn.first.orders
    let periods = run.periods.count
    let covariance = run.model.logCovariance
    let factor = Self.factor(covariance)
    let level = run.money?.levelError ?? 0
    let streamSeed = StableHash.mixed(seed &+ 3)
    var orders = [Double](repeating: 1, count: draws * periods)
    var sales = orders
    var levels = orders
    for draw in 0..<draws {
      var stream = RandomStream(seed: streamSeed, stream: UInt64(draw))
      let moves = Self.moves(factor, &stream)
      let money = exp(level * stream.normal() - level * level / 2)
      for period in 0..<periods {
        let slopes = run.base.slopes[period]
        var shift = 0.0
        var variance = 0.0
        for i in moves.indices where i < slopes.count {
          shift += slopes[i] * moves[i]
          for j in moves.indices where j < slopes.count {
            variance += slopes[i] * slopes[j] * covariance[i][j]
          }
        }
        shift = max(-Self.farthest, min(Self.farthest, shift - max(0, variance) / 2))
        let place = draw * periods + period
        orders[place] = exp(shift)
        sales[place] = orders[place] * money
        levels[place] = money
      }
    }
    base.multiply(orders: orders, sales: sales)
    var repeats = drawn.repeats
    repeats.multiply(orders: orders, sales: sales)
    new = drawn.first
    // First orders do not depend on how customers go on, but on what money is worth.
    new.multiply(orders: [Double](repeating: 1, count: orders.count), sales: levels)
    new.add(repeats)
  }

  /// Both parts together.
  var total: DrawnFigures {
    var total = base
    total.add(new)
    return total
  }

  /// Multiplies both parts by what the model is off by.
  mutating func multiply(orders: [Double], sales: [Double]) {
    base.multiply(orders: orders, sales: sales)
    new.multiply(orders: orders, sales: sales)
  }

  /// *L* with *L Lᵀ* the covariances, row by row; nil where they are none.
  private static func factor(_ covariance: [[Double]]) -> [[Double]]? {
    let count = covariance.count
    guard count > 0 else { return nil }
    var rows = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for i in 0..<count {
      for j in 0...i {
        let sum = (0..<j).reduce(covariance[i][j]) { $0 - rows[i][$1] * rows[j][$1] }
        if i == j {
          guard sum > 0 else { return nil }
          rows[i][i] = sum.squareRoot()
        } else {
          rows[i][j] = sum / rows[j][j]
        }
      }
    }
    return rows
  }

  private static func moves(_ factor: [[Double]]?, _ stream: inout RandomStream) -> [Double] {
    guard let factor else { return [] }
    let deviates = factor.map { _ in stream.normal() }
    return factor.map { row in zip(row, deviates).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
