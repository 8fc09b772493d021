import Foundation
import Testing

@testable import Churn

@Suite("What a contact costs and brings")
struct RetentionCostsTests {
  /// By hand: 0.4 x 0.25 x 200 - 2 - 10 x 0.25 = 20 - 2 - 2.5.
  @Test("The net value takes off the contact and the accepted incentives")
  func netValue() throws {
    let costs = try RetentionCosts(contactCost: 2, incentive: 10, saveRate: 0.25)
    #expect(costs.expectedNetValue(churnProbability: 0.4, marginExpected: 200) == 15.5)
    #expect(costs.valueAtRisk(churnProbability: 0.4, marginExpected: 200) == 80)
    #expect(costs.expectedNetValue(valueAtRisk: 80) == 15.5)
    #expect(costs.costPerContact == 4.5)
  }

  @Test("The defaults are those that the command states")
  func defaults() throws {
    let costs = try RetentionCosts()
    #expect(costs == .standard)
    #expect(costs.contactCost == 0 && costs.incentive == 0)
    #expect(costs.saveRate == 0.1 && costs.marginRate == 1)
    #expect(try RetentionCosts(marginRate: 0.25).margin(ofRevenue: 80) == 20)
  }

  @Test("Costs below zero and rates outside of 0 to 1 are refused")
  func invalid() {
    for value in [-0.01, .nan, .infinity, -.infinity] {
      #expect(throws: RetentionCostsError.self) { try RetentionCosts(contactCost: value) }
      #expect(throws: RetentionCostsError.self) { try RetentionCosts(incentive: value) }
    }
    for value in [-0.01, 1.01, .nan, .infinity] {
      #expect(throws: RetentionCostsError.self) { try RetentionCosts(saveRate: value) }
      #expect(throws: RetentionCostsError.self) { try RetentionCosts(marginRate: value) }
    }
  }

  @Test("Stored assumptions are checked again when they are read")
  func coding() throws {
    let costs = try RetentionCosts(contactCost: 1, incentive: 2, saveRate: 0.3, marginRate: 0.4)
    let text = try JSONValue(encoding: costs).text
    #expect(try JSONDecoder().decode(RetentionCosts.self, from: Data(text.utf8)) == costs)
    let wrong = text.replacingOccurrences(of: "0.3", with: "3")
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(RetentionCosts.self, from: Data(wrong.utf8))
    }
  }
}

@Suite("Bands of risk")
struct RiskBandsTests {
  /// By hand: a base of 20 % has odds 1/4; half is 1/8 (p = 1/9), twice is 1/2 (p = 1/3).
  @Test("Bands start at half, once and twice the base's odds")
  func cuts() throws {
    let bands = try #require(RiskBands(baseRate: 0.2))
    for (found, expected) in zip(bands.cuts, [1.0 / 9, 0.2, 1.0 / 3]) {
      #expect(abs(found - expected) < 1e-15)
    }
    #expect(bands.band(of: 0.11) == .low)
    #expect(bands.band(of: 0.12) == .medium)
    #expect(bands.band(of: 0.25) == .high)
    #expect(bands.band(of: 0.34) == .critical)
    #expect(bands.band(of: 0) == .low)
    #expect(bands.band(of: 1) == .critical)
    for (cut, band) in zip(bands.cuts, [RiskBands.Band.medium, .high, .critical]) {
      #expect(bands.band(of: cut) == band)
      #expect(bands.band(of: cut.nextDown) != band)
    }
  }

  @Test("A base without churn or with nothing else has no bands")
  func degenerate() {
    for rate in [0, 1, -0.5, 1.5, .nan] { #expect(RiskBands(baseRate: rate) == nil) }
    #expect(RiskBands(cuts: [0.1, 0.1, 0.2]) == nil)
    #expect(RiskBands(cuts: [0.1, 0.2]) == nil)
    #expect(RiskBands(cuts: [0.1, 0.2, .nan]) == nil)
  }
}
