import ChurnMath
import ChurnModels
import Foundation
import TestSupport
import Testing

/// Figures of `reference/06_btyd.json`, to its own tolerances.
///
/// Likelihoods were maximised with scipy 1.17.1, expectations computed by mpmath with 40 digits,
/// published figures are named there.
@Suite(
  "Buy-till-you-die against references", .enabled(if: SharedFolder.isPresent, "no shared data"))
struct PurchaseReferenceTests {
  static let names: [PurchaseModel.Kind: String] = [
    .bgNBD: "bgnbd", .mbgNBD: "mbgnbd", .paretoNBD: "paretonbd",
  ]

  /// The law of a reference's parameters, in its own order of names.
  private func law(_ kind: PurchaseModel.Kind, _ values: Reference) -> any PurchaseLaw {
    func value(_ name: String) -> Double { values[name].number }
    return switch kind {
    case .bgNBD:
      BGNBDParameters(r: value("r"), alpha: value("alpha"), a: value("a"), b: value("b"))
    case .mbgNBD:
      MBGNBDParameters(r: value("r"), alpha: value("alpha"), a: value("a"), b: value("b"))
    case .paretoNBD:
      ParetoNBDParameters(r: value("r"), alpha: value("alpha"), s: value("s"), beta: value("beta"))
    }
  }

  private func isNear(_ found: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    abs(found - expected) <= tolerance * abs(expected)
  }

