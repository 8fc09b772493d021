import Foundation
import Testing

@testable import ChurnMath
@testable import ChurnModels

@Suite("Gamma-Gamma spend")
struct GammaGammaTests {
  private func drawn(_ count: Int, p: Double, q: Double, v: Double) -> [PurchaseSummary] {
    (0..<count).map { customer in
      var stream = RandomStream(seed: 11, stream: UInt64(customer))
      let x = Double(1 + stream.poisson(mean: 2))
      let inverseScale = stream.gamma(shape: q, scale: 1 / v)
      let spend = stream.gamma(shape: p * x, scale: 1 / (inverseScale * x))
      return PurchaseSummary(frequency: x, recency: x, age: x + 1, meanSpend: spend)
    }
  }

  @Test(
    "Estimates lie within four standard errors of the truth, whatever the threads and the order")
  func recovery() throws {
    let customers = drawn(4_000, p: 5, q: 3.5, v: 20)
    let model = try GammaGamma().fit(customers)
    for (found, truth, error) in [
      (model.p, 5.0, model.standardErrors[0]), (model.q, 3.5, model.standardErrors[1]),
      (model.v, 20, model.standardErrors[2]),
    ] {
      #expect(abs(found - truth) < 4 * error)
      #expect(error < truth / 4)
    }
    // No correlation was put in: a standard error is 1/√4000.
    #expect(abs(model.frequencyCorrelation ?? 1) < 4 / 4_000.0.squareRoot())
    #expect(try GammaGamma().fit(PurchaseSamples.shuffled(customers), threads: 3) == model)
    let dear = customers.map {
      PurchaseSummary(
        frequency: $0.frequency, recency: $0.recency, age: $0.age, meanSpend: $0.meanSpend * 1_000)
    }
    let thousandfold = try GammaGamma().fit(dear)
    #expect(agree([thousandfold.p, thousandfold.v / 1_000], [model.p, model.v], within: 1e-6))
  }

  @Test("Likelihood and gradient are those of the paper")
  func gradient() throws {
    let customers = drawn(200, p: 5, q: 3.5, v: 20)
    let likelihood = SpendLikelihood(
      groups: try SpendGroups(customers, weights: nil), threads: 1)
    let logs = [log(4.0), log(2.5), log(30.0)]
    let slope = likelihood.slope(at: logs)
    let plain = customers.reduce(0.0) { sum, customer in
      let (p, q, v, x, z) = (4.0, 2.5, 30.0, customer.frequency, customer.meanSpend)
      return sum + lgamma(p * x + q) - lgamma(p * x) - lgamma(q) + q * log(v)
        + (p * x - 1) * log(z) + p * x * log(x) - (p * x + q) * log(v + x * z)
    }
    #expect(abs(slope.value + plain / 200) < 1e-12 * abs(plain))
    for place in 0..<3 {
      var ahead = logs
      ahead[place] += 1e-5
      var behind = logs
      behind[place] -= 1e-5
      let difference =
        (likelihood.slope(at: ahead).value - likelihood.slope(at: behind).value) / 2e-5
      #expect(abs(slope.gradient[place] - difference) < 1e-8)
    }
  }

  /// By hand: p = 6, q = 4, v = 15 gives a mean of 6 · 15 / 3 = 30, and two purchases of 60 on
  /// average 6 (15 + 120) / (12 + 3) = 54.
  @Test("A customer's expectation lies between his own spend and the base's")
  func expectation() {
    let model = GammaGamma.Model(
      p: 6, q: 4, v: 15, standardErrors: [], covariance: [], logLikelihood: 0, customers: 0,
      leftOut: 0, frequencyCorrelation: nil)
    #expect(model.meanSpend == 30)
    func spend(_ x: Double, _ mean: Double) -> Double {
      model.expectedSpend(
        PurchaseSummary(frequency: x, recency: x, age: x + 1, meanSpend: mean))
    }
    #expect(spend(2, 60) == 54)
    #expect(spend(0, .nan) == 30)
    #expect(spend(3, .nan) == 30)
    #expect(spend(3, -5) == 30)
    #expect(spend(.nan, 5).isNaN)
    let heavy = GammaGamma.Model(
      p: 6, q: 0.9, v: 15, standardErrors: [], covariance: [], logLikelihood: 0, customers: 0,
      leftOut: 0, frequencyCorrelation: nil)
    #expect(heavy.meanSpend == .infinity)
  }

  @Test("What cannot be is refused, who has no repeat spend is counted apart")
  func refused() throws {
    let never = PurchaseSummary(frequency: 0, recency: 0, age: 5)
    let free = PurchaseSummary(frequency: 2, recency: 1, age: 5, meanSpend: 0)
    #expect(throws: FitError.noRows) { try GammaGamma().fit([]) }
    #expect(throws: FitError.noRepeatBuyers(customers: 2)) { try GammaGamma().fit([never, free]) }
    let one = PurchaseSummary(frequency: 2, recency: 1, age: 5, meanSpend: 7)
    #expect(throws: FitError.tooFewRows(rows: 2, needed: 3)) { try GammaGamma().fit([one, one]) }
    let infinite = PurchaseSummary(frequency: 2, recency: 1, age: 5, meanSpend: .infinity)
    #expect(throws: FitError.self) { try GammaGamma().fit([one, one, infinite]) }
    // Everybody spends the same: nothing tells customers apart.
    #expect(throws: FitError.self) { try GammaGamma().fit(Array(repeating: one, count: 50)) }
    let some = drawn(300, p: 5, q: 3.5, v: 20)
    #expect(try GammaGamma().fit(some + [never, free]).leftOut == 2)
  }
}
