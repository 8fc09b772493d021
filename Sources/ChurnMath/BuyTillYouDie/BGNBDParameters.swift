internal import Glibc

/// BG/NBD with known parameters: who orders again may stop right after each repeat order.
///
/// Rates are Γ(r, α) over customers, the chance *p* to stop after a repeat order is Beta(a, b). A
/// one-time buyer is certainly active: use `MBGNBDParameters` where that is absurd.
///
/// - SeeAlso: Fader, Hardie & Lee (2005), doi:10.1287/mksc.1040.0098.
public struct BGNBDParameters: PurchaseLaw {
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

extension BGNBDParameters {
  /// `r`, `alpha`, `a`, `b`.
  public static let names = ["r", "alpha", "a", "b"]
  /// The parameters in the order of `names`.
  public var values: [Double] { [r, alpha, a, b] }
  /// Creates parameters in the order of `names`.
  public init(values: [Double]) {
    func value(_ place: Int) -> Double { place < values.count ? values[place] : .nan }
    self.init(r: value(0), alpha: value(1), a: value(2), b: value(3))
  }

  /// *−ln(1 + [x > 0] a/(b + x − 1) · ((α + T)/(α + t_x))^(r + x))*.
  public func logProbabilityAlive(_ customer: PurchaseSummary) -> Double {
    guard isValid, customer.isPossible else { return .nan }
    let x = customer.frequency
    guard x > 0 else { return 0 }
    let silence = log1p((customer.age - customer.recency) / (alpha + customer.recency))
    return -softplus(log(a) - log(b + x - 1) + (r + x) * silence)
  }

  /// Orders expected in (T, T + t] of a customer who is active at *T*.
  public func expectedOrdersIfAlive(
    _ customer: PurchaseSummary, within time: Double
  ) -> Double {
    guard isValid, customer.isPossible else { return .nan }
    return GeometricDropout(a: a, b: b + customer.frequency).expectedOrders(
      shape: r + customer.frequency, elapsed: time / (alpha + customer.age))
  }

  /// Repeat orders expected within `time` of the first order.
  public func expectedOrdersOfNewcomer(within time: Double) -> Double {
    guard isValid else { return .nan }
    return GeometricDropout(a: a, b: b).expectedOrders(shape: r, elapsed: time / alpha)
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
    let active = dropout.survival(after: Double(count))
    guard count > 0 else { return active * orders.mass }
    let x = Double(count)
    let stopped = dropout.survival(after: x - 1) * a / (a + b + x - 1)
    return active * orders.mass + stopped * orders.atLeast
  }

  /// A customer observed for `age`, drawn from the law.
  public func draw(age: Double, from stream: inout RandomStream) -> PurchaseSummary {
    let rate = stream.gamma(shape: r, scale: 1 / alpha)
    let dropout = stream.beta(a, b)
    return drawPurchases(age: age, rate: rate, from: &stream) { stream in stream.chance(dropout) }
  }
}

/// Orders at a constant rate until `age` or until `stops` says so after one of them.
///
/// At most 2²⁰ orders are drawn, so that an absurd rate ends as well.
func drawPurchases(
  age: Double, rate: Double, from stream: inout RandomStream,
  stops: (inout RandomStream) -> Bool
) -> PurchaseSummary {
  var time = 0.0
  var orders = 0.0
  while orders < 0x1p20 {
    let next = time + stream.exponential(rate: rate)
    // Two orders at one instant would be one purchase.
    guard next <= age, next > time else { break }
    time = next
    orders += 1
    if stops(&stream) { break }
  }
  return PurchaseSummary(frequency: orders, recency: time, age: age)
}
