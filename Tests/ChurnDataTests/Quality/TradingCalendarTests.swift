import Testing

@testable import ChurnData

@Suite("Calendar of trade")
struct TradingCalendarTests {
  /// 2010-12-01, a Wednesday; from `date -u -d 2010-12-01 +%s` / 86400.
  private let start = Day(number: 14_944)

  private func days(_ count: Int) -> [Day] { (0..<count).map { start + $0 } }

  private func seconds(_ days: [Day], perDay: Int = 10) -> [Int64] {
    days.flatMap { day in (0..<perDay).map { day.startSeconds + Int64($0 * 3600) } }
  }

  @Test("Saturdays without trade and a silence at Christmas are found")
  func closed() throws {
    // 120 days; closed on Saturdays and from 24 December (day 23) to 3 January (day 33).
    let days = (0..<120).map { start + $0 }
      .filter { $0.weekday != 5 && !(start + 23...start + 33).contains($0) }
    let calendar = try #require(TradingCalendar(seconds: seconds(days)))
    #expect(calendar.closedWeekdays == [5])
    #expect(calendar.silences == [.init(firstDay: start + 23, lastDay: start + 33)])
    #expect(calendar.silences[0].days == 11)
    #expect(calendar.firstDay == start)
    #expect(calendar.tradingDays == days.count)
  }

  @Test("A base with an order now and then has no silences to speak of")
  func sparse() throws {
    let days = stride(from: 0, to: 900, by: 9).map { start + $0 }
    let calendar = try #require(TradingCalendar(seconds: seconds(days, perDay: 1)))
    #expect(calendar.silences.isEmpty)
    #expect(calendar.closedWeekdays.isEmpty)
  }

  @Test("The last month is compared with the same weekdays before")
  func lastMonth() throws {
    // Ten rows a day until the end of January 2011 (day 61), five on 1 and 2 February.
    let calendar = try #require(
      TradingCalendar(
        seconds: seconds(days(62))
          + seconds([start + 62, start + 63], perDay: 5)))
    let month = calendar.lastMonth
    #expect(month.daysCovered == 2)
    #expect(month.daysInMonth == 28)
    #expect(month.isPartial)
    #expect(month.rowsPerWeek == 35)
    #expect(month.rowsPerWeekBefore == 70)
  }

  @Test("A row far behind the others is told")
  func late() throws {
    let calendar = try #require(
      TradingCalendar(
        seconds: seconds(days(200)) + seconds([start + 900], perDay: 1)))
    #expect(calendar.nearlyLastDay == start + 199)
    #expect(calendar.rowsAfterNearlyLast == 1)
    #expect(calendar.lastDay == start + 900)
  }

  @Test("No rows, one row and impossible spans give no trap")
  func awkward() throws {
    #expect(TradingCalendar(seconds: []) == nil)
    #expect(TradingCalendar(seconds: [.min, .max]) == nil)
    let one = try #require(TradingCalendar(seconds: [-1]))
    #expect(one.firstDay.number == -1)
    #expect(one.rowsAfterNearlyLast == 0)
    #expect(TradingCalendar(seconds: [.max])?.tradingDays == 1)
    #expect(TradingCalendar(seconds: [.min])?.tradingDays == 1)
  }
}
