public import ChurnData
internal import ChurnMath

/// Key figures of a shop by period, from its orders.
///
///     var analysis = MetricsAnalysis()
///     analysis.every = .quarter
///     let report = try analysis.run(book.log)
///
/// Figures are as known at the end: what was returned later is no revenue of the period in which it was
/// bought. Rates are lost, kept or won back in the period over who was a customer at its start.
public struct MetricsAnalysis: Sendable {
  /// When somebody counts as lost.
  public enum Loss: Sendable, Equatable {
    /// Not ordering in the period.
    case period
    /// A silence of so many days, or found as in training.
    case silence(OrderTrainer.HorizonChoice)
  }

  /// How long a period is.
  public var every = PeriodLength.month
  /// When somebody counts as lost.
  public var loss = Loss.period
  /// The day after the last to count; nil = the end of the data.
  public var at: Day?
  /// What customers said; nil without a survey.
  public var survey: SurveyScores?
  /// The most threads to use; results do not depend on it.
  public var threads = 1

  /// An analysis by month, in which lost is who does not order.
  public init() {}

  /// Counts.
  ///
  /// - Throws: `PipelineError.cutoffOutsideData`, `.badOption`, `.emptyTable` when nothing was kept.
  public func run(_ log: PurchaseLog) throws -> MetricsReport {
    let grid = try PeriodGrid.over(log, every: every, at: at)
    var notes: [String] = []
    let rule = try rule(log, grid, &notes)
    let pieces = log.customerPieces(max(1, threads) * 4)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      var kept = KeptOrders(log, before: grid.observed.upperBound)
      var sums = PeriodSums(periods: grid.count)
      for customer in pieces[piece] {
        kept.take(customer: customer)
        sums.add(kept, grid, rule: rule)
      }
      return sums
    }
    var sums = PeriodSums(periods: grid.count)
    for part in parts { sums.add(part) }
    guard sums.customers > 0 else {
      throw PipelineError.emptyTable(
        what: "no order was kept before \(grid.observed.upperBound); check --returns and --at")
    }
    notes += Self.notes(grid, sums, rule)
    return MetricsReport(log, grid, sums, rule: rule, survey: survey, notes: notes)
  }

  private func rule(
    _ log: PurchaseLog, _ grid: PeriodGrid, _ notes: inout [String]
  ) throws -> LossRule {
    switch loss {
    case .period: return .period
    case .silence(.days(let days)): return .silence(days: days)
    case .silence(.auto):
      let end = min(grid.observed.upperBound, log.end)
      let choice = try SilenceCurve(log, end: end, threads: threads).recommendation { _ in true }
      notes.append(choice.sentence)
      return .silence(days: choice.days)
    }
  }

  private static func notes(
    _ grid: PeriodGrid, _ sums: PeriodSums, _ rule: LossRule
  ) -> [String] {
    var notes = grid.notes
    let passed = sums.passedThrough.reduce(0, +)
    if passed > 0 {
      notes.append(
        "Customers who came for the first time and were lost again within one \(grid.length.noun), and "
          + "so stand at neither end of it: \(passed).")
    }
    switch rule {
    case .period:
      notes.append(
        "Not to order in a \(grid.length.noun) is not to leave: many of the lost come back, as the column "
          + "of those who did shows. --horizon auto counts silences instead.")
      notes.append(
        "Whoever ordered before the data begin counts as new at the first order seen, so the first "
          + "periods have too many new ones and too few who came back.")
    case .silence(let days):
      notes.append(
        "Customers are known only from orders seen, so the bridge is too small at the start of "
          + "the data; periods that begin within \(days) days of it are marked.")
    }
    return notes
  }
}

extension PeriodGrid {
  /// Periods over a log, up to a day.
  ///
  /// - Parameters:
  ///   - log: The purchases.
  ///   - length: How long a period is.
  ///   - at: The day after the last that was observed, no later than the end of the period of the last
  ///     event; nil = the day after the last event.
  /// - Returns: Periods from that of the first event on.
  /// - Throws: `PipelineError.cutoffOutsideData`, `.badOption`.
  static func over(
    _ log: PurchaseLog, every length: PeriodLength, at: Day?
  ) throws(PipelineError) -> PeriodGrid {
    let first = log.span.lowerBound
    let whole = try PeriodGrid(length, over: log.span)
    guard let at else { return whole }
    // Nothing may have happened on the last days of a period although they were observed.
    guard at > first, at <= max(log.end, whole.edges[whole.count]) else {
      throw .cutoffOutsideData(cutoff: at, first: first, end: whole.edges[whole.count])
    }
    return try PeriodGrid(length, over: first..<at)
  }

  /// What must be said of periods that are not whole.
  var notes: [String] {
    var notes: [String] = []
    let last = count - 1
    if !isComplete(0), edges[0] < observed.lowerBound {
      notes.append(
        "\(name(0)) is not whole: the data begin on \(observed.lowerBound). Its counts are too small, and "
          + "no rate is told.")
    }
    if edges[count] > observed.upperBound {
      notes.append(
        "\(name(last)) is not over: the data end on \(observed.upperBound - 1). Its counts are those so "
          + "far, and no rate is told. If nothing happened after that day, pass --at \(edges[count])."
      )
    }
    return notes
  }
}
