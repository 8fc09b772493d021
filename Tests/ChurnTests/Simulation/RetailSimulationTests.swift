import Foundation
import Testing

@testable import Churn

/// Runs at fixed seeds, so a pass stays a pass.
///
/// Where a count is random, the tolerance is four standard errors of it under the stated model.
@Suite("RetailSimulation")
struct RetailSimulationTests {
  private func base(_ simulation: RetailSimulation, threads: Int = 2) -> SimulatedBase {
    SimulatedBase(simulation, calendar: calendar(simulation), threads: threads)
  }

  private func calendar(_ simulation: RetailSimulation) -> RetailCalendar {
    RetailCalendar(
      startDay: simulation.startDay, days: simulation.days, growth: simulation.growth)
  }

  /// Deaths at orders minus the sum of the customers' own p is a martingale: mean 0, variance
  /// the sum of p(1 − p).
  @Test("After each order customers leave with their own probability")
  func dropoutFollowsItsProbability() {
    let base = base(RetailSimulation(customers: 4000, baseHazard: 0, campaignDay: nil))
    var expected = 0.0
    var variance = 0.0
    var left = 0.0
    for chunk in base.chunks {
      let first = Int(chunk.customers[0].index)
      for order in chunk.orders where order.returns < 0 {
        let dropout = chunk.customers[Int(order.customer) - first].dropout
        expected += dropout
        variance += dropout * (1 - dropout)
      }
      left += Double(chunk.customers.count { $0.leavingTime != nil })
    }
    #expect(left > 1500)
    #expect(abs(left - expected) < 4 * variance.squareRoot())
  }

  /// With a constant hazard h, leavings over days lived are h; their number is Poisson.
  @Test("Between orders customers leave at the stated rate a day")
  func hazardIsARateADay() {
    let base = base(
      RetailSimulation(
        customers: 4000, dropoutAlpha: 0.001, dropoutBeta: 10_000, baseHazard: 0.002,
        problemEffect: 0, returnEffect: 0, discountEffect: 0, campaignDay: nil))
    var lived = 0.0
    var left = 0.0
    for customer in base.chunks.flatMap(\.customers) {
      lived += (customer.leavingTime ?? 730) - customer.joinTime
      left += customer.leavingTime == nil ? 0 : 1
    }
    #expect(abs(left - 0.002 * lived) < 4 * (0.002 * lived).squareRoot())
  }

  @Test("Problems, returns and a taste for discounts shorten lives")
  func badExperiencesShortenLives() {
    func alive(_ problem: Double, _ returned: Double, _ discount: Double) -> Int {
      let simulation = RetailSimulation(
        customers: 4000, problemEffect: problem, returnEffect: returned,
        discountEffect: discount, campaignDay: nil)
      return base(simulation).chunks.flatMap(\.customers).count { $0.leavingTime == nil }
    }
    let calm = alive(0, 0, 0)
    // About 1,500 of 4,000 live on; the standard error of a difference is about 40.
    #expect(alive(60, 0, 0) < calm - 160)
    #expect(alive(0, 60, 0) < calm - 160)
    #expect(alive(0, 0, 20) < calm - 160)
  }

  /// Each line comes back with the rate of its category; orders of the last 100 days are left out,
  /// whose returns may fall past the end.
  @Test("Lines come back at the rate of their category")
  func returnRateFollowsTheCategory() {
    let simulation = RetailSimulation(customers: 4000, problemProbability: 0)
    let catalogue = RetailCatalogue(seed: simulation.seed)
    var expected = 0.0
    var variance = 0.0
    var back = 0.0
    for chunk in base(simulation).chunks {
      for order in chunk.orders {
        let origin = order.returns < 0 ? order : chunk.orders[order.returns]
        guard origin.second < 630 * 86_400 else { continue }
        if order.returns >= 0 {
          back += Double(order.lineCount)
          continue
        }
        for line in chunk.lines[order.firstLine..<order.firstLine + order.lineCount] {
          let category = catalogue.products[Int(line.product)].category
          let rate = RetailCatalogue.categories[category].returnRate
          expected += rate
          variance += rate * (1 - rate)
        }
      }
    }
    #expect(back > 500)
    #expect(abs(back - expected) < 4 * variance.squareRoot())
  }

  /// With nobody leaving, repeat orders of those who joined in the first 60 days fall on the days
  /// after in proportion to the season's factors.
  @Test("Orders follow month and weekday")
  func ordersFollowTheSeason() {
    let simulation = RetailSimulation(
      customers: 4000, meanOrderGapDays: 10, dropoutAlpha: 0.001, dropoutBeta: 10_000,
      baseHazard: 0, campaignDay: nil)
    let season = calendar(simulation).season
    var orders = [Double](repeating: 0, count: 730)
    for chunk in base(simulation).chunks {
      let first = Int(chunk.customers[0].index)
      for order in chunk.orders where order.returns < 0 {
        let isEarly = chunk.customers[Int(order.customer) - first].joinTime < 60
        orders[Int(order.second / 86_400)] += isEarly ? 1 : 0
      }
    }
    func share(_ days: [Int], of weights: [Double]) -> Double {
      days.reduce(0) { $0 + weights[$1] } / weights[60...].reduce(0, +)
    }
    let total = orders[60...].reduce(0, +)
    let decembers = Array(334..<365) + Array(700..<730)
    // 2023-01-01 was a Sunday.
    let sundays = (60..<730).filter { $0 % 7 == 0 }
    for days in [decembers, sundays] {
      let expected = share(days, of: season)
      let error = (expected * (1 - expected) / total).squareRoot()
      #expect(abs(share(days, of: orders) - expected) < 4 * error)
    }
  }

