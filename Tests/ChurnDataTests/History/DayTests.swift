import Foundation
import Testing

@testable import ChurnData

@Suite("Days")
struct DayTests {
  /// Foundation's Gregorian calendar; every day of three centuries, 1900 and 2100 without leap days.
  @Test("Every day from 1900 to 2199 has the date and weekday of Foundation's calendar")
  func agreesWithFoundation() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let first = try #require(Day(iso: "1900-01-01"))
    let last = try #require(Day(iso: "2199-12-31"))
    #expect(last - first == 300 * 365 + 73 - 1)
    var wrong: [Day] = []
    for number in first.number...last.number {
      let day = Day(number: number)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(number) * 86_400))
      let (year, month, dayOfMonth) = day.civil
      // Foundation counts 1 = Sunday, Day counts 0 = Monday.
      let isRight =
        parts.year == year && parts.month == month && parts.day == dayOfMonth
        && (parts.weekday.map { ($0 + 5) % 7 }) == day.weekday
        && Day(year: year, month: month, day: dayOfMonth) == day && Day(iso: "\(day)") == day
        && day.isWeekend == (day.weekday >= 5)
        && day.firstOfMonth == Day(year: year, month: month, day: 1)
      if !isRight { wrong.append(day) }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  @Test("A day begins at midnight, before 1970 as after it")
  func secondsFallOnDays() {
    #expect(Day(containing: 0).number == 0)
    #expect(Day(containing: 86_399).number == 0)
    #expect(Day(containing: 86_400).number == 1)
    #expect(Day(containing: -1).number == -1)
    #expect(Day(containing: -86_400).number == -1)
    #expect(Day(containing: -86_401).number == -2)
    #expect(Day(containing: .min).number < 0)
    #expect(Day(containing: .max).startSeconds <= .max)
  }

  @Test("Only dates that exist are days")
  func invalidDates() {
    for text in [
      "2011-02-29", "2100-02-29", "2011-13-01", "2011-00-10", "2011-04-31", "0000-01-01",
      "2011-9-01", "2011-09-1", "11-09-01", "2011/09/01", "2011-09-01 ", "", "----", "2011-09-0x",
      "２０１１-09-01",
    ] {
      #expect(Day(iso: text) == nil, "\(text)")
    }
    #expect(Day(iso: "2012-02-29") != nil)
    #expect(Day(iso: "2000-02-29") != nil)
    #expect(Day(iso: "0001-01-01") != nil && Day(iso: "9999-12-31") != nil)
  }

  @Test("Months are counted over years in both directions")
  func months() throws {
    let day = try #require(Day(iso: "2011-11-30"))
    #expect("\(day.firstOfMonth(offset: 1))" == "2011-12-01")
    #expect("\(day.firstOfMonth(offset: 2))" == "2012-01-01")
    #expect("\(day.firstOfMonth(offset: -11))" == "2010-12-01")
    #expect("\(day.firstOfMonth(offset: 0))" == "2011-11-01")
    #expect("\(day.firstOfMonth(offset: -24))" == "2009-11-01")
  }

  @Test("A day is written and read as an ISO date, and nothing else is read")
  func coding() throws {
    let day = try #require(Day(iso: "2011-09-01"))
    let data = try JSONEncoder().encode([day])
    #expect(String(decoding: data, as: UTF8.self) == "[\"2011-09-01\"]")
    #expect(try JSONDecoder().decode([Day].self, from: data) == [day])
    for text in ["[\"2011-02-30\"]", "[15218]", "[\"\"]"] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode([Day].self, from: Data(text.utf8))
      }
    }
  }
}
