internal import ChurnData
internal import ChurnMath
internal import ChurnModels
internal import Glibc

/// How known customers go on buying: a buy-till-you-die model, or where the base teaches none, one
/// rate for all.
///
/// Where the likelihood of the model has no peak, as on small bases, a weak prior gives it one. The rate is
/// that of the last 13 weeks, and nobody stops.
struct OrderModel: Sendable {
  /// What was learned.
  enum Law: Sendable {
    /// A fitted model, and whether it shows nobody stop.
    case fitted(PurchaseModel, isSteady: Bool)
    /// Repeat orders a week of every customer, and how many orders that was learned from.
    case rate(Double, orders: Double)
  }

  let law: Law
  /// Whether a weak prior had to hold the parameters.
  let hasPrior: Bool

  /// Learns from summaries in weeks.
  ///
  /// - Parameters:
  ///   - summaries: The base.
  ///   - kind: The model wanted.
  ///   - recentRepeats: Repeat orders of the last 91 days.
  ///   - threads: The most threads to use.
  init(
    _ summaries: [PurchaseSummary], kind: PurchaseModel.Kind, recentRepeats: Double, threads: Int
  ) {
    let repeaters = summaries.count { $0.frequency > 0 }
    if repeaters > 1 {
      if let fit = try? kind.fitOrSteady(summaries, threads: threads) {
        law = .fitted(fit.model, isSteady: fit.isSteady)
        hasPrior = false
        return
      }
      if let model = try? kind.fitWithPrior(summaries, threads: threads) {
        law = .fitted(model, isSteady: false)
        hasPrior = true
        return
      }
    }
    let window = Double(MonthlyLedger.recentDays) / SeasonalClock.unit.days
    let weeks = summaries.reduce(0) { $0 + min($1.age, window) }
    // With no order seen at all, half a one is the best guess (Jeffreys).
    law = .rate(
      weeks > 0 ? max(0.5, recentRepeats) / weeks : 0, orders: weeks > 0 ? recentRepeats : 0)
    hasPrior = false
  }

  private init(law: Law) {
    self.law = law
    hasPrior = false
  }

  /// Orders expected of a customer by each of some ascending times, in weeks after the last day.
  func expected(_ customer: PurchaseSummary, by times: [Double]) -> [Double] {
    switch law {
    case .fitted(let model, _): Self.expected(customer, by: times, model.law)
    case .rate(let rate, _): times.map { rate * $0 }
    }
  }

  private static func expected(
    _ customer: PurchaseSummary, by times: [Double], _ law: some PurchaseLaw
  ) -> [Double] {
    let alive = law.probabilityAlive(customer)
    guard alive > 0 else { return [Double](repeating: 0, count: times.count) }
    return times.map { alive * law.expectedOrdersIfAlive(customer, within: $0) }
  }

  /// Repeat orders expected within so many weeks of somebody's first order.
  func expectedOfNewcomer(within weeks: Double) -> Double {
    switch law {
    case .fitted(let model, _): model.expectedOrdersOfNewcomer(within: weeks)
    case .rate(let rate, _): rate * weeks
    }
  }

  /// The probability that a customer is still one.
  func probabilityAlive(_ customer: PurchaseSummary) -> Double {
    switch law {
    case .fitted(let model, _): model.probabilityAlive(customer)
    case .rate: 1
    }
  }

  /// Draws the orders of a customer who is still one, in weeks after the last day.
  func drawFuture(
    ifAlive customer: PurchaseSummary, within weeks: Double, from stream: inout RandomStream,
    order: (Double) -> Void
  ) {
    switch law {
    case .fitted(let model, _):
      Self.draw(customer, weeks, model.law, &stream, order)
    case .rate(let rate, _):
      var time = stream.exponential(rate: rate)
      while time <= weeks {
        order(time)
        time += stream.exponential(rate: rate)
      }
    }
  }

  private static func draw(
    _ customer: PurchaseSummary, _ weeks: Double, _ law: some PurchaseLaw,
    _ stream: inout RandomStream, _ order: (Double) -> Void
  ) {
    law.drawFuture(ifAlive: customer, within: weeks, from: &stream, order: order)
  }
}

extension OrderModel {
  // MARK: - How well it is known

  /// Covariances of the logarithms of the parameters, one row after the other; empty where they have
  /// no estimate.
  var logCovariance: [[Double]] {
    switch law {
    case .rate(_, let orders): return [[1 / max(0.5, orders)]]
    case .fitted(let model, _):
      let (values, covariance) = Self.fit(model)
      guard covariance.count == values.count else { return [] }
      let scaled = covariance.enumerated().map { i, row in
        row.enumerated().map { j, value in value / (values[i] * values[j]) }
      }
      let isKnown = scaled.indices.allSatisfy { place in
        scaled[place].count == values.count && scaled[place].allSatisfy(\.isFinite)
          && scaled[place][place] > 0
      }
      return isKnown ? scaled : []
    }
  }

  /// The model with one parameter's logarithm moved.
  func shifted(parameter: Int, by step: Double) -> OrderModel {
    switch law {
    case .rate(let rate, let orders):
      return OrderModel(law: .rate(rate * exp(step), orders: orders))
    case .fitted(let model, let isSteady):
      var values = Self.fit(model).values
      values[parameter] *= exp(step)
      return OrderModel(law: .fitted(Self.model(model.kind, values), isSteady: isSteady))
    }
  }

  private static func fit(_ model: PurchaseModel) -> (values: [Double], covariance: [[Double]]) {
    switch model {
    case .bgNBD(let fit): (fit.parameters.values, fit.covariance)
    case .mbgNBD(let fit): (fit.parameters.values, fit.covariance)
    case .paretoNBD(let fit): (fit.parameters.values, fit.covariance)
    }
  }

  private static func model(_ kind: PurchaseModel.Kind, _ values: [Double]) -> PurchaseModel {
    func fit<Law: PurchaseLaw>(_ law: Law) -> PurchaseFit<Law> {
      PurchaseFit(
        parameters: law, standardErrors: [], covariance: [], logLikelihood: .nan, customers: 0,
        iterations: 0, gradientNorm: 0)
    }
    return switch kind {
    case .bgNBD: .bgNBD(fit(BGNBDParameters(values: values)))
    case .mbgNBD: .mbgNBD(fit(MBGNBDParameters(values: values)))
    case .paretoNBD: .paretoNBD(fit(ParetoNBDParameters(values: values)))
    }
  }
}
