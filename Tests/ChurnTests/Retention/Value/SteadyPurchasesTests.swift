import Foundation
import Testing

@testable import Churn
@testable import ChurnModels

@Suite("Customers who never stop")
struct SteadyPurchasesTests {
  /// Customers whose rates are Γ(1.5, 8), observed for up to 52 weeks, and who stop by chance `p`.
  private static func customers(_ count: Int, stopping p: Double) -> [PurchaseSummary] {
    var random = RandomStream(seed: 5, stream: 0)
    return (0..<count).map { _ in
      let age = 10 + 42 * random.uniform()
      let rate = random.gamma(shape: 1.5, scale: 1 / 8.0)
      var (time, count, last) = (0.0, 0.0, 0.0)
      while !random.chance(p) {
        time += random.exponential(rate: rate)
        guard time < age else { break }
        count += 1
        last = time
      }
      return PurchaseSummary(frequency: count, recency: last, age: age)
    }
  }

  /// ln L = Σ lnΓ(r + x) − lnΓ(r) + r ln α − (r + x) ln(α + T).
  private static func likelihood(_ all: [PurchaseSummary], _ r: Double, _ alpha: Double) -> Double {
    all.reduce(0) { sum, customer in
      sum + lgamma(r + customer.frequency) - lgamma(r) + r * log(alpha)
        - (r + customer.frequency) * log(alpha + customer.age)
    }
  }

  @Test("The fit is the maximum of the likelihood, near the truth")
  func fit() throws {
    let all = Self.customers(3000, stopping: 0)
    let fit = try SteadyPurchases(all)
    #expect(abs(fit.r / 1.5 - 1) < 0.15 && abs(fit.alpha / 8 - 1) < 0.15)
    let best = Self.likelihood(all, fit.r, fit.alpha)
    #expect(abs(best / fit.logLikelihood - 1) < 1e-12)
    for (r, alpha) in [(1.01, 1), (0.99, 1), (1, 1.01), (1, 0.99)] {
      #expect(Self.likelihood(all, fit.r * r, fit.alpha * alpha) < best)
    }
  }

  @Test("Dropout in the data is seen, its absence believed", arguments: PurchaseModel.Kind.allCases)
  func maximum(kind: PurchaseModel.Kind) throws {
    let leaving = Self.customers(3000, stopping: 0.2)
    #expect(try !SteadyPurchases(leaving).isMaximum(leaving, of: kind))
    // Buyers at even paces, the last purchase on the last day: nobody can have stopped.
    let steady = (1...60).map { number in
      PurchaseSummary(frequency: Double(1 + number % 12), recency: 50, age: 50)
    }
    let fit = try SteadyPurchases(steady)
    #expect(fit.isMaximum(steady, of: kind))
    let model = fit.model(kind, customers: 60)
    #expect(model.kind == kind && model.logLikelihood == fit.logLikelihood)
    #expect(abs(model.probabilityAlive(steady[3]) - 1) < 1e-6)
    let x = steady[3].frequency
    let orders = (fit.r + x) / (fit.alpha + 50) * 10
    #expect(abs(model.expectedOrders(steady[3], within: 10) / orders - 1) < 1e-6)
  }

  @Test("A model with dropout is taken where it can be fitted")
  func preference() throws {
    let leaving = Self.customers(3000, stopping: 0.2)
    let found = try PurchaseModel.Kind.mbgNBD.fitOrSteady(leaving, threads: 1)
    let model = try PurchaseModel.Kind.mbgNBD.fit(leaving)
    #expect(!found.isSteady && found.model == model)
  }

  @Test("Customers who are all alike are an error, not a trap")
  func alike() {
    let alike = [PurchaseSummary](
      repeating: PurchaseSummary(frequency: 3, recency: 30, age: 30), count: 20)
    #expect(throws: FitError.self) { try SteadyPurchases(alike) }
    #expect(throws: FitError.self) { try PurchaseModel.Kind.mbgNBD.fitOrSteady(alike, threads: 1) }
  }
}
