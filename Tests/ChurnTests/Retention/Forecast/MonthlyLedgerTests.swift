import Testing

@testable import Churn

private typealias Fixture = PipelineFixture

@Suite("Months gone by and to come")
struct MonthlyLedgerTests {
  private static func day(_ text: String) -> Day { Fixture.day(text) }

  @Test("What is left of the present month comes first, then whole months")
  func periods() {
    let periods = ForecastPeriod.periods(from: Self.day("2020-01-20"), months: 2)
    #expect(periods.map(\.first.description) == ["2020-01-20", "2020-02-01", "2020-03-01"])
    #expect(periods.map(\.days) == [12, 29, 31])
    #expect(periods.map(\.isWhole) == [false, true, true])
    #expect(abs(periods[0].share - 12.0 / 31) < 1e-15 && periods[1].share == 1)
    let whole = ForecastPeriod.periods(from: Self.day("2020-12-01"), months: 2)
    #expect(whole.map(\.month.description) == ["2020-12-01", "2021-01-01"])
    #expect(whole.allSatisfy { $0.isWhole })
  }

  /// By hand: c0 buys on 6 January, 10 February (twice that day) and 1 April, c1 on 31 January and 1 March.
  @Test("Orders, money and newcomers by month; days count once, a month without any is there")
  func byHand() throws {
    // Days since 6 January 2020.
    let log = try ValueFixture.log([
      [(0, 10), (35, 20), (35, 5), (86, 40)], [(25, 8), (55, 2)],
    ])
    let ledger = MonthlyLedger(log, until: Self.day("2020-04-02"), threads: 2)
    #expect(ledger.months.map(\.month.monthName) == ["2020-01", "2020-02", "2020-03", "2020-04"])
    #expect(ledger.months.map(\.orders) == [2, 1, 1, 1])
    #expect(ledger.months.map(\.sales) == [18, 25, 2, 40])
    #expect(ledger.months.map(\.newCustomers) == [2, 0, 0, 0])
    #expect(ledger.months[0].firstSales == 18 && ledger.months[0].firstSquares == 164)
    // The data begin on the sixth, so January is cut; April is, too.
    #expect(ledger.months.map(\.isComplete) == [false, true, true, false])
    #expect(ledger.complete.map(\.orders) == [1, 1])
    #expect(ledger.repeatOrders == 3 && ledger.repeatSales == 67)
    // From 2 January on all but first orders.
    #expect(ledger.recentRepeats == 3)
    let early = MonthlyLedger(log, until: Self.day("2020-02-01"), threads: 1)
    #expect(early.months.count == 1 && early.months[0].orders == 2)
  }

  @Test("The same for any number of threads, and known before a day only")
  func threads() throws {
    let log = try ForecastFixture.log(
      ForecastFixture.rows(days: 200, newcomersADay: 0.7, seed: 4))
    let end = ForecastFixture.start + 200
    let one = MonthlyLedger(log, until: end, threads: 1)
    #expect(one.months == MonthlyLedger(log, until: end, threads: 3).months)
    let cut = MonthlyLedger(log, until: Self.day("2020-04-01"), threads: 1)
    #expect(cut.months == Array(one.months.prefix(3)))
  }

  @Test("Without a season the clock is the calendar; with one it runs by the factors")
  func clock() {
    let (first, last) = (Self.day("2020-01-10"), Self.day("2020-03-20"))
    let plain = SeasonalClock(nil, from: first, through: last)
    #expect(plain.weeks(from: first, through: last) == 10)
    var factors = [Double](repeating: 1, count: 12)
    factors[1] = 2
    let clock = SeasonalClock(factors, from: first, through: last)
    // By hand: 21 days of January, 29 of February twice as long, 20 of March.
    #expect(abs(clock.weeks(from: first, through: last) - (21 + 58 + 20) / 7.0) < 1e-12)
    #expect(clock.weeks(from: last, through: last) == 0)
    let within = clock.weeks(from: Self.day("2020-02-03"), through: Self.day("2020-02-10"))
    #expect(abs(within - 2) < 1e-12)
  }
}
