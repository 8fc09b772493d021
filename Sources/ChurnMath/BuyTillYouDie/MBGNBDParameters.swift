internal import Glibc

/// MBG/NBD with known parameters: anybody may stop right after each order, the first one included.
///
/// Rates are Γ(r, α) over customers, the chance *p* to stop after an order is Beta(a, b). Unlike
/// with BG/NBD a one-time buyer may have gone, which makes P(alive) fit to compare customers by.
///
/// - SeeAlso: Batislam, Denizel & Filiztekin (2007), doi:10.1016/j.ijresmar.2006.12.005;
///   Hoppe & Wagner (2007), doi:10.15358/0344-1369-2007-JRM-1-75.
public struct MBGNBDParameters: PurchaseLaw {
  /// Shape of the order rates.
  public let r: Double
  /// Rate of the order rates, in units of time: *r / α* orders a unit on average.
  public let alpha: Double
  /// First parameter of the chance to stop, whose mean is *a / (a + b)*.
  public let a: Double
  /// Second parameter of the chance to stop.
  public let b: Double

  /// Creates parameters; positive and finite, or every answer is NaN.
  public init(r: Double, alpha: Double, a: Double, b: Double) {
    self.r = r
    self.alpha = alpha
    self.a = a
    self.b = b
  }
}

extension MBGNBDParameters {
  /// `r`, `alpha`, `a`, `b`.
  public static let names = ["r", "alpha", "a", "b"]
  /// The parameters in the order of `names`.
  public var values: [Double] { [r, alpha, a, b] }
  /// Creates parameters in the order of `names`.
  public init(values: [Double]) {
    func value(_ place: Int) -> Double { place < values.count ? values[place] : .nan }
    self.init(r: value(0), alpha: value(1), a: value(2), b: value(3))
  }

  /// *−ln(1 + a/(b + x) · ((α + T)/(α + t_x))^(r + x))*.
  public func logProbabilityAlive(_ customer: PurchaseSummary) -> Double {
    guard isValid, customer.isPossible else { return .nan }
    let x = customer.frequency
    let silence = log1p((customer.age - customer.recency) / (alpha + customer.recency))
    return -softplus(log(a) - log(b + x) + (r + x) * silence)
  }

  /// Orders expected in (T, T + t] of a customer who is active at *T*.
  public func expectedOrdersIfAlive(
    _ customer: PurchaseSummary, within time: Double
  ) -> Double {
    guard isValid, customer.isPossible else { return .nan }
    return GeometricDropout(a: a, b: b + customer.frequency + 1).expectedOrders(
      shape: r + customer.frequency, elapsed: time / (alpha + customer.age))
  }

  /// Repeat orders expected within `time` of the first order.
  public func expectedOrdersOfNewcomer(within time: Double) -> Double {
    guard isValid else { return .nan }
    let stayed = GeometricDropout(a: a, b: b + 1)
    return b / (a + b) * stayed.expectedOrders(shape: r, elapsed: time / alpha)
  }

  /// The probability that a customer who is active at *T* orders in (T, T + t].
  ///
  /// Nobody stops between two orders here, so it is that of the Lomax distribution.
  public func probabilityOfOrderIfAlive(
    _ customer: PurchaseSummary, within time: Double
  ) -> Double {
    guard isValid, customer.isPossible, time >= 0 else { return .nan }
    return probabilityOfOrderWhileActive(customer, within: time)
  }

  /// *Γ(r + x, α + T)*.
  public func orderRate(_ customer: PurchaseSummary) -> (shape: Double, rate: Double) {
    (r + customer.frequency, alpha + customer.age)
  }

  /// The probability of exactly `count` repeat orders within `time` of the first one.
  public func probability(ofOrders count: Int, within time: Double) -> Double {
    guard isValid, count >= 0, time >= 0, time < .infinity else { return .nan }
    let orders = negativeBinomial(shape: r, elapsed: time / alpha, count: count)
    let dropout = GeometricDropout(a: a, b: b)
    let x = Double(count)
    let active = dropout.survival(after: x + 1)
    let stopped = dropout.survival(after: x) * a / (a + b + x)
    return active * orders.mass + stopped * orders.atLeast
  }

  /// A customer observed for `age`, drawn from the law.
  public func draw(age: Double, from stream: inout RandomStream) -> PurchaseSummary {
    let rate = stream.gamma(shape: r, scale: 1 / alpha)
    let dropout = stream.beta(a, b)
    if stream.chance(dropout) { return PurchaseSummary(frequency: 0, recency: 0, age: age) }
    return drawPurchases(age: age, rate: rate, from: &stream) { stream in stream.chance(dropout) }
  }
}
