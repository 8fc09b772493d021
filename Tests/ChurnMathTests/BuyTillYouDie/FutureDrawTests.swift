import Testing

@testable import ChurnMath

@Suite("Futures drawn given what a customer has done")
struct FutureDrawTests {
  private static let customers = [
    PurchaseSummary(frequency: 0, recency: 0, age: 0),
    PurchaseSummary(frequency: 0, recency: 0, age: 12),
    PurchaseSummary(frequency: 3, recency: 15, age: 20),
    PurchaseSummary(frequency: 12, recency: 39, age: 40),
  ]

  /// Mean and standard error of the orders drawn within a time, given that the customer is active.
  private static func drawn(
    _ law: some PurchaseLaw, _ customer: PurchaseSummary, within time: Double
  ) -> (mean: Double, error: Double) {
    let count = 40_000
    var sum = 0.0
    var squares = 0.0
    for draw in 0..<count {
      var stream = RandomStream(seed: 5, stream: UInt64(draw))
      var orders = 0.0
      law.drawFuture(ifAlive: customer, within: time, from: &stream) { _ in orders += 1 }
      sum += orders
      squares += orders * orders
    }
    let mean = sum / Double(count)
    return (mean, ((squares / Double(count) - mean * mean) / Double(count)).squareRoot())
  }

  private static func check(_ law: some PurchaseLaw) {
    for customer in customers {
      for time in [3.0, 26] {
        let drawn = drawn(law, customer, within: time)
        let expected = law.expectedOrdersIfAlive(customer, within: time)
        // Four standard errors: one in sixteen thousand is further off by chance.
        #expect(
          abs(drawn.mean - expected) < 4 * drawn.error,
          "\(law) \(customer) \(time): \(drawn.mean) instead of \(expected)")
      }
    }
  }

  @Test("Their mean is what the closed form expects of an active customer, for each law")
  func means() {
    Self.check(BGNBDParameters(r: 0.8, alpha: 6, a: 0.8, b: 2.5))
    Self.check(MBGNBDParameters(r: 0.8, alpha: 6, a: 0.8, b: 2.5))
    Self.check(ParetoNBDParameters(r: 0.8, alpha: 6, s: 0.7, beta: 12))
  }

  @Test("Orders come in ascending order, none after the time asked for")
  func order() {
    let law = MBGNBDParameters(r: 4, alpha: 2, a: 0.4, b: 4)
    var seen = 0
    for draw in 0..<200 {
      var stream = RandomStream(seed: 2, stream: UInt64(draw))
      var last = 0.0
      law.drawFuture(ifAlive: Self.customers[2], within: 10, from: &stream) { time in
        #expect(time >= last && time <= 10)
        last = time
        seen += 1
      }
    }
    #expect(seen > 200)
  }

  @Test("An absurd rate ends, and so do parameters that cannot be")
  func absurd() {
    var stream = RandomStream(seed: 1, stream: 0)
    var orders = 0
    MBGNBDParameters(r: 1e9, alpha: 1e-9, a: 1e-12, b: 1e12).drawFuture(
      ifAlive: Self.customers[0], within: 1e9, from: &stream
    ) { _ in orders += 1 }
    #expect(orders <= 1 << 20)
    orders = 0
    ParetoNBDParameters(r: .nan, alpha: 1, s: 1, beta: 1).drawFuture(
      ifAlive: Self.customers[0], within: 10, from: &stream
    ) { _ in orders += 1 }
    #expect(orders == 0)
  }
}
