internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// A forecast of contracts made with what was known on a day: who is still there, and what they bring.
struct ContractRun: Sendable {
  /// Ends of the periods, in months ahead.
  let times: [Double]
  /// Of those there now: how many are at the end of each period, and what they bring a month.
  let active: [Double]
  let revenue: [Double]
  /// Of those who come: the same.
  let newActive: [Double]
  let newRevenue: [Double]
  /// How many come in each period.
  let counts: NewcomerCounts
  /// What a new contract brings a month.
  let newAmount: Double

  private let base: ContractBase
  private let curves: ContractCurves
  private let kinds: [Kind]
  private let sample: [Int]
  private let scale: Double
  /// Days of each period on which new contracts begin, in months ahead.
  private let starts: [[Double]]

  /// Contracts of one group and tenure.
  private struct Kind: Sendable {
    let group: Int
    let tenure: Double
    var members = 0.0
    var amount = 0.0
    /// Amounts of its members one by one; those not known are 0.
    var amounts: [Double] = []
  }

  private static let mostDrawn = 5_000

  /// Forecasts a base.
  ///
  /// - Parameters:
  ///   - base: Who is there and who was.
  ///   - periods: What is forecast.
  ///   - start: The first day ahead; nil for a table without days.
  ///   - counts: How many come.
  ///   - newAmount: What a new contract brings a month.
  ///   - threads: The most threads to use.
  /// - Throws: `FitError`.
  init(
    _ base: ContractBase, periods: [ForecastPeriod], start: Day?, counts: NewcomerCounts,
    newAmount: Double, threads: Int
  ) throws(FitError) {
    var times: [Double] = []
    var starts: [[Double]] = []
    for (place, period) in periods.enumerated() {
      if let start {
        times.append(Double(period.end - start) / DiscountSchedule.daysAMonth)
        starts.append(
          (0..<period.days).map {
            Double(period.first - start + $0) / DiscountSchedule.daysAMonth
          })
      } else {
        times.append(Double(place + 1))
        starts.append((0..<30).map { Double(place) + (Double($0) + 0.5) / 30 })
      }
    }
    let curves = try ContractCurves(base, reach: times.last ?? 1, threads: threads)
    var kinds: [Kind] = []
    var places: [Double: [Int: Int]] = [:]
    for member in base.active {
      let (tenure, group) = (base.lifetimes.durations[member], Int(base.codes[member]))
      let amount = base.amounts[member].isFinite ? base.amounts[member] : 0
      let place = places[tenure]?[group] ?? kinds.count
      if place == kinds.count {
        places[tenure, default: [:]][group] = place
        kinds.append(Kind(group: group, tenure: tenure))
      }
      kinds[place].members += 1
      kinds[place].amount += amount
      kinds[place].amounts.append(amount)
    }
    // Members of a kind in an order that the rows do not decide.
    for place in kinds.indices { kinds[place].amounts.sort() }
    kinds.sort { $0.group != $1.group ? $0.group < $1.group : $0.tenure < $1.tenure }
    let members = kinds.indices.flatMap { [Int](repeating: $0, count: kinds[$0].amounts.count) }
    let step = max(1, (members.count + Self.mostDrawn - 1) / Self.mostDrawn)
    sample = Array(stride(from: step / 2, to: members.count, by: step))
    scale = Double(step)
    self.base = base
    self.curves = curves
    self.kinds = kinds
    self.times = times
    self.starts = starts
    self.counts = counts
    self.newAmount = newAmount
    let stays = Self.stays(kinds, curves.lives, times)
    active = times.indices.map { period in
      kinds.indices.reduce(0) { $0 + kinds[$1].members * stays[$1][period] }
    }
    revenue = times.indices.map { period in
      kinds.indices.reduce(0) { $0 + kinds[$1].amount * stays[$1][period] }
    }
    let joined = Self.joined(
      counts.expected, starts, times, curves.lives[curves.lives.count - 1])
    newActive = joined
    newRevenue = joined.map { $0 * newAmount }
  }

