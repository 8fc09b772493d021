internal import Glibc

extension ParetoNBDParameters {
  /// The probability that a customer who is active at *T* orders in (T + from, T + to].
  ///
  /// Still active at *T* + from, and then an order before stopping: with λ ~ Γ(ρ, α + T) and
  /// μ ~ Γ(s, β + T)
  ///
  ///     ∫ over u in (0, to − from] of ρ/(α+T+u) ((α+T)/(α+T+u))^ρ ((β+T)/(β+T+from+u))^s du
  ///
  /// NaN for times that run backwards.
  public func probabilityOfOrderIfAlive(
    _ customer: PurchaseSummary, from start: Double, to end: Double
  ) -> Double {
    guard isValid, customer.isPossible, start >= 0, end >= start else { return .nan }
    guard end > start else { return 0 }
    let (shape, rate) = orderRate(customer)
    let stopping = beta + customer.age
    let orders = DeathIntegral(
      shape: s, alpha: stopping + start, s: shape, beta: rate, from: 0, to: min(end - start, 1e300))
    return min(1, exp(orders.log + shape * log(rate) + s * log(stopping)))
  }

  /// The same whether the customer is still active or not.
  public func probabilityOfOrder(
    _ customer: PurchaseSummary, from start: Double, to end: Double
  ) -> Double {
    probabilityAlive(customer) * probabilityOfOrderIfAlive(customer, from: start, to: end)
  }
}
