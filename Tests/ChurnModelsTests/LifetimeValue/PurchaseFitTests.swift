import Foundation
import Testing

@testable import ChurnMath
@testable import ChurnModels

@Suite("Fitting buy-till-you-die models")
struct PurchaseFitTests {
  static let truths: [(PurchaseModel.Kind, any PurchaseLaw)] = [
    (.bgNBD, BGNBDParameters(r: 0.6, alpha: 5, a: 0.9, b: 2.5)),
    (.mbgNBD, MBGNBDParameters(r: 0.8, alpha: 6, a: 0.7, b: 2)),
    (.paretoNBD, ParetoNBDParameters(r: 0.8, alpha: 8, s: 0.7, beta: 15)),
  ]

  @Test("Estimates lie within four standard errors of the truth", arguments: 0..<3)
  func recovery(_ number: Int) throws {
    let (kind, truth) = Self.truths[number]
    let model = try kind.fit(PurchaseSamples.drawn(truth, count: 5_000), threads: 2)
    #expect(model.kind == kind)
    for (estimate, value) in zip(model.estimates, truth.values) {
      #expect(estimate.standardError > 0)
      #expect(abs(estimate.value - value) < 4 * estimate.standardError)
      // Enough was seen for that to mean something.
      #expect(estimate.standardError < value)
    }
  }

  /// The likelihoods as the papers write them, customer by customer.
  private func plainLogLikelihood(_ law: any PurchaseLaw, _ c: PurchaseSummary) -> Double {
    let v = law.values
    let (x, t, T) = (c.frequency, c.recency, c.age)
    let front = lgamma(v[0] + x) - lgamma(v[0]) + v[0] * log(v[1])
    func logBeta(_ a: Double, _ b: Double) -> Double { lgamma(a) + lgamma(b) - lgamma(a + b) }
    switch law {
    case is BGNBDParameters:
      let active = exp(logBeta(v[2], v[3] + x) - logBeta(v[2], v[3])) * pow(v[1] + T, -v[0] - x)
      let stopped =
        x == 0
        ? 0
        : exp(logBeta(v[2] + 1, v[3] + x - 1) - logBeta(v[2], v[3])) * pow(v[1] + t, -v[0] - x)
      return front + log(active + stopped)
    case is MBGNBDParameters:
      let active =
        exp(logBeta(v[2], v[3] + x + 1) - logBeta(v[2], v[3])) * pow(v[1] + T, -v[0] - x)
      let stopped =
        exp(logBeta(v[2] + 1, v[3] + x) - logBeta(v[2], v[3])) * pow(v[1] + t, -v[0] - x)
      return front + log(active + stopped)
    default:
      // Simpson's rule over the time of stopping.
      let steps = 2_000
      var sum = 0.0
      for step in 0...steps {
        let u = t + (T - t) * Double(step) / Double(steps)
        let weight = step == 0 || step == steps ? 1.0 : step.isMultiple(of: 2) ? 2 : 4
        sum += weight * pow(v[1] + u, -v[0] - x) * pow(v[3] + u, -v[2] - 1)
      }
      let stopped = v[2] * sum * (T - t) / Double(3 * steps)
      let active = pow(v[1] + T, -v[0] - x) * pow(v[3] + T, -v[2])
      return front + v[2] * log(v[3]) + log(active + stopped)
    }
  }

  private func check<Law: FittableLaw>(_ law: Law) throws {
    let customers = PurchaseSamples.drawn(law, count: 300)
    let groups = try PurchaseGroups(customers, weights: nil)
    let likelihood = PurchaseLikelihood<Law>(groups: groups, threads: 1)
    for factors in [[1.0, 1, 1, 1], [0.3, 2, 3, 0.4], [4, 0.5, 0.2, 6]] {
      let values = zip(law.values, factors).map { $0 * $1 }
      let other = Law(values: values)
      let plain = customers.reduce(0) { $0 + plainLogLikelihood(other, $1) }
      let sum = likelihood.sum(at: values)
      // Simpson's rule there is good to 1e-8.
      #expect(abs(sum.value - plain) < 1e-8 * abs(plain))
      for place in 0..<4 {
        let step = 1e-5 * values[place]
        var ahead = values
        ahead[place] += step
        var behind = values
        behind[place] -= step
        let difference =
          (likelihood.sum(at: ahead).value - likelihood.sum(at: behind).value) / (2 * step)
        // Central differences: rounding 1e-16 · 1e3 / 1e-5, relative to slopes of a few tens.
        #expect(abs(sum.gradient[place] - difference) < 1e-5 * max(1, abs(difference)))
      }
    }
  }

  @Test("Likelihoods are those of the papers, and gradients their differences")
  func gradients() throws {
    try check(BGNBDParameters(r: 0.6, alpha: 5, a: 0.9, b: 2.5))
    try check(MBGNBDParameters(r: 0.8, alpha: 6, a: 0.7, b: 2))
    try check(ParetoNBDParameters(r: 0.8, alpha: 8, s: 0.7, beta: 15))
    try check(ParetoNBDParameters(r: 0.8, alpha: 20, s: 0.7, beta: 5))
  }

