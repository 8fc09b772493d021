import Testing

@testable import Churn

@Suite("Purchase summaries of a log")
struct PurchaseSummariesTests {
  /// Two orders on one day, repeats after 10 and 24 days; a one-time buyer; one who comes on day 40.
  private static let customers: [[(day: Int, amount: Double)]] = [
    [(0, 1), (0, 2), (10, 30), (10, 10), (24, 8), (60, 100)], [(3, 5)], [(40, 7)],
  ]

  @Test("Days of purchase, weeks since the first one, money of repeat purchases: by hand")
  func byHand() throws {
    let log = try ValueFixture.log(Self.customers)
    let base = PurchaseSummaries(log, through: ValueFixture.start + 30, unit: .week, threads: 2)
    #expect(base.customers == [0, 1])
    // x = 2 at 24 days, 30 days observed, (40 + 8)/2 spent.
    #expect(
      base.summaries[0]
        == PurchaseSummary(frequency: 2, recency: 24 / 7, age: 30 / 7, meanSpend: 24))
    #expect(base.summaries[1].frequency == 0 && base.summaries[1].recency == 0)
    #expect(base.summaries[1].age == 27 / 7 && base.summaries[1].meanSpend.isNaN)
    #expect(base.firstDays == [ValueFixture.start, ValueFixture.start + 3])
    // With the first purchase: (3 + 40 + 8)/3.
    #expect(base.meanSpends == [17, 5])
    #expect(base.joiningLater == 1 && base.withoutPurchase == 0 && base.repeaters == 1)
    let daily = PurchaseSummaries(log, through: ValueFixture.start + 30, unit: .day)
    #expect(daily.summaries[0].recency == 24 && daily.summaries[0].age == 30)
  }

  @Test("A purchase that was taken back by then is none, and its customer is counted")
  func returns() throws {
    let log = try ValueFixture.log(
      [[(0, 5), (4, -5)], [(0, 5), (9, -5)], [(1, 3), (2, 4)]], returns: .net)
    let base = PurchaseSummaries(log, through: ValueFixture.start + 6, unit: .day)
    #expect(base.customers == [1, 2] && base.withoutPurchase == 1)
    let later = PurchaseSummaries(log, through: ValueFixture.start + 9, unit: .day)
    #expect(later.customers == [2] && later.withoutPurchase == 2)
  }

  @Test("The order of rows and the number of threads change nothing")
  func determinism() throws {
    let one = PurchaseSummaries(
      try ValueFixture.log(Self.customers), through: ValueFixture.start + 60, unit: .week)
    let two = PurchaseSummaries(
      try ValueFixture.log(Self.customers, isReversed: true), through: ValueFixture.start + 60,
      unit: .week, threads: 3)
    #expect(one.customers == two.customers && one.firstDays == two.firstDays)
    #expect(one.summaries.map(\.recency) == two.summaries.map(\.recency))
  }

  @Test("Without amounts there is no money")
  func withoutMoney() throws {
    let log = try ValueFixture.log(Self.customers, hasAmounts: false)
    let base = PurchaseSummaries(log, through: ValueFixture.start + 60, unit: .week)
    #expect(base.summaries.allSatisfy { $0.meanSpend.isNaN } && base.meanSpends.allSatisfy(\.isNaN))
    #expect(base.summaries[0].frequency == 3)
  }

  @Test("Nobody, no time and nobody who came back are errors with a sentence")
  func unlearnable() throws {
    func error(_ customers: [[(day: Int, amount: Double)]], through day: Int) throws -> ValueError?
    {
      let log = try ValueFixture.log(customers)
      let base = PurchaseSummaries(log, through: ValueFixture.start + day, unit: .week)
      do { try base.checkLearnable() } catch { return error }
      return nil
    }
    let day = ValueFixture.start
    #expect(try error([[(5, 1)]], through: 4) == .noPurchase(through: day + 4))
    #expect(try error([[(5, 1)], [(5, 1)]], through: 5) == .noTimeObserved(day: day + 5))
    #expect(
      try error([[(0, 1)], [(2, 1), (3, 1)]], through: 5)
        == .tooFewRepeatBuyers(customers: 2, repeaters: 1, through: day + 5))
    #expect(try error([[(0, 1), (2, 1)], [(2, 1), (3, 1)]], through: 5) == nil)
  }
}
