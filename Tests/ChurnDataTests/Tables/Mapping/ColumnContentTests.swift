import Testing

@testable import ChurnData

@Suite("Content of sample columns")
struct ColumnContentTests {
  @Test(
    "Dates of every kind the reader takes look like dates",
    arguments: [
      "2010-12-01", "2010-12-01 08:26:00", "2010-12-01T08:26:00Z", "2011-06-01T10:00:00.123+02:00",
      "19970101", "2011/06/01", "12/1/2010 8:26", "1.12.2010", "01.12.10", "31-12-2011",
      "12 Jan 2011", "Jan 12, 2011", "3 September 2019 14:05", " 2006-01-01 ", "1/13/2020 1:05 PM",
    ])
  func dates(field: String) {
    #expect(DateShape(format: nil).fits(field))
  }

  @Test(
    "Numbers, codes and words do not",
    arguments: [
      "536365", "17850.0", "85123A", "2.55", "12345678", "19971301", "2010-13-45", "1.2.3",
      "United Kingdom", "", "2010", "08:26", "3.14.15926", "May", "1/2/3/4", "99/99/2010",
      "2010-12-01x", "192.168.10.20", "１２３４-12-01",
    ])
  func noDates(field: String) {
    #expect(!DateShape(format: nil).fits(field))
  }

  @Test("A pattern decides alone")
  func patterns() {
    let shape = DateShape(format: "d.M.yyyy H:mm")
    #expect(shape.fits("1.12.2010 8:26"))
    #expect(shape.fits("31.12.2010 18:26"))
    #expect(!shape.fits("2010-12-01"))
    #expect(!shape.fits("31.12.2010"))
    #expect(DateShape(format: "dd MMM yy").fits("03 Sep 19"))
    #expect(DateShape(format: "MM/dd/yyyy hh:mm a").fits("12/31/2010 08:26 PM"))
    #expect(!DateShape(format: "").fits("2010-12-01"))
  }

  @Test("Numbers, fractions, blanks and repeats of a sample are counted")
  func profile() {
    let sample = [
      ["1.5", "a"], ["-2", "a"], ["", "b"], ["NaN"], ["3,25", " n/a "], ["inf", "c"],
    ]
    let shape = DateShape(format: nil)
    let numbers = ColumnProfile(sample, column: 0, dates: shape)
    #expect(numbers.filled == 4)
    #expect(numbers.numbers == 3)
    #expect(numbers.fractions == 2)
    #expect(numbers.negatives == 1)
    #expect(numbers.distinct == 4)
    #expect(!numbers.isNumeric)
    let words = ColumnProfile(sample, column: 1, dates: shape)
    #expect(words.filled == 4)
    #expect(words.repeats)
    #expect(ColumnProfile(sample, column: 9, dates: shape).filled == 0)
  }
}
