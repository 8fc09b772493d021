import Testing

@testable import ChurnMath

@Suite("Pareto/NBD: an order within a later window")
struct ParetoNBDWindowTests {
  /// numpy 2.4.6 and scipy 1.17.1: the mean of e^(-μ from) λ/(λ+μ) (1 - e^(-(λ+μ)(to-from))) over
  /// λ ~ Γ(r+x, α+T) and μ ~ Γ(s, β+T), by 400 x 400 Gauss-Legendre nodes on the quantiles of both.
  @Test(
    "Agrees with the double integral over both rates",
    arguments: [
      ([0.553, 10.58, 0.606, 11.67], 2.0, 30.0, 0.0, 4.345, 0.22226191666968986),
      ([0.553, 10.58, 0.606, 11.67], 2, 30, 13, 17.345, 0.18978927704771334),
      ([0.553, 10.58, 0.606, 11.67], 0, 38.86, 26, 39, 0.08998178606171138),
      ([2, 5, 1.5, 20], 7, 52, 10, 11, 0.11816308715342856),
    ])
  func reference(
    values: [Double], x: Double, age: Double, from: Double, to: Double, expected: Double
  ) {
    let law = ParetoNBDParameters(values: values)
    let customer = PurchaseSummary(frequency: x, recency: x > 0 ? age : 0, age: age)
    let found = law.probabilityOfOrderIfAlive(customer, from: from, to: to)
    // The quantile transform leaves the reference about six digits.
    #expect(abs(found - expected) < 2e-6, "\(found)")
  }

  @Test("A window that begins now is the plain probability, and an empty one has none")
  func ends() {
    let law = ParetoNBDParameters(r: 0.553, alpha: 10.58, s: 0.606, beta: 11.67)
    let customer = PurchaseSummary(frequency: 3, recency: 20, age: 30)
    #expect(
      law.probabilityOfOrder(customer, from: 0, to: 9)
        == law.probabilityOfOrder(customer, within: 9))
    #expect(law.probabilityOfOrder(customer, from: 5, to: 5) == 0)
    #expect(law.probabilityOfOrder(customer, from: 5, to: 4).isNaN)
    #expect(law.probabilityOfOrder(customer, from: -1, to: 4).isNaN)
    // Later windows of one length can only be less likely.
    let windows = (0..<20).map {
      law.probabilityOfOrder(customer, from: Double($0), to: Double($0) + 4)
    }
    #expect(windows == windows.sorted(by: >) && windows.allSatisfy { $0 > 0 && $0 < 1 })
  }

  /// Orders counted in a window are at least the customers who order: Markov's inequality, from the
  /// closed form of the expected number.
  @Test("Never more likely than orders are expected")
  func bounded() {
    let law = ParetoNBDParameters(r: 2, alpha: 5, s: 1.5, beta: 20)
    for x in 0..<6 {
      let customer = PurchaseSummary(
        frequency: Double(x), recency: x > 0 ? 40 : 0, age: 52)
      for from in stride(from: 0.0, to: 100, by: 7) {
        let chance = law.probabilityOfOrder(customer, from: from, to: from + 3)
        let orders = law.expectedOrders(customer, from: from, to: from + 3)
        #expect(chance <= orders * (1 + 1e-9))
        // In a short window hardly anybody orders twice.
        let short = law.probabilityOfOrder(customer, from: from, to: from + 1e-4)
        let few = law.expectedOrders(customer, from: from, to: from + 1e-4)
        #expect(abs(short / few - 1) < 1e-3)
      }
    }
  }
}
