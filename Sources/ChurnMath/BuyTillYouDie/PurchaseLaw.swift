internal import Glibc

// Buy till you die.
//
// rate      orders a unit of time while a customer is active, λ; gamma over customers
// dropout   the end of the activity, which nobody sees: after an order (BG, MBG) or at any
//           moment (Pareto)
// summary   all that counts of a customer: x, t_x, T (`PurchaseSummary`)
// if alive  given that the customer is still active at T

/// How customers buy while they are active, and when they stop: known parameters, closed forms.
///
/// Every answer about one customer is an expectation given his summary. A summary that cannot be
/// (x > 0 with t_x = 0, t_x > T, a figure that is not finite) gives NaN.
public protocol PurchaseLaw: Sendable, Hashable, Codable {
  /// The names of the parameters, in the order of the literature.
  static var names: [String] { get }
  /// The parameters in the order of `names`; all positive.
  var values: [Double] { get }
  /// Creates the law from parameters in the order of `names`; missing ones are NaN.
  init(values: [Double])

  /// ln of the probability that a customer is still active at *T*.
  ///
  /// Finite where the probability itself underflows to 0.
  func logProbabilityAlive(_ customer: PurchaseSummary) -> Double
  /// Orders expected in (T, T + t] of a customer who is active at *T*.
  func expectedOrdersIfAlive(_ customer: PurchaseSummary, within time: Double) -> Double
  /// Repeat orders expected within `time` of the first order of somebody of whom nothing is known.
  func expectedOrdersOfNewcomer(within time: Double) -> Double
  /// The probability that a customer who is active at *T* orders in (T, T + t].
  func probabilityOfOrderIfAlive(_ customer: PurchaseSummary, within time: Double) -> Double
  /// The probability of exactly `count` repeat orders within `time` of the first one.
  func probability(ofOrders count: Int, within time: Double) -> Double
  /// The order rate's gamma distribution given a summary, *λ ~ Γ(shape, rate)*, if alive.
  func orderRate(_ customer: PurchaseSummary) -> (shape: Double, rate: Double)
  /// A customer observed for `age`, drawn from the law.
  func draw(age: Double, from stream: inout RandomStream) -> PurchaseSummary
  /// The orders in (T, T + t] of a customer who is active at *T*, drawn given his summary.
  ///
  /// - Parameters:
  ///   - customer: The customer; one at *T* = 0 is new.
  ///   - time: *t*.
  ///   - stream: Where randomness comes from.
  ///   - order: Told the time after *T* of each order, ascending.
  func drawFuture(
    ifAlive customer: PurchaseSummary, within time: Double, from stream: inout RandomStream,
    order: (Double) -> Void)
}

extension PurchaseLaw {
  /// Whether every parameter is positive and finite.
  public var isValid: Bool {
    values.count == Self.names.count && values.allSatisfy { $0 > 0 && $0 < .infinity }
  }

  /// The probability that a customer is still active at *T*.
  public func probabilityAlive(_ customer: PurchaseSummary) -> Double {
    exp(logProbabilityAlive(customer))
  }

  /// Orders expected in (T, T + t], whether still active or not.
  public func expectedOrders(_ customer: PurchaseSummary, within time: Double) -> Double {
    probabilityAlive(customer) * expectedOrdersIfAlive(customer, within: time)
  }

  /// Orders expected in (T + from, T + to], whether still active or not.
  public func expectedOrders(
    _ customer: PurchaseSummary, from start: Double, to end: Double
  ) -> Double {
    let later = expectedOrdersIfAlive(customer, within: end)
    let sooner = start == 0 ? 0 : expectedOrdersIfAlive(customer, within: start)
    return probabilityAlive(customer) * (later - sooner)
  }

  /// The probability of an order in (T, T + t], whether still active or not.
  public func probabilityOfOrder(_ customer: PurchaseSummary, within time: Double) -> Double {
    probabilityAlive(customer) * probabilityOfOrderIfAlive(customer, within: time)
  }

  /// The time from *T* by which a customer who stays active has ordered with probability `share`.
  ///
  /// The order rate is gamma, so the time is Lomax: *P(time > t) = (1 + t/rate)^−shape*. NaN unless
  /// the share is within 0...1; infinite at 1.
  public func nextOrderTime(_ customer: PurchaseSummary, share: Double) -> Double {
    guard customer.isPossible, share >= 0, share <= 1 else { return .nan }
    let (shape, rate) = orderRate(customer)
    return rate * expm1(-log1p(-share) / shape)
  }

  /// *P(time ≤ t)* of the Lomax distribution of the next order's time.
  func probabilityOfOrderWhileActive(_ customer: PurchaseSummary, within time: Double) -> Double {
    let (shape, rate) = orderRate(customer)
    return -expm1(-shape * log1p(time / rate))
  }
}

extension PurchaseSummary {
  /// What contradicts itself or is no number; nil when the summary can be.
  package var fault: String? {
    if !(frequency >= 0) || frequency > 0x1p53 || frequency != frequency.rounded() {
      return "x = \(frequency) is not a whole number from 0 on"
    }
    if !(age >= 0) || age == .infinity { return "T = \(age) is not a time from 0 on" }
    if !(recency >= 0) || recency > age {
      return "t_x = \(recency) is not a time between 0 and T = \(age)"
    }
    if frequency > 0, recency == 0 { return "x = \(frequency) repeat purchases, but t_x = 0" }
    if frequency == 0, recency > 0 { return "no repeat purchase, but t_x = \(recency)" }
    return nil
  }

  /// Whether `fault` is nil.
  package var isPossible: Bool {
    frequency >= 0 && frequency <= 0x1p53 && frequency == frequency.rounded() && age < .infinity
      && recency >= 0 && recency <= age && (frequency > 0) == (recency > 0)
  }
}
