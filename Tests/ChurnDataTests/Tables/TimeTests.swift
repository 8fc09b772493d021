import Foundation
import Testing

@testable import ChurnData

@Suite("Dates and times")
struct TimeTests {
  /// Oracle: Foundation's Gregorian calendar in UTC.
  private func seconds(_ text: String) -> Int64 {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
    return Int64((formatter.date(from: text) ?? .distantPast).timeIntervalSince1970)
  }

  @Test("Every way of writing one moment gives the same seconds")
  func formats() throws {
    let moment = seconds("2011-06-13 00:00:00")
    let dates = [
      "2011-06-13", "2011/06/13", "2011/6/13", "2011.06.13", "20110613", "13.6.2011", "13.06.2011",
      "13.06.11", "13 Jun 2011", "13-Jun-2011", "13-Jun-11", "13 June 2011", "Jun 13, 2011",
      "June 13 2011", "Jun. 13, 2011", "13JUN2011", " 2011-06-13 ", "1307923200", "1307923200000",
      "2011-06-13T00:00:00Z", "2011-06-13 02:00:00+02:00", "2011-06-12T19:00-0500",
      "2011-06-13T000000Z", "2011-06-13 12:00 AM", "13/6/2011", "13-06-2011", "13/06/11",
    ]
    for date in dates {
      let table = try Reading.column([date, "2011-06-14"], .time)
      #expect(table.times?.seconds.first == moment, "\(date)")
    }
    let times: [(String, String)] = [
      ("2011-06-13T08:26:07", "08:26:07"), ("2011-06-13 08:26", "08:26:00"),
      ("2011-06-13 8:26:07.987", "08:26:07"), ("6/13/2011 8:26", "08:26:00"),
      ("6/13/2011 8:26 PM", "20:26:00"), ("6/13/2011 12:01:05 am", "00:01:05"),
      ("13.6.2011 23:59", "23:59:00"), ("20110613T0826", "08:26:00"),
      ("June 13, 2011, 12:30 p.m.", "12:30:00"),
    ]
    for (text, time) in times {
      let table = try Reading.column([text, "2011-06-14 00:00:00"], .time)
      #expect(table.times?.seconds.first == seconds("2011-06-13 \(time)"), "\(text)")
      #expect(table.times?.hasTimeOfDay == true)
    }
  }

  @Test("What is no date, or none of 1900 to 2199, is unreadable")
  func unreadable() throws {
    let bad = [
      "x", "2011-02-29", "2011-13-01", "2011-00-10", "31/4/2011", "2011-06-13 24:00",
      "2011-06-13 10:60", "2011-06-13T", "1899-12-31", "2200-01-01", "20111301", "13.13.2011",
      "2011-06-13 8", "2011-06-13 13:00 PM", "2011-06-13 10:00+99:00", "12345", "99/99/9999",
      "2011-06", "Juno 13, 2011", "2011-06-13x", "0000-00-00", "9999999999", "12/",
    ]
    let table = try Reading.column(bad + ["2012-02-29"], .time)
    #expect(table.times?.seconds == [seconds("2012-02-29 00:00:00")])
    #expect(table.report.reasons.first?.count == bad.count)
  }

  @Test("Day/month or month/day is settled from all rows")
  func order() throws {
    let monthFirst = try Reading.column(["1/2/2011 8:26", "12/13/2010 10:00"], .time)
    #expect(monthFirst.times?.seconds.first == seconds("2011-01-02 08:26:00"))
    #expect(monthFirst.times?.format == "M/d/yyyy H:mm")
    let dayFirst = try Reading.column(["1/2/2011", "13/12/2010"], .time)
    #expect(dayFirst.times?.seconds.first == seconds("2011-02-01 00:00:00"))
    #expect(dayFirst.times?.hasTimeOfDay == false)
    let ambiguous = Reading.error { _ = try Reading.column(["3/3/2011", "1/2/2011"], .time) }
    guard case .ambiguousDates(let place, "1", "1/2/2011")? = ambiguous else {
      return #expect(Bool(false))
    }
    #expect(place.line == 2)
    #expect(ambiguous?.description.contains("--date-format") == true)
    let mixed = Reading.error {
      _ = try Reading.column(["1/2/2011", "13/2/2011", "2/14/2011"], .time) { $0.blockBytes = 12 }
    }
    guard case .mixedDates("1", let day, let month)? = mixed else { return #expect(Bool(false)) }
    #expect(day.line == 2)
    #expect(month.line == 3)
    // Day and month alike: both readings are the same day.
    #expect(
      try Reading.column(["3/3/2011"], .time).times?.seconds == [seconds("2011-03-03 00:00:00")])
  }

  @Test("Two-digit years turn at 1970")
  func pivot() throws {
    let table = try Reading.column(["13.6.69", "13.6.70"], .time)
    #expect(
      table.times?.seconds == [seconds("2069-06-13 00:00:00"), seconds("1970-06-13 00:00:00")])
  }

  @Test("Times with an offset move to the zone's wall clock, others already stand on it")
  func zones() throws {
    let texts = [
      "2011-03-27T00:59:59Z", "2011-03-27T01:00:00Z", "2011-03-27 12:00:00", "1301187600",
      "2011-10-30T00:30:00Z", "2011-10-30T01:30:00Z",
    ]
    let table = try Reading.column(texts, .time) { $0.timeZone = "Europe/London" }
    // British Summer Time 2011 lasted from 27 March 01:00 UTC to 30 October 01:00 UTC.
    #expect(
      table.times?.seconds == [
        seconds("2011-03-27 00:59:59"), seconds("2011-03-27 02:00:00"),
        seconds("2011-03-27 12:00:00"), seconds("2011-03-27 02:00:00"),
        seconds("2011-10-30 01:30:00"), seconds("2011-10-30 01:30:00"),
      ])
  }

  @Test("A given format decides, and rejects what does not follow it")
  func givenFormat() throws {
    let cases: [(String, String, String)] = [
      ("d.M.yyyy H:mm", "3.4.2011 7:05", "2011-04-03 07:05:00"),
      ("d/M/yyyy", "3/4/2011", "2011-04-03 00:00:00"),
      ("MM/dd/yy h:mm a", "04/03/11 07:05 PM", "2011-04-03 19:05:00"),
      ("yyyyMMdd", "20110403", "2011-04-03 00:00:00"),
      ("dd MMM yyyy", "03 Apr 2011", "2011-04-03 00:00:00"),
      ("yyyy-MM-dd HH:mm:ss", "2011-04-03T07:05:09", "2011-04-03 07:05:09"),
      ("d'th of' MMM yyyy", "3th of April 2011", "2011-04-03 00:00:00"),
    ]
    for (format, text, expected) in cases {
      let table = try Reading.column([text, "nonsense"], .time) { $0.dateFormat = format }
      #expect(table.times?.seconds == [seconds(expected)], "\(format)")
      #expect(table.times?.format == format)
      #expect(table.report.reasons.first?.example?.contains(format) == true)
    }
  }

  @Test("Every day from 1900 to 2199 counts one day more than the one before")
  func calendar() {
    var expected = -25567  // 1900-01-01, days before 1970-01-01 (Foundation's calendar)
    for year in Calendar.years {
      for month in 1...12 {
        for day in 1...31 where Calendar.isValid(year, month, day) {
          #expect(Calendar.days(year, month, day) == expected)
          expected += 1
        }
      }
    }
    #expect(expected - 1 == Calendar.days(2199, 12, 31))
  }
}
