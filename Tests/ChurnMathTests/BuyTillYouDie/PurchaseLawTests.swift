import Foundation
import Testing

@testable import ChurnMath

@Suite("Buy-till-you-die laws")
struct PurchaseLawTests {
  static let laws: [any PurchaseLaw] = [
    BGNBDParameters(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426),
    MBGNBDParameters(r: 0.525, alpha: 6.183, a: 0.891, b: 1.614),
    ParetoNBDParameters(r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669),
  ]

  /// Draws newcomers and counts: 200,000 customers, so a mean is off by its standard error at most
  /// four times.
  @Test("Expectations are what drawn customers do", arguments: 0..<3)
  func drawn(_ number: Int) {
    let law = Self.laws[number]
    var stream = RandomStream(seed: 5, stream: UInt64(number))
    let count = 200_000
    var orders = 0.0
    var squares = 0.0
    var never = 0.0
    for _ in 0..<count {
      let customer = law.draw(age: 39, from: &stream)
      orders += customer.frequency
      squares += customer.frequency * customer.frequency
      if customer.frequency == 0 { never += 1 }
      #expect(customer.isPossible)
    }
    let n = Double(count)
    let mean = orders / n
    let error = ((squares / n - mean * mean) / n).squareRoot()
    #expect(abs(mean - law.expectedOrdersOfNewcomer(within: 39)) < 4 * error)
    let share = law.probability(ofOrders: 0, within: 39)
    #expect(abs(never / n - share) < 4 * (share * (1 - share) / n).squareRoot())
  }

  /// What is expected in 20 + 19 weeks is the same as what is expected in 20 weeks and then, averaged
  /// over what 20 weeks have shown, in 19 more.
  @Test("Conditional expectations average to those of newcomers", arguments: 0..<3)
  func towers(_ number: Int) {
    let law = Self.laws[number]
    var stream = RandomStream(seed: 6, stream: UInt64(number))
    let count = 60_000
    var sum = 0.0
    var squares = 0.0
    for _ in 0..<count {
      let orders = law.expectedOrders(law.draw(age: 20, from: &stream), within: 19)
      sum += orders
      squares += orders * orders
    }
    let n = Double(count)
    let error = ((squares / n - sum / n * (sum / n)) / n).squareRoot()
    let expected =
      law.expectedOrdersOfNewcomer(within: 39) - law.expectedOrdersOfNewcomer(within: 20)
    #expect(abs(sum / n - expected) < 4 * error)
  }

  @Test("Numbers of orders have probabilities that add up, with the expectation as their mean")
  func probabilities() {
    for law in Self.laws {
      for time in [3.0, 30] {
        var total = 0.0
        var mean = 0.0
        for count in 0..<400 {
          let share = law.probability(ofOrders: count, within: time)
          #expect(share >= 0)
          total += share
          mean += Double(count) * share
        }
        #expect(abs(total - 1) < 1e-9)
        #expect(abs(mean - law.expectedOrdersOfNewcomer(within: time)) < 1e-8)
      }
      #expect(abs(law.probability(ofOrders: 0, within: 0) - 1) < 1e-12)
      #expect(law.probability(ofOrders: 2, within: 0) == 0)
      #expect(law.probability(ofOrders: -1, within: 3).isNaN)
    }
  }

  @Test("The chance of an order is one less that of none, and never above the orders expected")
  func chanceOfOrder() {
    let customer = PurchaseSummary(frequency: 3, recency: 20, age: 30)
    for law in Self.laws {
      let chance = law.probabilityOfOrderIfAlive(customer, within: 10)
      #expect(chance > 0 && chance < 1)
      #expect(chance < law.expectedOrdersIfAlive(customer, within: 10))
      // For a moment both are the rate times its length.
      let soon = law.probabilityOfOrderIfAlive(customer, within: 1e-7)
      #expect(abs(soon / law.expectedOrdersIfAlive(customer, within: 1e-7) - 1) < 1e-6)
      #expect(law.probabilityOfOrderIfAlive(customer, within: 0) == 0)
    }
    // Pareto/NBD by a plain midpoint rule over the time of the order.
    let law = ParetoNBDParameters(r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669)
    let (shape, rate, start) = (3.553, 40.578, 41.669)
    var sum = 0.0
    for step in 0..<100_000 {
      let u = (Double(step) + 0.5) * 1e-4
      sum +=
        1e-4 * shape / (rate + u) * pow(rate / (rate + u), shape)
        * pow(start / (start + u), 0.606)
    }
    #expect(abs(law.probabilityOfOrderIfAlive(customer, within: 10) / sum - 1) < 1e-8)
  }

  /// By hand: Lomax with shape 3.25 and rate 34: half have ordered by 34 (2^(1/3.25) − 1).
  @Test("The time of the next order is Lomax while a customer stays")
  func nextOrder() {
    let law = MBGNBDParameters(r: 0.25, alpha: 4, a: 1, b: 2)
    let customer = PurchaseSummary(frequency: 3, recency: 20, age: 30)
    let half = law.nextOrderTime(customer, share: 0.5)
    #expect(abs(half - 34 * (pow(2, 1 / 3.25) - 1)) < 1e-12)
    #expect(abs(law.probabilityOfOrderIfAlive(customer, within: half) - 0.5) < 1e-12)
    #expect(law.nextOrderTime(customer, share: 0) == 0)
    #expect(law.nextOrderTime(customer, share: 1) == .infinity)
    #expect(law.nextOrderTime(customer, share: 1.1).isNaN)
  }

