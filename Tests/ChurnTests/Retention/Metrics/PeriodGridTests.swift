import Testing

@testable import Churn

@Suite("Periods over the days of some data")
struct PeriodGridTests {
  private static func grid(_ length: PeriodLength, _ first: String, _ end: String) throws
    -> PeriodGrid
  {
    try PeriodGrid(length, over: PipelineFixture.day(first)..<PipelineFixture.day(end))
  }

  @Test("Calendar periods begin where the calendar says and are named after it")
  func calendar() throws {
    let months = try Self.grid(.month, "2010-12-01", "2011-02-10")
    #expect((0..<months.count).map(months.name) == ["2010-12", "2011-01", "2011-02"])
    #expect((0..<months.count).map(months.isComplete) == [true, true, false])
    let quarters = try Self.grid(.quarter, "2010-12-05", "2011-07-01")
    #expect((0..<quarters.count).map(quarters.name) == ["2010-Q4", "2011-Q1", "2011-Q2"])
    #expect((0..<quarters.count).map(quarters.isComplete) == [false, true, true])
    let years = try Self.grid(.year, "2010-01-01", "2012-01-01")
    #expect((0..<years.count).map(years.name) == ["2010", "2011"])
    #expect((0..<years.count).allSatisfy(years.isComplete))
    // 2011-03-09 was a Wednesday.
    let weeks = try Self.grid(.week, "2011-03-09", "2011-03-21")
    #expect((0..<weeks.count).map(weeks.name) == ["2011-03-07", "2011-03-14"])
    #expect((0..<weeks.count).map(weeks.isComplete) == [false, true])
  }

  @Test("Periods of days are counted back from the end, so only the first can be cut short")
  func days() throws {
    let grid = try Self.grid(.days(30), "2011-01-01", "2011-03-12")
    #expect((0..<grid.count).map(grid.name) == ["2010-12-12", "2011-01-11", "2011-02-10"])
    #expect((0..<grid.count).map(grid.isComplete) == [false, true, true])
    let whole = try Self.grid(.days(35), "2011-01-01", "2011-03-12")
    #expect(whole.count == 2 && (0..<2).allSatisfy(whole.isComplete))
  }

  @Test("Every day lies in its period, and days beyond the ends in the nearest")
  func places() throws {
    for length in [PeriodLength.week, .month, .quarter, .year, .days(17)] {
      let grid = try Self.grid(length, "2009-11-20", "2012-03-05")
      for offset in 0..<grid.observed.count {
        let day = grid.observed.lowerBound + offset
        #expect(grid.days(grid.place(of: day)).contains(day))
      }
      #expect(grid.place(of: PipelineFixture.day("1900-01-01")) == 0)
      #expect(grid.place(of: PipelineFixture.day("2100-01-01")) == grid.count - 1)
    }
  }

  @Test("No day, and more periods than anybody reads, are errors")
  func errors() {
    #expect(throws: PipelineError.self) { try Self.grid(.month, "2011-01-01", "2011-01-01") }
    #expect(throws: PipelineError.self) { try Self.grid(.days(1), "1900-01-01", "2011-01-01") }
  }

  @Test("Lengths are read by name or as days, and nothing else is")
  func lengths() {
    #expect(PeriodLength("month") == .month && PeriodLength("28") == .days(28))
    for text in ["", "0", "-3", "months", "3661", "1e3", "day"] {
      #expect(PeriodLength(text) == nil)
    }
    #expect(PeriodLength.days(28).plural == "periods of 28 days")
  }
}