  /// The probability of each kind to be there at the end of each period.
  private static func stays(
    _ kinds: [Kind], _ lives: [RemainingLife], _ times: [Double]
  ) -> [[Double]] {
    kinds.map { kind in
      times.map { lives[kind.group].probability(tenure: kind.tenure, within: $0) }
    }
  }

  /// Newcomers there at the end of each period.
  private static func joined(
    _ counts: [Double], _ starts: [[Double]], _ times: [Double], _ life: RemainingLife
  ) -> [Double] {
    times.indices.map { period in
      (0...period).reduce(0) { sum, cohort in
        guard counts[cohort] > 0, !starts[cohort].isEmpty else { return sum }
        let stays = starts[cohort].reduce(0) {
          $0 + life.survival(at: max(0, times[period] - $1))
        }
        return sum + counts[cohort] * stays / Double(starts[cohort].count)
      }
    }
  }

  /// Possible futures: of those there now and of those who come, how many are there at each end
  /// (`orders`) and what they bring a month (`sales`); and how many come.
  func draws(
    _ count: Int, seed: UInt64, threads: Int
  ) -> (base: DrawnFigures, new: DrawnFigures, newcomers: [Double]) {
    let rows = mapIndices(count, threads: threads) { draw in
      var stream = RandomStream(seed: seed, stream: UInt64(draw))
      return row(&stream)
    }
    var present = DrawnFigures(draws: count, periods: times.count, hasMoney: true)
    var new = present
    var newcomers: [Double] = []
    for (draw, row) in rows.enumerated() {
      let place = draw * times.count
      for period in times.indices {
        present.orders[place + period] = row.active[period]
        present.sales[place + period] = row.revenue[period]
        new.orders[place + period] = row.newActive[period]
        new.sales[place + period] = row.newActive[period] * newAmount
      }
      newcomers += row.newcomers
    }
    return (present, new, newcomers)
  }

  private typealias Row = (
    active: [Double], revenue: [Double], newActive: [Double], newcomers: [Double]
  )

  private func row(_ stream: inout RandomStream) -> Row {
    let lives = curves.draw(from: &stream)
    let stays = Self.stays(kinds, lives, times)
    var active = times.map { _ in 0.0 }
    var revenue = active
    for kind in kinds.indices {
      for period in times.indices {
        active[period] += kinds[kind].members * stays[kind][period]
        revenue[period] += kinds[kind].amount * stays[kind][period]
      }
    }
    // How far single contracts stray from the curves, on a sample.
    var strayed = times.map { _ in 0.0 }
    var strayedRevenue = strayed
    var kind = 0
    var first = 0
    for member in sample {
      while member >= first + kinds[kind].amounts.count {
        first += kinds[kind].amounts.count
        kind += 1
      }
      let amount = kinds[kind].amounts[member - first]
      let fate = stream.uniform()
      for period in times.indices {
        let rest = (fate < stays[kind][period] ? 1 : 0) - stays[kind][period]
        strayed[period] += rest
        strayedRevenue[period] += amount * rest
      }
    }
    let factor = scale.squareRoot()
    for period in times.indices {
      active[period] = max(0, active[period] + factor * strayed[period])
      revenue[period] = max(0, revenue[period] + factor * strayedRevenue[period])
    }
    let newcomers = counts.draw(from: &stream)
    let expected = Self.joined(newcomers, starts, times, lives[lives.count - 1])
    var total = 0.0
    var newActive: [Double] = []
    for period in times.indices {
      total += newcomers[period]
      // Those who came stay or go by chance: a binomial, by its normal curve.
      let share = total > 0 ? min(1, expected[period] / total) : 0
      let spread = (total * share * (1 - share)).squareRoot()
      newActive.append(max(0, min(total, expected[period] + spread * stream.normal())))
    }
    return (active, revenue, newActive, newcomers)
  }
}