  @Test("Neither threads nor the order of customers change a bit", arguments: 0..<3)
  func determinism(_ number: Int) throws {
    let (kind, truth) = Self.truths[number]
    // More groups than one chunk holds.
    let customers = PurchaseSamples.drawn(truth, count: kind == .paretoNBD ? 4_500 : 10_000)
    let model = try kind.fit(customers, threads: 1)
    #expect(try kind.fit(customers, threads: 4) == model)
    #expect(try kind.fit(PurchaseSamples.shuffled(customers), threads: 2) == model)
  }

  @Test("Weights count customers")
  func weights() throws {
    let customers = PurchaseSamples.drawn(
      MBGNBDParameters(r: 0.8, alpha: 6, a: 0.7, b: 2), count: 600)
    let counts = customers.indices.map { Double($0 % 4) }
    let repeated = customers.indices.flatMap { Array(repeating: customers[$0], count: $0 % 4) }
    let weighted = try MBGNBD().fit(customers, weights: counts)
    let plain = try MBGNBD().fit(repeated)
    #expect(weighted == plain)
    #expect(weighted.customers == Double(repeated.count))
  }

  @Test("A change of the unit of time changes the times only")
  func unitOfTime() throws {
    let customers = PurchaseSamples.drawn(
      MBGNBDParameters(r: 0.8, alpha: 6, a: 0.7, b: 2), count: 1_000)
    let days = customers.map {
      PurchaseSummary(frequency: $0.frequency, recency: 7 * $0.recency, age: 7 * $0.age)
    }
    let weekly = try MBGNBD().fit(customers).parameters
    let daily = try MBGNBD().fit(days).parameters
    #expect(agree([daily.r, daily.alpha / 7, daily.a, daily.b], weekly.values, within: 1e-6))
    #expect(
      abs(daily.probabilityAlive(days[0]) - weekly.probabilityAlive(customers[0])) < 1e-7)
  }

  @Test("What cannot be is refused with the row and the reason")
  func refused() {
    let good = PurchaseSummary(frequency: 2, recency: 3, age: 5)
    #expect(throws: FitError.noRows) { try BGNBD().fit([]) }
    #expect(throws: FitError.noRows) { try BGNBD().fit([good], weights: [0]) }
    #expect(throws: FitError.lengthMismatch(rows: 1, labels: 2)) {
      try BGNBD().fit([good], weights: [1, 1])
    }
    for weight in [-1, .nan, .infinity] {
      #expect(throws: FitError.invalidWeight(row: 0)) {
        try MBGNBD().fit([good], weights: [weight])
      }
    }
    let never = PurchaseSummary(frequency: 0, recency: 0, age: 5)
    #expect(throws: FitError.noRepeatBuyers(customers: 2)) { try ParetoNBD().fit([never, never]) }
    for bad in [
      PurchaseSummary(frequency: 1, recency: 6, age: 5),
      PurchaseSummary(frequency: 1, recency: 0, age: 5),
      PurchaseSummary(frequency: 0, recency: 1, age: 5),
      PurchaseSummary(frequency: -1, recency: 1, age: 5),
      PurchaseSummary(frequency: 1, recency: .nan, age: 5),
      PurchaseSummary(frequency: 1, recency: 1, age: .infinity),
    ] {
      let error = #expect(throws: FitError.self) { try MBGNBD().fit([good, bad]) }
      guard case .invalidPurchases(row: 1, let reason) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(!reason.isEmpty)
    }
  }

  /// Everybody orders on the beat and nobody stops: no likelihood has a peak.
  @Test(
    "A base without differences or without ends is told from one that can be fitted",
    arguments: PurchaseModel.Kind.allCases)
  func unbounded(_ kind: PurchaseModel.Kind) {
    let even = (1...200).map { customer in
      PurchaseSummary(frequency: 10, recency: 10, age: 10 + Double(customer % 3) / 100)
    }
    for customers in [even, [PurchaseSummary(frequency: 1, recency: 1, age: 2)]] {
      let error = #expect(throws: FitError.self) { try kind.fit(customers) }
      switch error {
      case .unboundedParameter(let name, _, _): #expect(!name.isEmpty)
      case .notConverged: break
      default: Issue.record("\(String(describing: error))")
      }
      #expect("\(String(describing: error))".count > 20)
    }
  }

  @Test("Huge figures end in a model or an error, never in a trap")
  func huge() {
    let customers = (1...50).map { customer in
      let age = 1e15 * Double(customer)
      return PurchaseSummary(
        frequency: Double(customer * customer) * 1e9, recency: age / 2, age: age)
    }
    for kind in PurchaseModel.Kind.allCases {
      let model = try? kind.fit(customers, threads: 2)
      #expect(model?.law.isValid ?? true)
    }
  }
}