  @Test("Summaries that cannot be have no answer, and none traps")
  func impossible() {
    let impossible = [
      PurchaseSummary(frequency: -1, recency: 0, age: 3),
      PurchaseSummary(frequency: 1.5, recency: 1, age: 3),
      PurchaseSummary(frequency: .nan, recency: 1, age: 3),
      PurchaseSummary(frequency: .infinity, recency: 1, age: 3),
      PurchaseSummary(frequency: 1, recency: 4, age: 3),
      PurchaseSummary(frequency: 1, recency: 0, age: 3),
      PurchaseSummary(frequency: 0, recency: 1, age: 3),
      PurchaseSummary(frequency: 1, recency: 1, age: .infinity),
      PurchaseSummary(frequency: 1, recency: .nan, age: 3),
      PurchaseSummary(frequency: 0, recency: 0, age: -1),
      PurchaseSummary(frequency: 0, recency: 0, age: .nan),
    ]
    for customer in impossible {
      #expect(customer.fault != nil)
      #expect(!customer.isPossible)
      for law in Self.laws {
        #expect(law.probabilityAlive(customer).isNaN)
        #expect(law.expectedOrders(customer, within: 3).isNaN)
        #expect(law.probabilityOfOrder(customer, within: 3).isNaN)
        #expect(law.nextOrderTime(customer, share: 0.5).isNaN)
      }
    }
    #expect(PurchaseSummary(frequency: 2, recency: 1, age: 3).fault == nil)
  }

  @Test("Parameters that cannot be have no answer")
  func impossibleParameters() {
    let customer = PurchaseSummary(frequency: 2, recency: 10, age: 30)
    for bad in [0.0, -1, .nan, .infinity] {
      for place in 0..<4 {
        var values = [0.5, 5, 0.8, 2]
        values[place] = bad
        #expect(BGNBDParameters(values: values).probabilityAlive(customer).isNaN)
        #expect(MBGNBDParameters(values: values).expectedOrders(customer, within: 3).isNaN)
        #expect(ParetoNBDParameters(values: values).probabilityAlive(customer).isNaN)
        #expect(ParetoNBDParameters(values: values).expectedOrdersOfNewcomer(within: 1).isNaN)
      }
    }
    #expect(!MBGNBDParameters(values: [1, 2]).isValid)
  }

  @Test("Pareto/NBD is smooth where its textbook forms are 0/0")
  func paretoLimits() {
    let customer = PurchaseSummary(frequency: 2, recency: 10, age: 30)
    func orders(_ s: Double) -> Double {
      ParetoNBDParameters(r: 0.5, alpha: 8, s: s, beta: 12)
        .expectedOrdersIfAlive(customer, within: 5)
    }
    // At s = 1 exactly: (r + x)(β + T)/(α + T) ln(1 + t/(β + T)).
    #expect(abs(orders(1) / (2.5 * 42 / 38 * log1p(5.0 / 42)) - 1) < 1e-14)
    #expect(abs(orders(1 + 1e-9) / orders(1) - 1) < 1e-9)
    func alive(_ alpha: Double, _ beta: Double) -> Double {
      ParetoNBDParameters(r: 0.5, alpha: alpha, s: 0.7, beta: beta).probabilityAlive(customer)
    }
    #expect(abs(alive(8, 8) - alive(8, 8 + 1e-9)) < 1e-9)
    #expect(abs(alive(8, 8) - alive(8 + 1e-9, 8)) < 1e-9)
    // Just bought: certainly active.
    let now = PurchaseSummary(frequency: 2, recency: 30, age: 30)
    let law = ParetoNBDParameters(r: 0.5, alpha: 8, s: 0.7, beta: 12)
    #expect(law.probabilityAlive(now) == 1)
    #expect(law.expectedOrders(now, within: .infinity) == .infinity)
    #expect(law.expectedOrders(now, within: 0) == 0)
  }

  @Test("The integral over the time of stopping holds for extreme parameters")
  func deathIntegral() {
    // s ∫ (α+u)^−ρ (β+u)^−(s+1) du = s (T − t)(α+t)^−ρ (β+t)^−(s+1) for a moment.
    let moment = DeathIntegral(shape: 4, alpha: 3, s: 0.5, beta: 7, from: 10, to: 10 + 1e-9)
    #expect(abs(moment.log - (log(0.5) + log(1e-9) - 4 * log(13) - 1.5 * log(17))) < 1e-6)
    // With α = β it is s/(ρ + s) [(α+t)^−(ρ+s) − (α+T)^−(ρ+s)].
    for shape in [1e-3, 0.6, 40, 3_000, 1e6] {
      let found = DeathIntegral(shape: shape, alpha: 9, s: 0.6, beta: 9, from: 2, to: 400)
      let expected =
        log(0.6) - log(shape + 0.6) - (shape + 0.6) * log(11)
        + log(-expm1((shape + 0.6) * log(11.0 / 409)))
      #expect(abs(found.log - expected) < 1e-10 * max(1, abs(expected)))
    }
    for values in [[1e-8, 1e-8], [1e-8, 1e8], [1e8, 1e-8]] {
      let found = DeathIntegral(
        shape: 2, alpha: values[0], s: 3, beta: values[1], from: 0, to: 50)
      #expect(found.log.isFinite)
    }
    let absurd = DeathIntegral(shape: .infinity, alpha: 1, s: 1, beta: 1, from: 0, to: 1)
    #expect(!absurd.log.isFinite)
  }
}
