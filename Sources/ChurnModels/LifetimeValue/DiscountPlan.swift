public import ChurnMath
internal import Glibc

/// Over how long future orders count, and how much less the later ones do.
///
///     let year = try DiscountPlan(horizon: 52, period: 52 / 12, rate: 0.01)   // 1 % a month
///     let value = margin * year.orders(customer, model) * spend.expectedSpend(customer)
///
/// The horizon is cut into periods, and the orders expected in period *i* count
/// *(1 + rate)^−i*, as if all came at its end, or *(1 + rate)^−(i − ½)* at its middle. A last period
/// that the horizon cuts short is discounted by the share of it that is left.
public struct DiscountPlan: Sendable, Equatable {
  /// When in a period its orders are taken to come.
  public enum Timing: String, Sendable, CaseIterable, Codable {
    /// At its end, as spreadsheets and the lifetimes package do; the more cautious one.
    case end
    /// At its middle.
    case middle
  }

  /// How far ahead orders count, in the model's unit of time.
  public let horizon: Double
  /// The length of a period, in the model's unit of time.
  public let period: Double
  /// The discount rate a period: 0.01 = 1 %.
  public let rate: Double
  /// When in a period its orders are taken to come.
  public let timing: Timing

  /// Creates a plan.
  ///
  /// - Throws: `FitError.invalidParameter` unless the horizon is positive, finite and at most 10,000
  ///   periods long, and the rate finite and above −1.
  public init(
    horizon: Double, period: Double, rate: Double, timing: Timing = .end
  ) throws(FitError) {
    guard period > 0, period < .infinity else {
      throw .invalidParameter(name: "period", value: period, expected: "a length above 0")
    }
    guard horizon > 0, horizon / period <= 10_000 else {
      throw .invalidParameter(
        name: "horizon", value: horizon, expected: "a time above 0, at most 10,000 periods")
    }
    guard rate > -1, rate < .infinity else {
      throw .invalidParameter(name: "rate", value: rate, expected: "a rate a period above -1")
    }
    self.horizon = horizon
    self.period = period
    self.rate = rate
    self.timing = timing
  }

  /// The end of each period, and what an order in it counts.
  public var steps: [(until: Double, factor: Double)] {
    // A horizon of 12 periods written as 12 × period must not gain a thirteenth by rounding.
    let whole = (horizon / period - 1e-9).rounded(.up)
    var steps: [(until: Double, factor: Double)] = []
    var reached = 0.0
    for i in stride(from: 1.0, through: max(1, whole), by: 1) {
      let until = min(i * period, horizon)
      let time = timing == .end ? until : (reached + until) / 2
      steps.append((until, exp(-log1p(rate) * time / period)))
      reached = until
    }
    return steps
  }

  /// Discounted orders expected of a customer within the horizon: the sum over periods.
  public func orders(_ customer: PurchaseSummary, _ model: PurchaseModel) -> Double {
    orders(customer, law: model.law)
  }

  /// Discounted orders expected of a customer under a law.
  func orders(_ customer: PurchaseSummary, law: some PurchaseLaw) -> Double {
    let active = law.probabilityAlive(customer)
    guard active != 0 else { return 0 }
    return active * sum { law.expectedOrdersIfAlive(customer, within: $0) }
  }

  private func sum(_ expected: (Double) -> Double) -> Double {
    var before = 0.0
    var sum = 0.0
    for step in steps {
      let orders = expected(step.until)
      sum += (orders - before) * step.factor
      before = orders
    }
    return sum
  }
}
