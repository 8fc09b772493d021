import ChurnModels
import Foundation
import Testing

@testable import Churn

private typealias Fixture = PipelineFixture

@Suite("The plan of a campaign") struct CampaignPlanTests {
  private func plan(customers: Int? = 20_000, saveRate: Double = 0.1) -> CampaignPlan {
    var plan = CampaignPlan(baseRate: 0.4, saveRate: saveRate)
    plan.customers = customers
    return plan
  }

  /// R 4.2.2: power.prop.test(p1 = .4, p2 = .36, power = .8)$n = 2310.3 a group, so 4,621 in all.
  @Test("Half and half takes as many customers as R says")
  func needed() throws {
    let report = try plan(customers: nil).report()
    let half = try #require(report.needed.last)
    #expect(half.share == 0.5)
    #expect(abs(half.customers - 4_621) <= 2)
    #expect(report.smallestHoldOut == nil && report.holdOuts.isEmpty)
  }

  @Test("The smallest hold-out is enough, and one customer fewer is not")
  func smallest() throws {
    let report = try plan().report()
    let found = try #require(report.smallestHoldOut)
    #expect(found.power >= 0.8)
    let test = ComparisonPower()
    let fewer = Double(found.holdOuts - 1)
    #expect(
      test.ofRates(treated: (0.36, 20_000 - fewer), control: (0.4, fewer)) < 0.8)
    #expect(abs(try #require(found.detectableSaveRate) - 0.1) < 0.001)
    #expect(report.holdOuts.map(\.share) == report.holdOuts.map(\.share).sorted())
    #expect(zip(report.holdOuts, report.holdOuts.dropFirst()).allSatisfy { $0.power < $1.power })
  }

  @Test("Too few customers are told so, with how many it takes")
  func tooFew() throws {
    let report = try plan(customers: 1_000).report()
    #expect(report.smallestHoldOut == nil)
    #expect(try #require(report.bestPower) < 0.5)
    #expect(try #require(report.needed.last?.campaigns) == 5)
    let tiny = try plan(customers: 2).report()
    #expect(tiny.holdOuts.allSatisfy { $0.detectableSaveRate == nil })
  }

  /// By hand: value at risk 2 · 0.5 · 100 = 100, save rate 0.2, contact cost 3 each, incentive 4 for
  /// a fifth of two: 20 - 6 - 1.6.
  @Test("Expected profit is value at risk times save rate less what it costs")
  func profit() throws {
    var plan = CampaignPlan(saveRate: 0.2)
    plan.list = PlannedList(churnProbabilities: [0.5, 0.5], valuesAtRisk: [50, 50])
    plan.contactCost = 3
    plan.incentive = 4
    let profit = try #require(try plan.report().profit)
    #expect(abs(profit.expected - 12.4) < 1e-12)
    #expect(profit.costs == 6)
    #expect(profit.lower < profit.expected && profit.upper > profit.expected)
  }

  /// By hand: with the save rate known, profit is 100 · binomial(n, p s) - cost, whose deviation is
  /// 100 √(n p s (1 - p s)).
  @Test("With a save rate that is known the band is that of chance alone")
  func chance() throws {
    var plan = CampaignPlan(baseRate: 0.5, saveRate: 0.2)
    plan.customers = 1_000
    plan.customerValue = 100
    plan.deviation = 0
    let profit = try #require(try plan.report().profit)
    let deviation = 100 * (1_000 * 0.1 * 0.9).squareRoot()
    #expect(abs(profit.expected - 10_000) < 1e-9)
    // 10,000 draws tell a quantile to about 3 % of a deviation.
    #expect(abs(profit.upper - (10_000 + 1.96 * deviation)) < 0.08 * deviation)
    #expect(abs(profit.lower - (10_000 - 1.96 * deviation)) < 0.08 * deviation)
    var other = plan
    other.customerValue = nil
    other.list = PlannedList(
      churnProbabilities: Array(repeating: 0.5, count: 1_000),
      valuesAtRisk: Array(repeating: 50, count: 1_000))
    let same = try #require(try other.report().profit)
    #expect(abs(same.lower - profit.lower) < 1e-6 && abs(same.expected - profit.expected) < 1e-6)
  }

  @Test("What is not known of the save rate widens the band, and the seed decides the draws")
  func uncertainty() throws {
    var plan = plan()
    plan.customerValue = 50
    let usual = try #require(try plan.report().profit)
    plan.deviation = 0.01
    let sure = try #require(try plan.report().profit)
    #expect(usual.upper - usual.lower > 3 * (sure.upper - sure.lower))
    #expect(try plan.report() == plan.report())
    plan.seed = 2
    #expect(try plan.report().profit != sure)
  }

  @Test("Power to see money is that of two means")
  func money() throws {
    var plan = plan()
    plan.customerValue = 50
    plan.marginDeviation = 30
    plan.holdOut = 0.2
    let money = try #require(try plan.report().money)
    let test = ComparisonPower()
    #expect(
      abs(
        test.ofMeans(
          difference: money.detectableDifference, deviation: 30, treated: 16_000, control: 4_000)
          - 0.8) < 1e-6)
    #expect(try #require(money.expectedDifference) == 0.4 * 0.1 * 50)
  }

  @Test("Scores and lists read, whatever the order of their rows")
  func reading() throws {
    let one = "customer_id,churn_probability,value_at_risk\na,0.5,10\nb,0.25,\nc,0.125,3\n"
    let two = "customer_id,churn_probability,value_at_risk\nc,0.125,3\na,0.5,10\nb,0.25,\n"
    let lists = try [one, two].map { text in
      try Fixture.withFile(text) { try PlannedList(reading: $0, threads: 1) }
    }
    #expect(lists[0] == lists[1])
    #expect(lists[0].valuesAtRisk == [3, 0, 10])
    for text in [
      "customer_id\na\n", "churn_probability\n2\n", "churn_probability,save_rate\n0.5,7\n",
      "churn_probability,contact_cost\n0.5,-1\n",
    ] {
      try Fixture.withFile(text) { path in
        #expect(throws: CampaignError.self) { try PlannedList(reading: path, threads: 1) }
      }
    }
  }

  @Test("What makes no sense is refused by the name of its option")
  func refused() {
    func refuses(_ option: String, _ change: (inout CampaignPlan) -> Void) {
      var plan = plan()
      change(&plan)
      let error = #expect(throws: CampaignError.self) { try plan.report() }
      #expect(error?.description.hasPrefix(option) == true && error?.isUsage == true)
    }
    refuses("--base-rate") { $0.baseRate = 0 }
    refuses("--base-rate") { $0.baseRate = .nan }
    refuses("--save-rate") { $0.saveRate = 0 }
    refuses("--save-rate") { $0.saveRate = 1 }
    refuses("--power") { $0.power = 1 }
    refuses("--level") { $0.level = 0 }
    refuses("--holdout") { $0.holdOut = 1 }
    refuses("--customers") { $0.customers = 1 }
    refuses("--contact-cost") { $0.contactCost = .infinity }
    refuses("--deviation") { $0.marginDeviation = 0 }
    refuses("--per-month") { $0.perMonth = -1 }
    refuses("--days") { $0.windowDays = 0 }
    refuses("--base-rate") {
      $0.baseRate = nil
      $0.list = PlannedList(churnProbabilities: [0, 0])
    }
  }
}
