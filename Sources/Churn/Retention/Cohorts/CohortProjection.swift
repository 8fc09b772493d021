// What a fitted model tells of cells that were not observed.
//
// open       a period that the data do not cover to its end: the last one if it is not over, and those
//            after it
// kind       customers who look alike to the model; they came on one day, so their join is one
//
// Each customer's chance to order in an open period follows from his own history by Pareto/NBD, and sums
// over a cohort's customers are what its open cells are expected to hold.

internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// What the open cells of cohorts are expected to hold.
public struct CohortProjection: Sendable {
  /// The model behind it.
  public struct Model: Sendable, Equatable, Encodable {
    /// Its name.
    public let name: String
    /// What its time is counted in.
    public let timeUnit: String
    /// Its parameters by name.
    public let parameters: [String: Double]
    /// The maximised log-likelihood.
    public let logLikelihood: Double
    /// Customers learned from.
    public let customers: Int
    /// Periods projected.
    public let periods: Int
  }

  let model: Model

  /// Sums over the customers of a group and join in an open period.
  private struct Sum: Sendable {
    /// Customers expected to order who have not yet within the period, and the variance of their number.
    var buyers = 0.0
    var variance = 0.0
    /// Orders expected.
    var orders = 0.0
    /// Money expected.
    var money = 0.0
    /// Of those with one order so far, how many are expected to have ordered again by the period's end.
    var again = 0.0
    var againVariance = 0.0

    static func += (left: inout Sum, right: Sum) {
      left.buyers += right.buyers
      left.variance += right.variance
      left.orders += right.orders
      left.money += right.money
      left.again += right.again
      left.againVariance += right.againVariance
    }
  }

  private let measure: CohortMeasure
  private let tensor: CohortTensor
  private let grid: PeriodGrid
  private let scale: CohortCells.Scale
  /// The first open period.
  private let firstOpen: Int
  private let periods: Int
  /// The place is (group · periods of the grid + join) · open periods + period.
  private let sums: [Sum]

  /// - Throws: `ValueError` where nobody came back, `FitError`.
  init(
    _ analysis: CohortAnalysis, _ log: PurchaseLog, _ keys: CohortKeys, _ grid: PeriodGrid,
    _ tensor: CohortTensor, margin: (isFound: Bool, rate: Double?)
  ) throws {
    measure = analysis.measure
    self.tensor = tensor
    self.grid = grid
    scale = CohortCells.Scale(
      analysis.measure, log, usesMargin: margin.isFound, rate: margin.rate ?? 1)
    let firstOpen = grid.isComplete(grid.count - 1) ? grid.count : grid.count - 1
    self.firstOpen = firstOpen
    periods = analysis.projectedPeriods
    let last = grid.observed.upperBound - 1
    let base = PurchaseSummaries(log, through: last, unit: .week, threads: analysis.threads)
    try base.checkLearnable()
    let (fitted, _) = try PurchaseModel.Kind.paretoNBD.fitOrSteady(
      base.summaries, threads: analysis.threads)
    let law = ParetoNBDParameters(values: fitted.law.values)
    model = Model(
      name: "pareto-nbd", timeUnit: "week",
      parameters: Dictionary(
        uniqueKeysWithValues: zip(ParetoNBDParameters.names, law.values)),
      logLikelihood: fitted.logLikelihood, customers: base.count, periods: periods)
    let windows = Self.windows(grid, firstOpen: firstOpen, count: periods)
    let isMoney = analysis.measure.isMoney
    let spend = isMoney ? SpendForecast(base.summaries, threads: analysis.threads)?.means : nil
    // Orders of one day are one purchase to the model.
    let days = base.repeatPurchases + Double(base.count)
    let found =
      isMoney && margin.isFound
      ? MarginShare.found(log, base.customers, before: last + 1, analysis.threads) : nil
    let rate = found ?? margin.rate ?? 1
    let groups = SummaryGroups(base.summaries)
    let members = groups.members
    let pieces = evenPieces(groups.kinds.count, 64)
    let parts = mapIndices(pieces.count, threads: analysis.threads) { piece in
      var sums = [Sum](repeating: Sum(), count: tensor.sizes.count * windows.count)
      for kind in pieces[piece] {
        let summary = groups.kinds[kind]
        guard let someone = members[kind].first else { continue }
        let join = grid.place(of: base.firstDays[someone])
        let latest = base.firstDays[someone] + Int((summary.recency * 7).rounded())
        let expected = windows.map { window in
          Expected(
            summary, law, window,
            isIn: firstOpen < grid.count && latest >= grid.edges[firstOpen])
        }
        for place in members[kind] {
          guard let group = keys.group(of: base.customers[place]) else { continue }
          let money = spend.map { $0[place].isFinite ? $0[place] * rate : 0 } ?? 0
          let row = (group * grid.count + join) * windows.count
          for (number, figures) in expected.enumerated() {
            sums[row + number] += figures.sum(money: money, isOnce: summary.frequency == 0)
          }
        }
      }
      return sums
    }
    var sums = [Sum](repeating: Sum(), count: tensor.sizes.count * windows.count)
    for part in parts {
      for place in sums.indices { sums[place] += part[place] }
    }
    let orders = Self.orders(tensor)
    let ratio = days > 0 ? Double(orders) / days : 1
    for place in sums.indices { sums[place].orders *= ratio }
    self.sums = sums
  }

