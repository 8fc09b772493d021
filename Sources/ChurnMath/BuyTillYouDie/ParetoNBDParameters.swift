internal import Glibc

/// Pareto/NBD with known parameters: customers may stop at any moment, unseen.
///
/// Order rates are Γ(r, α) over customers, the rates of stopping Γ(s, β), independent of them.
///
/// - SeeAlso: Schmittlein, Morrison & Colombo (1987), doi:10.1287/mnsc.33.1.1; Fader & Hardie (2005),
///   "A Note on Deriving the Pareto/NBD Model and Related Expressions".
public struct ParetoNBDParameters: PurchaseLaw {
  /// Shape of the order rates.
  public let r: Double
  /// Rate of the order rates, in units of time.
  public let alpha: Double
  /// Shape of the rates of stopping.
  public let s: Double
  /// Rate of the rates of stopping, in units of time.
  public let beta: Double

  /// Creates parameters; positive and finite, or every answer is NaN.
  public init(r: Double, alpha: Double, s: Double, beta: Double) {
    self.r = r
    self.alpha = alpha
    self.s = s
    self.beta = beta
  }
}

extension ParetoNBDParameters {
  /// `r`, `alpha`, `s`, `beta`.
  public static let names = ["r", "alpha", "s", "beta"]
  /// The parameters in the order of `names`.
  public var values: [Double] { [r, alpha, s, beta] }
  /// Creates parameters in the order of `names`.
  public init(values: [Double]) {
    func value(_ place: Int) -> Double { place < values.count ? values[place] : .nan }
    self.init(r: value(0), alpha: value(1), s: value(2), beta: value(3))
  }

  /// *−ln(1 + J (α + T)^(r + x) (β + T)^s)*, with *J* the likelihood of having stopped since *t_x*.
  public func logProbabilityAlive(_ customer: PurchaseSummary) -> Double {
    guard isValid, customer.isPossible else { return .nan }
    let shape = r + customer.frequency
    let stopped = DeathIntegral(
      shape: shape, alpha: alpha, s: s, beta: beta, from: customer.recency, to: customer.age)
    let active = -shape * log(alpha + customer.age) - s * log(beta + customer.age)
    return -softplus(stopped.log - active)
  }

  /// *(r + x)(β + T)/(α + T) · (1 − ((β + T)/(β + T + t))^(s − 1))/(s − 1)*.
  public func expectedOrdersIfAlive(
    _ customer: PurchaseSummary, within time: Double
  ) -> Double {
    guard isValid, customer.isPossible, time >= 0 else { return .nan }
    let (shape, rate) = orderRate(customer)
    return shape / rate * activeTime(from: beta + customer.age, within: time)
  }

  /// *rβ/α · (1 − (β/(β + t))^(s − 1))/(s − 1)*.
  public func expectedOrdersOfNewcomer(within time: Double) -> Double {
    guard isValid, time >= 0 else { return .nan }
    return r / alpha * activeTime(from: beta, within: time)
  }

  /// The expected part of `time` that is spent active, with rates of stopping Γ(s, start).
  ///
  /// Exact also around *s* = 1, where the textbook form is 0/0.
  private func activeTime(from start: Double, within time: Double) -> Double {
    guard time < .infinity else { return s > 1 ? start / (s - 1) : .infinity }
    let growth = log1p(time / start)
    let power = (s - 1) * growth
    return start * (abs(power) < 1e-300 ? growth : -expm1(-power) / (s - 1))
  }

  /// The probability that a customer who is active at *T* orders in (T, T + t] before stopping.
  public func probabilityOfOrderIfAlive(
    _ customer: PurchaseSummary, within time: Double
  ) -> Double {
    guard isValid, customer.isPossible, time >= 0 else { return .nan }
    guard time > 0 else { return 0 }
    let (shape, rate) = orderRate(customer)
    let stopping = beta + customer.age
    // The next order comes at u with density ρ/(rate + u) (rate/(rate + u))^ρ, if still active then.
    let orders = DeathIntegral(
      shape: s, alpha: stopping, s: shape, beta: rate, from: 0, to: min(time, 1e300))
    return min(1, exp(orders.log + shape * log(rate) + s * log(stopping)))
  }

  /// *Γ(r + x, α + T)*.
  public func orderRate(_ customer: PurchaseSummary) -> (shape: Double, rate: Double) {
    (r + customer.frequency, alpha + customer.age)
  }

  /// The probability of exactly `count` repeat orders within `time` of the first one.
  ///
  /// Active to the end, or stopped at some *u*: the latter summed over panels of *u* on which the
  /// probability of being still active halves.
  public func probability(ofOrders count: Int, within time: Double) -> Double {
    guard isValid, count >= 0, time >= 0, time < .infinity else { return .nan }
    func orders(_ u: Double) -> Double {
      negativeBinomial(shape: r, elapsed: u / alpha, count: count).mass
    }
    func active(_ u: Double) -> Double { exp(-s * log1p(u / beta)) }
    let end = log1p(time / min(alpha, beta))
    let start = min(alpha, beta)
    let bumps = 1 + s + r + Double(count).squareRoot()
    let panels = max(1, Int(min(10_000, (end * bumps).rounded(.up))))
    let rule = GaussLegendre(count: 24)
    var sum = 0.0
    for panel in 0..<panels {
      let width = end / Double(panels)
      for (node, weight) in zip(rule.nodes, rule.weights) {
        let y = (Double(panel) + node) * width
        let u = start * expm1(y)
        sum += width * weight * (start + u) * s / (beta + u) * active(u) * orders(u)
      }
    }
    return active(time) * orders(time) + sum
  }

  /// A customer observed for `age`, drawn from the law.
  public func draw(age: Double, from stream: inout RandomStream) -> PurchaseSummary {
    let rate = stream.gamma(shape: r, scale: 1 / alpha)
    let stopping = stream.gamma(shape: s, scale: 1 / beta)
    let end = min(age, stream.exponential(rate: stopping))
    let seen = drawPurchases(age: end, rate: rate, from: &stream) { _ in false }
    return PurchaseSummary(frequency: seen.frequency, recency: seen.recency, age: age)
  }
}
