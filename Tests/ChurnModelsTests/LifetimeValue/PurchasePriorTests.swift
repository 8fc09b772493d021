import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Purchase models with a weak prior")
struct PurchasePriorTests {
  private static let kinds = PurchaseModel.Kind.allCases

  @Test("Where the likelihood has a clear peak the prior hardly moves it", arguments: kinds)
  func harmless(_ kind: PurchaseModel.Kind) throws {
    let customers = PurchaseSamples.drawn(
      MBGNBDParameters(r: 0.8, alpha: 6, a: 0.8, b: 2.5), count: 4_000)
    let plain = try kind.fit(customers)
    let held = try kind.fitWithPrior(customers)
    // On the scale of what matters: orders of all in half a year.
    func orders(_ model: PurchaseModel) -> Double {
      customers.reduce(0) { $0 + model.expectedOrders($1, within: 26) }
    }
    #expect(abs(orders(held) / orders(plain) - 1) < 0.005)
    #expect(held.logLikelihood <= plain.logLikelihood + 1e-6)
    #expect(held.logLikelihood > plain.logLikelihood - 0.5)
  }

  /// Everybody stops with one chance in four: Beta's parameters run to infinity.
  @Test("Where customers stop alike the plain fit has no end, and the held one tells the chance")
  func ridge() throws {
    let customers = (0..<400).map { customer in
      var stream = RandomStream(seed: 21, stream: UInt64(customer))
      return MBGNBDParameters(r: 1.5, alpha: 5, a: 2_500, b: 7_500).draw(age: 40, from: &stream)
    }
    #expect(throws: FitError.self) { try PurchaseModel.Kind.mbgNBD.fit(customers) }
    let model = try PurchaseModel.Kind.mbgNBD.fitWithPrior(customers)
    guard case .mbgNBD(let fit) = model else {
      Issue.record("another model")
      return
    }
    let chance = fit.parameters.a / (fit.parameters.a + fit.parameters.b)
    #expect(abs(chance - 0.25) < 0.04)
    #expect(fit.covariance.count == 4 && fit.standardErrors.allSatisfy { $0 > 0 })
    #expect(
      model == (try? PurchaseModel.Kind.mbgNBD.fitWithPrior(customers.reversed(), threads: 3)))
  }

  @Test("Nobody who came back is refused as before")
  func refused() {
    let once = (1...5).map { PurchaseSummary(frequency: 0, recency: 0, age: Double($0)) }
    #expect(throws: FitError.noRepeatBuyers(customers: 5)) {
      try PurchaseModel.Kind.mbgNBD.fitWithPrior(once)
    }
    #expect(throws: FitError.noRows) { try PurchaseModel.Kind.mbgNBD.fitWithPrior([]) }
  }
}