  private static func orders(_ tensor: CohortTensor) -> Int {
    var orders = 0
    for group in 0..<tensor.groups {
      for join in 0..<tensor.periods {
        for age in 0..<tensor.periods - join { orders += tensor.cell(group, join, age).orders }
      }
    }
    return orders
  }

  /// The open periods, in weeks after the last day observed.
  private static func windows(
    _ grid: PeriodGrid, firstOpen: Int, count: Int
  ) -> [Range<Double>] {
    let now = grid.observed.upperBound
    var start = firstOpen < grid.count ? grid.edges[firstOpen] : grid.edges[grid.count]
    return (0..<count).map { _ in
      let end = PeriodGrid.next(grid.length, after: start)
      let window = Double(max(start, now) - now) / 7..<Double(max(end, now) - now) / 7
      start = end
      return window
    }
  }

  /// What one customer is expected to do in an open period.
  private struct Expected {
    let buys: Double
    let orders: Double
    let again: Double

    init(
      _ summary: PurchaseSummary, _ law: ParetoNBDParameters, _ window: Range<Double>, isIn: Bool
    ) {
      func known(_ value: Double) -> Double { value.isFinite ? max(0, value) : 0 }
      // Who has ordered within the period that is not over counts already.
      let isCounted = isIn && window.lowerBound == 0
      buys =
        isCounted
        ? 0
        : known(
          law.probabilityOfOrder(summary, from: window.lowerBound, to: window.upperBound))
      orders = known(
        law.expectedOrders(summary, from: window.lowerBound, to: window.upperBound))
      again = known(law.probabilityOfOrder(summary, within: window.upperBound))
    }

    func sum(money: Double, isOnce: Bool) -> Sum {
      Sum(
        buyers: buys, variance: buys * (1 - buys), orders: orders, money: orders * money,
        again: isOnce ? again : 0, againVariance: isOnce ? again * (1 - again) : 0)
    }
  }
}

extension CohortProjection {
  /// How many columns it takes to show what is projected of the first cohort, at least `observed`.
  func columns(_ observed: Int) -> Int { max(observed, firstOpen + periods) }

  /// The cells of a cohort that are not whole.
  struct Cells {
    var projected: [Double?] = []
    var means: [Double?] = []
    var lower: [Double?] = []
    var upper: [Double?] = []
  }

  /// What is expected of the cells of a cohort that are not whole.
  func cells(
    _ parts: [(group: Int, join: Int)], size: Int, columns: Int
  ) -> Cells {
    var cells = Cells()
    for age in 0..<columns {
      let isOpen = parts.contains { $0.join + age >= firstOpen }
      let isKnown = parts.allSatisfy { $0.join + age < firstOpen + periods }
      // In their first period all of them ordered, by what a cohort is.
      let isCertain = age == 0 && measure == .retention
      guard isOpen, isKnown, !isCertain, size > 0 else {
        cells.projected.append(nil)
        cells.means.append(nil)
        cells.lower.append(nil)
        cells.upper.append(nil)
        continue
      }
      var (total, variance) = (0.0, 0.0)
      for part in parts {
        let figure = figure(part.group, part.join, age)
        total += figure.value
        variance += figure.variance
      }
      let mean = total / Double(size)
      cells.projected.append(measure == .value ? mean : total)
      cells.means.append(mean)
      let error = measure.isShare ? 1.959963984540054 * variance.squareRoot() / Double(size) : nil
      cells.lower.append(error.map { max(0, mean - $0) })
      cells.upper.append(error.map { min(1, mean + $0) })
    }
    return cells
  }

  /// The figure of a group, join and age, observed as far as it was.
  private func figure(_ group: Int, _ join: Int, _ age: Int) -> (value: Double, variance: Double) {
    let seen = min(join + age, grid.count - 1) - join
    let row = (group * grid.count + join) * periods
    let number = join + age - firstOpen
    switch measure {
    case .retention, .orders, .revenue, .margin:
      let known = join + age < grid.count ? scale.figure(tensor.cell(group, join, age)) : 0
      guard number >= 0 else { return (known, 0) }
      let sum = sums[row + number]
      switch measure {
      case .retention: return (known + sum.buyers, sum.variance)
      case .orders: return (known + sum.orders, 0)
      default: return (known + sum.money, 0)
      }
    case .oneTime:
      let again = (0...seen).reduce(0) { $0 + tensor.cell(group, join, $1).second }
      let once = Double(tensor.size(group, join) - again)
      guard number >= 0 else { return (once, 0) }
      return (once - sums[row + number].again, sums[row + number].againVariance)
    case .value:
      let known = (0...seen).reduce(0.0) { $0 + scale.figure(tensor.cell(group, join, $1)) }
      guard number >= 0 else { return (known, 0) }
      return (known + (0...number).reduce(0) { $0 + sums[row + $1].money }, 0)
    }
  }
}