  /// Of n contacted customers due to leave, the saved are binomial with the stated probability.
  @Test("The campaign saves the stated share of those due to leave, and nobody else")
  func campaignEffectIsRecovered() throws {
    let simulation = RetailSimulation(customers: 12_000, campaignDay: 500, saveProbability: 0.3)
    let customers = base(simulation).chunks.flatMap(\.customers)
    let contacted = customers.filter { $0.group == .contact }
    let held = customers.filter { $0.group == .holdout }
    let aimed = Double(contacted.count + held.count)
    #expect(abs(Double(contacted.count) / aimed - 0.8) < 4 * (0.16 / aimed).squareRoot())
    #expect(customers.allSatisfy { $0.group == .contact || !$0.isSaved })

    let due = contacted.filter {
      guard let leaving = $0.leavingTimeWithoutCampaign else { return false }
      return leaving >= 500 && leaving < 590
    }
    let saved = Double(due.count(where: \.isSaved))
    let number = Double(due.count)
    #expect(number > 500)
    #expect(abs(saved / number - 0.3) < 4 * (0.21 / number).squareRoot())
    #expect(contacted.allSatisfy { !$0.isSaved || ($0.leavingTime ?? .infinity) >= 500 })

    // What a shop can read off: contacted against held out, leaving within the reach.
    func leavingShare(_ group: [SimulatedCustomer]) -> Double {
      let gone = group.count { (500..<590).contains($0.leavingTime ?? -1) }
      return Double(gone) / Double(group.count)
    }
    let effect = leavingShare(held) - leavingShare(contacted)
    let dueShare = number / Double(contacted.count)
    let error = (dueShare * (1 - dueShare) / Double(held.count)).squareRoot() * 1.2
    #expect(abs(effect - 0.3 * dueShare) < 4 * error)
  }

  @Test("Without saving, every customer lives the same life up to the campaign's rescue")
  func campaignLeavesTheOthersAlone() {
    let with = base(RetailSimulation(customers: 3000, saveProbability: 1))
      .chunks.flatMap(\.customers)
    let without = base(RetailSimulation(customers: 3000, saveProbability: 0))
      .chunks.flatMap(\.customers)
    #expect(with.contains { $0.isSaved })
    for (saved, plain) in zip(with, without) {
      #expect(saved.leavingTimeWithoutCampaign == plain.leavingTime)
      #expect(saved.isSaved || saved == plain)
    }
  }

  /// E-mails opened a day in the month before leaving, against those two to four months before it; the
  /// mean of the stated fading over its last 30 days is one half.
  @Test("Opened e-mails become rare before a customer leaves")
  func interestFadesBeforeLeaving() {
    var late = 0.0
    var early = 0.0
    for chunk in base(RetailSimulation(customers: 4000, campaignDay: nil)).chunks {
      let first = Int(chunk.customers[0].index)
      for event in chunk.events where event.kind == .emailOpen {
        let customer = chunk.customers[Int(event.customer) - first]
        guard let leaving = customer.leavingTime, leaving - customer.joinTime > 130 else {
          continue
        }
        let before = leaving - Double(event.second) / 86_400
        if before > 0, before <= 30 { late += 1 }
        if before > 60, before <= 120 { early += 0.5 }
      }
    }
    #expect(early > 200)
    #expect(abs(late / early - 0.5) < 0.15)
  }

  /// The range stated in the type's comment; 4,000 customers give a standard error of about 1.5 %.
  @Test("A realistic share of the active customers falls silent", arguments: [365, 517, 639])
  func churnOfTheActive(cutoff: Int) {
    var active = 0.0
    var silent = 0.0
    for chunk in base(RetailSimulation(customers: 4000, campaignDay: nil)).chunks {
      var days: [UInt32: [Int]] = [:]
      for order in chunk.orders where order.returns < 0 {
        days[order.customer, default: []].append(Int(order.second / 86_400))
      }
      for customer in chunk.customers {
        let ordered = days[customer.index] ?? []
        guard ordered.contains(where: { $0 < cutoff && $0 >= cutoff - 90 }) else { continue }
        active += 1
        silent += ordered.contains { $0 >= cutoff && $0 < cutoff + 90 } ? 0 : 1
      }
    }
    #expect(silent / active > 0.34)
    #expect(silent / active < 0.54)
  }

  @Test(
    "Parameters that make no sense are refused with their name",
    arguments: [
      (RetailSimulation(customers: 0), "customers"),
      (RetailSimulation(days: 3), "days"),
      (RetailSimulation(meanOrderGapDays: .nan), "meanOrderGapDays"),
      (RetailSimulation(dropoutAlpha: -1), "dropoutAlpha"),
      (RetailSimulation(days: 365, campaignDay: 366), "campaignDay"),
      (RetailSimulation(saveProbability: 1.5), "saveProbability"),
    ])
  func invalidParameters(simulation: RetailSimulation, name: String) {
    let error = #expect(throws: SimulationError.self) { try simulation.validate() }
    #expect(error?.description.hasPrefix(name) == true)
  }
}
