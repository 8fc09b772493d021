internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// All that an analysis of value has computed, before it is put into rows and a report.
struct ValueFindings: Sendable {
  let base: PurchaseSummaries
  let model: PurchaseModel
  /// Whether nobody is seen to stop, so that dropout has no estimate.
  let isSteady: Bool
  let spend: SpendForecast?
  let margin: MarginShare
  let forecast: ValueForecast
  let intervals: ValueIntervals?
  let tracking: ValueTracking
  let check: HoldoutCheck?

  /// Value of each customer, `NaN` where it is not known; nil without money.
  private var values: [Double]? {
    spend.map { forecast.values(spend: $0.means, marginRate: margin.rate) }
  }

  /// A row a customer, the most valuable first; `orders` are each one's purchases in the holdout.
  func customers(_ log: PurchaseLog, _ orders: [Int]) -> [CustomerValue] {
    let values = values
    let order = base.customers.indices.sorted { left, right in
      let first = values?[left] ?? forecast.orders[left]
      let second = values?[right] ?? forecast.orders[right]
      if first != second, !(first.isNaN && second.isNaN) { return first > second || second.isNaN }
      return left < right
    }
    return order.map { place in
      var row = CustomerValue(
        id: log.customerIDs[base.customers[place]], probabilityAlive: forecast.alive[place],
        expectedOrders: forecast.orders[place],
        expectedSpend: Self.known(spend?.means[place]), value: Self.known(values?[place]))
      row.ordersInterval = intervals?.orders[place]
      row.valueInterval = intervals?.values[place]
      if let check {
        row.holdout = CustomerValue.Holdout(
          expectedOrders: check.told[place], actualOrders: orders[place])
      }
      return row
    }
  }

  private static func known(_ figure: Double?) -> Double? {
    figure.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The figures about the base.
  func report(_ analysis: ValueAnalysis, _ log: PurchaseLog, end: Day) -> ValueReport {
    var parameters: [String: Double] = [:]
    var errors: [String: Double?] = [:]
    for estimate in model.estimates {
      parameters[estimate.name] = estimate.value
      errors[estimate.name] = .some(Self.known(estimate.standardError))
    }
    return ValueReport(
      model: model.kind.rawValue, timeUnit: base.unit.rawValue, parameters: parameters,
      standardErrors: errors, logLikelihood: model.logLikelihood, customers: base.count,
      repeatCustomers: base.repeaters, repeatOrders: Int(base.repeatPurchases),
      withoutPurchase: base.withoutPurchase, joiningLater: base.joiningLater,
      hasMoney: spend != nil, gammaGamma: gammaGamma,
      firstDay: base.firstDays.min() ?? base.lastDay, lastDay: base.lastDay,
      holdoutEnd: check == nil ? nil : end - 1, months: analysis.schedule.months,
      discountRate: analysis.schedule.yearlyRate, marginRate: margin.rate,
      meanAlive: forecast.alive.reduce(0, +) / Double(max(1, base.count)),
      expectedOrders: forecast.orders.reduce(0, +),
      value: values.flatMap { ValueDistribution($0) }, intervals: bootstrap, holdout: check,
      tracking: tracking,
      notes: notes(log))
  }

  private var bootstrap: ValueReport.Intervals? {
    intervals.map { intervals in
      ValueReport.Intervals(
        level: ValueIntervals.level, replicates: intervals.draws, failures: intervals.failures,
        expectedOrders: intervals.totals.orders, value: intervals.totals.value)
    }
  }

  private var gammaGamma: ValueReport.Spend? {
    guard let spend, let model = spend.model else { return nil }
    var errors: [String: Double?] = [:]
    for (name, error) in zip(GammaGamma.Model.names, model.standardErrors) {
      errors[name] = .some(Self.known(error))
    }
    return ValueReport.Spend(
      p: model.p, q: model.q, v: model.v, logLikelihood: model.logLikelihood,
      standardErrors: errors, customers: spend.customers, withoutMoney: spend.withoutMoney,
      correlation: model.frequencyCorrelation)
  }
}

extension ValueFindings {
  // MARK: - Notes

  /// How often and how much may go together before it is said aloud.
  private static let muchCorrelation = 0.3

  private func notes(_ log: PurchaseLog) -> [String] {
    var notes: [String] = []
    if base.withoutPurchase > 0 {
      notes.append(
        "\(base.withoutPurchase) \(base.withoutPurchase == 1 ? "customer has" : "customers have") "
          + "no purchase that was kept by \(base.lastDay) and are left out.")
    }
    if base.joiningLater > 0, check != nil {
      notes.append(
        "\(base.joiningLater) \(base.joiningLater == 1 ? "customer" : "customers") came after "
          + "\(base.lastDay) and are in none of the figures.")
    }
    if check != nil {
      notes.append("Everything is told as of \(base.lastDay), the end of the calibration.")
    }
    if let spend {
      notes += money(spend)
    } else if log.amounts == nil {
      notes.append("No amount column: spend and value are left out.")
    } else {
      notes.append("No repeat purchase brought money: spend and value are left out.")
    }
    if isSteady {
      notes.append(
        "The data show nobody stop buying for good, so the chance to stop is taken for zero: "
          + "everybody counts as alive. A longer history may tell more.")
    }
    if let intervals {
      notes.append(
        "Intervals say how well what is expected is known, not how far one customer may stray from "
          + "it"
          + (intervals.failures > 0
            ? "; \(intervals.failures) draws could not be fitted and are left out." : "."))
    }
    if model.kind == .bgNBD {
      notes.append(
        "BG/NBD takes everybody who bought once to be a customer still: their probability of being "
          + "alive is 1 by construction, so compare it among repeat buyers only.")
    }
    return notes
  }

  private func money(_ spend: SpendForecast) -> [String] {
    var notes: [String] = []
    if spend.withoutMoney > 0 {
      notes.append(
        "\(spend.withoutMoney) repeat \(spend.withoutMoney == 1 ? "buyer" : "buyers") brought no "
          + "money; how much is spent is learned from the others.")
    }
    if spend.model == nil {
      notes.append(
        "No Gamma-Gamma model could be fitted, because customers spend too much alike or too few came "
          + "back: everybody is taken to spend the mean of a repeat purchase.")
    }
    let unknown = spend.means.count { !$0.isFinite }
    if unknown > 0 {
      notes.append(
        "The spend of \(unknown) \(unknown == 1 ? "customer" : "customers") without a repeat "
          + "purchase has no finite mean (q ≤ 1), so it and their value are left blank.")
    }
    if let correlation = spend.model?.frequencyCorrelation,
      abs(correlation) > Self.muchCorrelation
    {
      notes.append(
        "How often and how much customers buy go together (correlation "
          + "\(PlainNumber.fixed(correlation, decimals: 2) ?? "–")), which Gamma-Gamma does not know: "
          + "values of frequent buyers are off.")
    }
    if margin.isFound {
      notes.append(
        "Margin is \(PlainNumber.fixed(margin.rate * 100, decimals: 1) ?? "–") % of revenue, by the "
          + "margin column; --margin-rate says otherwise.")
    }
    return notes
  }
}