  @Test("Estimates, likelihoods and standard errors", arguments: PurchaseModel.Kind.allCases)
  func estimates(_ kind: PurchaseModel.Kind) throws {
    let file = try Reference.file("06_btyd.json")
    let expected = file["mle"][try #require(Self.names[kind])]
    let model = try kind.fit(try PurchaseSamples.cdnow(), threads: 2)
    #expect(abs(model.logLikelihood - expected.loglik.number) < file.tolerance.loglik_abs.number)
    for estimate in model.estimates {
      let value = expected.params[estimate.name].number
      #expect(isNear(estimate.value, value, file.tolerance.params_rel.number))
      // Numerical second derivatives there, so a little wider.
      #expect(isNear(estimate.standardError, expected.se[estimate.name].number, 1e-3))
    }
    let lifetimes = file.lifetimes_params[try #require(Self.names[kind])]
    for estimate in model.estimates {
      // lifetimes stops its search earlier: Pareto/NBD differs in the fifth digit.
      #expect(isNear(estimate.value, lifetimes[estimate.name].number, 1e-4))
    }
    let published = file.published[try #require(Self.names[kind])]
    for (name, value) in published.params.fields {
      let found = try #require(model.estimates.first { $0.name == name })
      #expect(abs(found.value - value.number) < 0.0011)
    }
  }

  @Test("Gamma-Gamma estimates, likelihood and standard errors")
  func spend() throws {
    let file = try Reference.file("06_btyd.json")
    let customers = try PurchaseSamples.cdnow()
    let model = try GammaGamma().fit(customers, threads: 2)
    let expected = file.mle.gammagamma
    #expect(model.customers == file.gammagamma_n.number)
    #expect(model.leftOut == 1_411)
    #expect(abs(model.logLikelihood - expected.loglik.number) < 1e-3)
    let estimates = [("p", model.p), ("q", model.q), ("gamma", model.v)]
    for ((name, found), error) in zip(estimates, model.standardErrors) {
      #expect(isNear(found, expected.params[name].number, 2e-4))
      #expect(isNear(error, expected.se[name].number, 1e-3))
      #expect(abs(found - file.published.gammagamma.params[name].number) < 0.011)
    }
    let published = file.published.gammagamma.E_spend_first10.numbers
    for (customer, spend) in zip(customers, published) {
      #expect(abs(model.expectedSpend(customer) - spend) < 0.01)
    }
    // Fader & Hardie (2013): about 0.11 between frequency and mean spend.
    #expect(abs((model.frequencyCorrelation ?? 0) - 0.11) < 0.01)
  }

  @Test("Customers at known parameters")
  func customers() throws {
    let file = try Reference.file("06_btyd.json")
    let tolerance = file.tolerance.fixed_param_expectations_rel.number
    let spends = file.mle.gammagamma.params
    let spend = GammaGamma.Model(
      p: spends.p.number, q: spends.q.number, v: spends.gamma.number, standardErrors: [],
      covariance: [], logLikelihood: 0, customers: 0, leftOut: 0, frequencyCorrelation: nil)
    #expect(file.customers.list.count == 20)
    for row in file.customers.list {
      let customer = PurchaseSummary(
        frequency: row.x.number, recency: row.t_x.number, age: row.T.number,
        meanSpend: row.zbar.number)
      let expected = row.at_mle
      for (kind, name) in Self.names {
        let law = law(kind, file.mle[name].params)
        #expect(
          isNear(law.probabilityAlive(customer), expected["\(name)_p_alive"].number, tolerance))
        for weeks in [4.0, 39, 52] {
          let orders = expected["\(name)_E_\(Int(weeks))w"].number
          guard !orders.isNaN else { continue }
          #expect(isNear(law.expectedOrders(customer, within: weeks), orders, tolerance))
        }
      }
      #expect(
        isNear(spend.expectedSpend(customer), expected.gammagamma_E_spend.number, tolerance))
    }
  }

  @Test("Points where the usual formulas overflow, cancel or are 0/0")
  func hardPoints() throws {
    let file = try Reference.file("06_btyd.json")
    #expect(file.numerically_hard.list.count == 7)
    for row in file.numerically_hard.list {
      guard case .text(let name) = row.model else {
        Issue.record("a point without a model")
        continue
      }
      let law: any PurchaseLaw =
        name == "bgnbd"
        ? BGNBDParameters(values: row.params.numbers)
        : ParetoNBDParameters(values: row.params.numbers)
      let customer = PurchaseSummary(
        frequency: row.x.number, recency: row.t_x.number, age: row.T.number)
      #expect(isNear(law.probabilityAlive(customer), row.p_alive.number, 1e-6))
      #expect(isNear(law.expectedOrders(customer, within: row.t.number), row.E.number, 1e-6))
      let log = row.log_p_alive.number
      #expect(abs(law.logProbabilityAlive(customer) - log) <= 1e-9 * max(1, abs(log)))
    }
  }

  @Test("Newcomers, and the probability of a number of orders")
  func newcomers() throws {
    let file = try Reference.file("06_btyd.json")
    let unconditional = file.unconditional
    let published = law(.bgNBD, file.published.bgnbd.params)
    let laws: [(any PurchaseLaw, [Double])] = [
      (law(.bgNBD, file.mle.bgnbd.params), unconditional.bgnbd_at_mle.numbers),
      (published, unconditional.bgnbd.numbers),
      (law(.paretoNBD, file.published.paretonbd.params), unconditional.paretonbd.numbers),
    ]
    for (law, expected) in laws {
      for (time, orders) in zip(unconditional.times.numbers, expected) {
        #expect(isNear(law.expectedOrdersOfNewcomer(within: time), orders, 1e-6))
      }
    }
    let mass = unconditional.pmf_at_published
    for (x, p) in zip(mass.x.numbers, mass.p.numbers) {
      let found = published.probability(ofOrders: Int(x), within: mass.t.number)
      #expect(isNear(found, p, 1e-6))
    }
    let none = file.published.bgnbd_pmf.P_X_39_eq_0.number
    #expect(isNear(published.probability(ofOrders: 0, within: 39), none, 1e-6))
  }

  @Test("Published single customers")
  func published() throws {
    let file = try Reference.file("06_btyd.json")
    let first = file.published.bgnbd_customer_1
    let bg = law(.bgNBD, file.published.bgnbd.params)
    let customer = PurchaseSummary(
      frequency: first.x.number, recency: first.t_x.number, age: first.T.number)
    #expect(abs(bg.expectedOrders(customer, within: first.t.number) - first.E.number) < 5e-4)
    let second = file.published.btyd_customer_1516
    let pareto = law(.paretoNBD, file.published.paretonbd.params)
    let regular = PurchaseSummary(
      frequency: second.x.number, recency: second.t_x.number, age: second.T.number)
    #expect(abs(pareto.expectedOrders(regular, within: second.t.number) - second.E.number) < 5e-3)
    #expect(abs(pareto.probabilityAlive(regular) - second.p_alive.number) < 5e-5)
  }

  @Test("Discounted value over twelve months, period by period")
  func discounted() throws {
    let file = try Reference.file("06_btyd.json")
    let law = law(.bgNBD, file.published.bgnbd.params)
    let model = PurchaseModel.bgNBD(
      BGNBD.Model(
        parameters: BGNBDParameters(values: law.values), standardErrors: [], covariance: [],
        logLikelihood: 0, customers: 0, iterations: 0, gradientNorm: 0))
    let spends = file.published.gammagamma.params
    let spend = GammaGamma.Model(
      p: spends.p.number, q: spends.q.number, v: spends.gamma.number, standardErrors: [],
      covariance: [], logLikelihood: 0, customers: 0, leftOut: 0, frequencyCorrelation: nil)
    let plan = try DiscountPlan(horizon: 12 * 4.345, period: 4.345, rate: 0.01)
    let customers = try PurchaseSamples.cdnow()
    for row in file.clv_12_months_1pct.rows.list {
      let customer = customers[Int(row.ID.number) - 1]
      let value = plan.orders(customer, model) * spend.expectedSpend(customer)
      #expect(isNear(value, row.clv.number, 1e-6))
    }
  }
}
