internal import ChurnData

extension ContractMetricsReport {
  /// Counts contracts by period.
  ///
  /// - Throws: `PipelineError.badOption` for too many periods.
  public init(_ ledger: ContractLedger, every length: PeriodLength) throws(PipelineError) {
    let grid = try PeriodGrid(length, over: ledger.observed)
    let tallies = Self.tallies(ledger, grid)
    every = length.name
    definition =
      "A customer is who has a contract on that day; it runs from its start to the day before its end. "
      + "What begins or ends within a period counts there, its start and its end included"
      + (ledger.hasMoney
        ? "; money is what the contracts of the last day of a period bring a month." : ".")
    firstDay = grid.observed.lowerBound
    lastDay = grid.observed.upperBound - 1
    customers = tallies.reduce(0) { $0 + $1.firsts }
    var known = 0
    var periods: [Period] = []
    for (place, tally) in tallies.enumerated() {
      periods.append(Period(place, grid, tally, known: known, hasMoney: ledger.hasMoney))
      known += tally.firsts
    }
    self.periods = periods
    lastJudged = periods.lastIndex { $0.churn.rate != nil }
    notes = ledger.notes + grid.notes
  }

  /// What customers did within a period.
  fileprivate struct Tally {
    /// Customers whose first contract begins in the period.
    var firsts = 0
    var new = 0
    var returning = 0
    var lost = 0
    var start = 0
    var passedThrough = 0
    var newMoney = 0.0
    var returningMoney = 0.0
    var expansion = 0.0
    var contraction = 0.0
    var lostMoney = 0.0
    var endMoney = 0.0
    /// What those at the start brought less, or no more, at the end, and what they brought then.
    var gross = MoneySums()
    var net = MoneySums()

    /// Adds a customer who was one at the start or at the end, or came in between.
    mutating func add(before: Double?, after: Double?, isFirst: Bool) {
      endMoney += after ?? 0
      switch (before, after) {
      case (nil, nil):
        if isFirst { passedThrough += 1 }
      case (nil, .some(let money)):
        if isFirst {
          new += 1
          newMoney += money
        } else {
          returning += 1
          returningMoney += money
        }
      case (.some(let money), nil):
        start += 1
        lost += 1
        lostMoney += money
        gross.add(part: money, whole: money)
        net.add(part: 0, whole: money)
      case (.some(let money), .some(let later)):
        start += 1
        expansion += max(0, later - money)
        contraction += max(0, money - later)
        gross.add(part: max(0, money - later), whole: money)
        net.add(part: later, whole: money)
      }
    }
  }

  private static func tallies(_ ledger: ContractLedger, _ grid: PeriodGrid) -> [Tally] {
    var tallies = [Tally](repeating: Tally(), count: grid.count)
    // Money a month at the edges between periods, that is on the last day before each; nil = none.
    var states = [Double?](repeating: nil, count: grid.count + 1)
    var place = 0
    let contracts = ledger.contracts
    while place < contracts.count {
      let customer = contracts[place].customer
      let first = grid.place(of: contracts[place].start)
      var last = first
      while place < contracts.count, contracts[place].customer == customer {
        let contract = contracts[place]
        var edge = grid.place(of: contract.start) + 1
        while edge <= grid.count {
          let day = (edge == grid.count ? grid.observed.upperBound : grid.edges[edge]) - 1
          if let gone = contract.end, gone <= day { break }
          states[edge] = (states[edge] ?? 0) + contract.amount
          last = max(last, edge)
          edge += 1
        }
        place += 1
      }
      tallies[first].firsts += 1
      for period in first...min(last, grid.count - 1) {
        tallies[period].add(
          before: states[period], after: states[period + 1], isFirst: period == first)
      }
      for edge in first...last { states[edge] = nil }
    }
    return tallies
  }
}

extension ContractMetricsReport.Period {
  /// The figures of a period; `known` customers had a contract before it.
  fileprivate init(
    _ place: Int, _ grid: PeriodGrid, _ tally: ContractMetricsReport.Tally, known: Int,
    hasMoney: Bool
  ) {
    let days = grid.days(place)
    name = grid.name(place)
    firstDay = days.lowerBound
    lastDay = days.upperBound - 1
    isComplete = grid.isComplete(place)
    bridge = MetricsReport.Bridge(
      start: tally.start, new: tally.new, returning: tally.returning, lost: tally.lost,
      end: tally.start - tally.lost + tally.new + tally.returning,
      retained: tally.start - tally.lost)
    passedThrough = tally.passedThrough
    churn = CountedRate(tally.lost, of: tally.start, isKnown: isComplete)
    retention = CountedRate(tally.start - tally.lost, of: tally.start, isKnown: isComplete)
    reactivation = CountedRate(tally.returning, of: known - tally.start, isKnown: isComplete)
    revenue =
      hasMoney
      ? ContractMetricsReport.Revenue(
        start: tally.gross.whole, new: tally.newMoney, returning: tally.returningMoney,
        expansion: tally.expansion, contraction: tally.contraction, lost: tally.lostMoney,
        end: tally.endMoney, grossChurn: MoneyRate(tally.gross, isKnown: isComplete),
        netRetention: MoneyRate(tally.net, isKnown: isComplete),
        arpu: bridge.end > 0 ? tally.endMoney / Double(bridge.end) : nil) : nil
  }
}
