import ChurnMath
import Foundation
import Testing

@testable import ChurnModels

@Suite struct MaximumProfitTests {
  private func campaign(
    _ value: Double = 100, _ incentive: Double = 10, _ contact: Double = 1
  ) throws -> MaximumProfit.Campaign {
    try #require(
      MaximumProfit.Campaign(value: value, incentive: incentive, contact: contact))
  }

  /// The profit of contacting all of at least a score, by the definition, row by row.
  private func profits(
    _ ranked: RankedScores, _ campaign: MaximumProfit.Campaign, _ accept: Double
  ) -> [Double] {
    let all = ranked.totals.all
    return [0]
      + Set(ranked.scores).map { threshold in
        ranked.scores.indices.filter { ranked.scores[$0] >= threshold }.reduce(0) { sum, row in
          let value =
            ranked.labels[row]
            ? accept * (campaign.value - campaign.incentive) - campaign.contact
            : -campaign.incentive - campaign.contact
          return sum + ranked.weights[row] * value / all
        }
      }
  }

  @Test("The maximum over the hull is the maximum over all thresholds")
  func maximumByBruteForce() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let plain = try RandomRanking.ranked(80, levels: 12, seed: seed)
      let ranked = try plain.reweighted(plain.labels.indices.map { Double($0 % 3) })
      for (money, accept) in [
        (try campaign(), 0.3), (try campaign(30, 5, 0), 0.5), (try campaign(8, 9, 1), 0.9),
        (try campaign(-20), 0.4), (try campaign(1e9, 0, 0), 1),
      ] {
        let found = MaximumProfit.known(of: ranked, campaign: money, acceptRate: accept)
        let best = profits(ranked, money, accept).max() ?? .nan
        #expect(abs((found?.perCustomer ?? .nan) - best) <= 1e-12 * max(1, best))
      }
    }
  }

  @Test("The expectation over the chance of acceptance is its integral")
  func expectationByBruteForce() throws {
    let ranked = try RandomRanking.ranked(120, levels: 10, seed: 4)
    for (money, alpha, beta) in [
      (try campaign(), 6.0, 14.0), (try campaign(40, 4, 2), 2.5, 3), (try campaign(8, 9, 1), 6, 14),
    ] {
      var sum = 0.0
      var mass = 0.0
      for step in 0..<2_000 {
        let accept = (Double(step) + 0.5) / 2_000
        let density = pow(accept, alpha - 1) * pow(1 - accept, beta - 1)
        mass += density
        sum += density * (profits(ranked, money, accept).max() ?? 0)
      }
      let found = MaximumProfit.expected(of: ranked, campaign: money, alpha: alpha, beta: beta)
      #expect(abs((found?.perCustomer ?? .nan) - sum / mass) < 1e-4)
    }
  }

  /// 3 of 4 in the first group churn: 3 (0.5 × 90 − 1) − 11 = 121 of 8 rows; the second loses
  /// 1 × 44 − 3 × 11 = +11 more, so all eight are contacted: 132 / 8.
  @Test("By hand")
  func byHand() throws {
    let ranked = try RankedScores(
      labels: [true, true, true, false, true, false, false, false],
      scores: [2, 2, 2, 2, 1, 1, 1, 1])
    let found = MaximumProfit.known(of: ranked, campaign: try campaign(), acceptRate: 0.5)
    #expect(found == MaximumProfit(perCustomer: 16.5, share: 1))
    // At 0.3 the second group brings 26 − 33 < 0 and is left alone: (3 × 26 − 11) / 8.
    let fewer = MaximumProfit.known(of: ranked, campaign: try campaign(), acceptRate: 0.3)
    #expect(fewer == MaximumProfit(perCustomer: 8.375, share: 0.5))
  }

  @Test("More certainty about the chance brings the expectation to the known maximum")
  func certaintyIsTheLimit() throws {
    let ranked = try RandomRanking.ranked(200)
    let known = try #require(
      MaximumProfit.known(of: ranked, campaign: try campaign(), acceptRate: 0.3))
    var last = Double.infinity
    for offers in [20.0, 200, 20_000, 2_000_000] {
      let expected = try #require(
        MaximumProfit.expected(
          of: ranked, campaign: try campaign(), alpha: 0.3 * offers, beta: 0.7 * offers))
      // Jensen: a maximum of straight lines gains by doubt.
      #expect(expected.perCustomer >= known.perCustomer - 1e-9)
      #expect(expected.perCustomer <= last + 1e-9)
      last = expected.perCustomer
    }
    #expect(abs(last - known.perCustomer) < 0.01)
  }

  @Test("What cannot be is nil, what cannot pay is nobody")
  func awkward() throws {
    #expect(MaximumProfit.Campaign(value: .nan, incentive: 1, contact: 1) == nil)
    #expect(MaximumProfit.Campaign(value: 1, incentive: -1, contact: 1) == nil)
    let ranked = try RandomRanking.ranked(30)
    let money = try campaign()
    #expect(MaximumProfit.known(of: ranked, campaign: money, acceptRate: 1.1) == nil)
    #expect(MaximumProfit.known(of: ranked, campaign: money, acceptRate: .nan) == nil)
    #expect(MaximumProfit.expected(of: ranked, campaign: money, alpha: 0, beta: 1) == nil)
    let nobody = MaximumProfit(perCustomer: 0, share: 0)
    let worthless = try campaign(0, 0, 1)
    #expect(
      MaximumProfit.known(of: ranked, campaign: worthless, acceptRate: 0.5) == nobody)
    let generous = try campaign(5, 6, 0)
    #expect(MaximumProfit.expected(of: ranked, campaign: generous) == nobody)
    let huge = MaximumProfit.known(
      of: ranked, campaign: try campaign(.greatestFiniteMagnitude, 0, 0), acceptRate: 1)
    #expect(huge?.perCustomer.isFinite ?? true)
  }
}
