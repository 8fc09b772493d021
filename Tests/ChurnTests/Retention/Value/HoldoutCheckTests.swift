import Testing

@testable import Churn
@testable import ChurnModels

@Suite("A forecast held against what came")
struct HoldoutCheckTests {
  /// Three customers: two repeats then one order, one repeat then none, a one-time buyer then two.
  private static let customers: [[(day: Int, amount: Double)]] = [
    [(0, 10), (5, 20), (9, 30), (15, 40)], [(0, 5), (6, 7)], [(3, 9), (12, 11), (14, 13)],
  ]

  private static func check(spend: [Double]?) throws -> (HoldoutCheck, PurchaseSummaries) {
    let log = try ValueFixture.log(customers)
    let last = ValueFixture.start + 10
    let base = PurchaseSummaries(log, through: last, unit: .day)
    let grid = TrackingGrid(first: ValueFixture.start, lastDay: last, end: last + 5)
    let observed = ObservedPurchases(log, base, until: last + 6, grid: grid, threads: 1)
    let check = HoldoutCheck(
      ValueFixture.published, base, groups: SummaryGroups(base.summaries), observed: observed,
      spend: spend, threads: 2)
    return (check, base)
  }

  /// Told figures are the law's own, which has its tests; sums, errors and classes are by hand.
  @Test("Totals, classes, errors and the plain rule: by hand")
  func byHand() throws {
    let (check, base) = try Self.check(spend: [2, 3, 4])
    let model = ValueFixture.published
    let told = base.summaries.map { model.expectedOrders($0, within: 5) }
    #expect(check.days == 5 && check.customers == 3)
    #expect(check.actualOrders == 3 && check.actualBuying == 2)
    #expect(abs(check.expectedOrders - told.reduce(0, +)) < 1e-12)
    #expect(check.actualSpend == 64)
    let spend = told[0] * 2 + told[1] * 3 + told[2] * 4
    #expect(abs(try #require(check.expectedSpend) - spend) < 1e-12)
    #expect(check.frequencyClasses.map(\.frequency) == ["0", "1", "2"])
    #expect(check.frequencyClasses.map(\.actualOrders) == [2, 0, 1])
    #expect(abs(check.frequencyClasses[2].expectedOrders - told[0]) < 1e-12)
    // The rule: repeat purchases of the five days up to day 10, that is of days 6 to 10: 1, 1, 0.
    #expect(check.ruleOrders == 2)
    #expect(abs(check.rule.meanAbsoluteError - 1) < 1e-12)
    #expect(abs(check.rule.rootMeanSquareError - (5.0 / 3).squareRoot()) < 1e-12)
    // Deviations (0, −1, 1) and (1/3, 1/3, −2/3): −1/√(2 · 2/3).
    let correlation = try #require(check.rule.correlation)
    #expect(abs(correlation + 1 / (4.0 / 3).squareRoot()) < 1e-12)
    let errors = zip([1.0, 0, 2], told).map { abs($0 - $1) }
    #expect(abs(check.model.meanAbsoluteError - errors.reduce(0, +) / 3) < 1e-12)
  }

  @Test("Bins of P(alive) hold everybody once, and what is expected of them")
  func alive() throws {
    let (check, base) = try Self.check(spend: nil)
    let model = ValueFixture.published
    #expect(check.aliveBins.reduce(0) { $0 + $1.customers } == 3)
    // BG/NBD takes the one-time buyer to be alive for sure, and nobody else.
    let last = try #require(check.aliveBins.last)
    #expect(last.upper == 1 && last.buying > 0)
    let buying = base.summaries.map { model.probabilityOfOrder($0, within: 5) }.reduce(0, +)
    #expect(abs(check.expectedBuying - buying) < 1e-12)
    let binned = check.aliveBins.reduce(0) { $0 + $1.expectedBuying * Double($1.customers) }
    #expect(abs(binned - buying) < 1e-12)
    #expect(check.expectedSpend == nil)
  }

  @Test("Seven repeat purchases and more are one class")
  func manyRepeats() throws {
    let many = (0..<12).map { (day: $0, amount: 1.0) }
    let log = try ValueFixture.log([many, Array(many.prefix(8)), [(0, 1)]])
    let last = ValueFixture.start + 11
    let base = PurchaseSummaries(log, through: last, unit: .day)
    let grid = TrackingGrid(first: ValueFixture.start, lastDay: last, end: last)
    let check = HoldoutCheck(
      ValueFixture.published, base, groups: SummaryGroups(base.summaries),
      observed: ObservedPurchases(log, base, until: last + 1, grid: grid, threads: 1), spend: nil,
      threads: 1)
    #expect(check.frequencyClasses.map(\.frequency) == ["0", "7+"])
    #expect(check.frequencyClasses.map(\.customers) == [1, 2])
    // Nothing came, so nothing varies.
    #expect(check.model.correlation == nil && check.actualOrders == 0)
  }
}
