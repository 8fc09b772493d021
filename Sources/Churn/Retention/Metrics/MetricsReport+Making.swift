internal import ChurnData

extension MetricsReport {
  /// Makes figures of sums.
  init(
    _ log: PurchaseLog, _ grid: PeriodGrid, _ sums: PeriodSums, rule: LossRule,
    survey: SurveyScores?, notes: [String]
  ) {
    every = grid.length.name
    firstDay = grid.observed.lowerBound
    lastDay = grid.observed.upperBound - 1
    customers = sums.customers
    let noun = grid.length.noun
    switch rule {
    case .period:
      horizonDays = nil
      definition =
        "A customer of a \(noun) is who ordered in it; lost is who ordered in the \(noun) before and not in "
        + "this one, returning who ordered earlier but not in the \(noun) before."
    case .silence(let days):
      horizonDays = days
      definition =
        "A customer is who ordered within the last \(days) days; lost is who was one at the start of "
        + "the \(noun) and is none at its end."
    }
    var periods: [Period] = []
    var firsts = 0
    let surveyed = survey?.figures(grid)
    for place in 0..<grid.count {
      periods.append(
        Period(
          place, log, grid, sums, rule: rule, known: firsts, survey: surveyed?[place]))
      firsts += sums.firsts[place]
    }
    self.periods = periods
    lastJudged = periods.lastIndex { $0.churn.rate != nil }
    self.notes = notes + (survey?.notes ?? [])
  }
}

extension MetricsReport.Period {
  /// The figures of a period; `known` customers had their first order before it.
  fileprivate init(
    _ place: Int, _ log: PurchaseLog, _ grid: PeriodGrid, _ sums: PeriodSums, rule: LossRule,
    known: Int, survey: SurveyFigures?
  ) {
    let days = grid.days(place)
    name = grid.name(place)
    firstDay = days.lowerBound
    lastDay = days.upperBound - 1
    isComplete = grid.isComplete(place)
    // Who ordered in the part of a period that was seen says nothing of those of all of it.
    let isStartKnown: Bool
    switch rule {
    case .period:
      isBurnIn = place == 0
      isStartKnown = place > 0 && grid.isComplete(place - 1)
    case .silence(let silence):
      isBurnIn = days.lowerBound < grid.observed.lowerBound + silence
      isStartKnown = true
    }
    let start = sums.state[place]
    let lost = start - sums.retained[place]
    bridge = MetricsReport.Bridge(
      start: start, new: sums.joined[place], returning: sums.returned[place], lost: lost,
      end: sums.state[place + 1], retained: sums.retained[place])
    let isKnown = isComplete && isStartKnown
    churn = CountedRate(lost, of: start, isKnown: isKnown)
    retention = CountedRate(sums.retained[place], of: start, isKnown: isKnown)
    reactivation = CountedRate(sums.returned[place], of: known - start, isKnown: isKnown)
    active = sums.active[place]
    repeatRate = CountedRate(sums.repeaters[place], of: active, isKnown: isComplete)
    orders = sums.orders[place]
    let money = log.amounts == nil ? nil : Double(sums.revenue[place]) / log.amountScale
    revenue = money
    revenueOfNew =
      log.amounts == nil ? nil : Double(sums.revenueOfNew[place]) / log.amountScale
    margin = log.margins == nil ? nil : Double(sums.margin[place]) / log.marginScale
    ordersPerCustomer = active > 0 ? Double(orders) / Double(active) : nil
    arpu = active > 0 ? money.map { $0 / Double(sums.active[place]) } : nil
    aov = orders > 0 ? money.map { $0 / Double(sums.orders[place]) } : nil
    self.survey = survey
  }
}
