import ChurnMath
import Testing

@testable import Churn
@testable import ChurnModels

private typealias Fixture = PipelineFixture

@Suite("Contracts in the months to come")
struct ContractForecastTests {
  private static func book(
    _ text: String, time: ContractBook.Time, by: [String] = []
  ) throws -> ContractBook {
    try Fixture.withFile(text) { path in
      var source = ContractBook.Source(paths: [path], time: time, amount: "fee")
      source.by = by
      return try ContractBook(reading: source, threads: 1, logger: Fixture.logger)
    }
  }

  private static let durations = """
    months,left,fee
    1,yes,10
    2,yes,10
    1,no,10
    2,no,20
    3,no,30

    """

  private static func settings(
    _ change: (inout ForecastSettings) -> Void = { _ in }
  ) -> ForecastSettings {
    var settings = ForecastFixture.settings()
    settings.months = 1
    change(&settings)
    return settings
  }

  /// Kaplan-Meier: S(1) = 4/5, S(2) = 4/5 · 2/3.
  ///
  /// Of those there, who has stayed 1 month stays with 2/3, the
  /// others surely: 8/3 contracts and 10 · 2/3 + 20 + 30 of revenue. Ten new ones come on 30 days alike:
  /// who began in the month has S(u) = 1 for all u < 1.
  @Test("By hand: present ones by the curve given their tenure, new ones from its beginning")
  func byHand() throws {
    let time = ContractBook.Time.duration(column: "months", event: "left", eventValue: nil)
    let book = try Self.book(Self.durations, time: time)
    let report = try ContractForecast(
      Self.settings {
        $0.newcomers = .fixed(10)
        $0.marginRate = 0.5
      }
    ).run(book)
    let month = try #require(report.months.first)
    #expect(report.active == 3 && report.left == 2 && report.revenue == 60)
    let (stay, bring) = (8.0 / 3, 20.0 / 3 + 50)
    #expect(abs(month.base.active.expected - stay) < 1e-12)
    #expect(abs(month.base.revenue.expected - bring) < 1e-12)
    #expect(month.new.active.expected == 10)
    #expect(abs(month.new.revenue.expected - 200) < 1e-9 && report.newAmount == 20)
    let both = 8.0 / 3 + 10
    #expect(abs(month.total.active.expected - both) < 1e-12)
    let margin = try #require(month.total.margin).expected
    let half = 10.0 / 3 + 125
    #expect(abs(margin - half) < 1e-9)
    #expect(month.month == "1" && month.last == nil && report.backtest == nil)
    let none = try ContractForecast(Self.settings()).run(book)
    #expect(none.months[0].new.active.expected == 0)
    #expect(none.notes.contains { $0.contains("does not tell how many new contracts") })
  }

  @Test("Present contracts agree with what `value` expects each to stay for")
  func agreesWithValue() throws {
    var rows = ["months,left,fee,plan"]
    var stream = RandomStream(seed: 4, stream: 0)
    for row in 0..<300 {
      let months = 1 + stream.below(40)
      rows.append("\(months),\(stream.chance(0.5) ? "yes" : "no"),\(5 + row % 20),p\(row % 2)")
    }
    let text = rows.joined(separator: "\n") + "\n"
    let time = ContractBook.Time.duration(column: "months", event: "left", eventValue: nil)
    let book = try Self.book(text, time: time, by: ["plan"])
    let report = try ContractForecast(Self.settings { $0.months = 6 }).run(book)
    var value = ContractValue()
    value.schedule = DiscountSchedule(months: 6, yearlyRate: 0)
    let told = try value.run(book)
    let active = told.customers.reduce(0) { $0 + $1.probabilityActive }
    #expect(abs(report.months[5].base.active.expected / active - 1) < 1e-9)
  }

  /// By hand: a from 5 January to 10 March (first day without), b from 1 February, c from 1 March and again
  /// from 1 May after a gap; d two contracts that follow on.
  @Test("Months gone by from days: who is there at the end, who began, who left, what they bring")
  func months() {
    func day(_ text: String) -> Day { Fixture.day(text) }
    let history = ContractHistory(
      starts: ["2020-01-05", "2020-02-01", "2020-03-01", "2020-05-01", "2020-01-01", "2020-02-15"]
        .map(day),
      ends: [day("2020-03-10"), nil, day("2020-04-01"), nil, day("2020-02-15"), nil],
      customers: [0, 1, 2, 2, 3, 3], amounts: [10, 20, 30, 40, 5, 7],
      codes: [Int32](repeating: 0, count: 6), groupNames: ["all"], at: day("2020-06-01"))
    let months = history.months
    #expect(
      months.map(\.month.monthName) == ["2020-01", "2020-02", "2020-03", "2020-04", "2020-05"])
    // Through 31 March c is there: 1 April is the first day without.
    #expect(months.map(\.active) == [2, 3, 3, 2, 3])
    #expect(months.map(\.revenue) == [15, 37, 57, 27, 67])
    #expect(months.map(\.began) == [2, 1, 1, 0, 1])
    #expect(months.map(\.left) == [0, 0, 1, 1, 0])
    // Ends of months are bases on the first of the next one.
    for (place, month) in months.enumerated() {
      let base = history.base(at: month.month.firstOfMonth(offset: 1))
      #expect(Double(base?.active.count ?? -1) == months[place].active)
      let revenue = (base?.active ?? []).reduce(0) { $0 + (base?.amounts[$1] ?? .nan) }
      #expect(revenue == months[place].revenue)
    }
    #expect(history.base(at: day("2020-01-01")) == nil)
  }

  /// Lifetimes are exponential with a mean of 300 days; 40 bases of eighteen months, three months ahead.
  ///
  /// Two contracts begin in five days. For the bounds see `ForecastCoverageTests`.
  @Test("80 % intervals hold what comes about 80 times of 100: contracts and revenue")
  func coverage() throws {
    let start = Fixture.day("2020-01-01")
    let (cut, end) = (Fixture.day("2021-07-01"), Fixture.day("2021-10-01"))
    var held = [0, 0]
    for base in 0..<40 {
      var stream = RandomStream(seed: 900 + UInt64(base), stream: 0)
      var (starts, ends, amounts): ([Day], [Day?], [Double]) = ([], [], [])
      for day in 0..<(end - start) {
        for _ in 0..<stream.poisson(mean: 0.4) {
          starts.append(start + day)
          let stay = 1 + Int(min(1e6, stream.exponential(rate: 1 / 300.0)))
          ends.append(start + day + stay < end ? start + day + stay : nil)
          amounts.append(stream.gamma(shape: 3, scale: 10))
        }
      }
      func history(_ at: Day) -> ContractHistory {
        ContractHistory(
          starts: starts, ends: ends, customers: Array(starts.indices), amounts: amounts,
          codes: [Int32](repeating: 0, count: starts.count), groupNames: ["all"], at: at)
      }
      let settings = Self.settings {
        $0.months = 3
        $0.level = 0.8
        $0.draws = 100
      }
      let known = history(cut)
      let run = try ContractForecast.run(
        try #require(known.base(at: cut)), history: known, months: known.months, settings, at: cut)
      let figures = ContractFigures(
        run, run.draws(100, seed: UInt64(base), threads: 2), errors: (.none, .none),
        settings: settings)
      let last = try #require(figures.months([("", nil), ("", nil), ("", nil)]).last)
      let came = try #require(history(end).months.last)
      for (place, (figure, value)) in [
        (last.total.active, came.active), (last.total.revenue, came.revenue),
      ].enumerated() {
        let (lower, upper) = (try #require(figure.lower), try #require(figure.upper))
        if lower <= value, value <= upper { held[place] += 1 }
      }
    }
    for count in held { #expect((24...39).contains(count), "\(held) of 40 held") }
  }

  @Test("From dates: assumption, back-test, additive, the same for any number of threads")
  func dates() throws {
    var rows = ["id,start,end,fee"]
    var stream = RandomStream(seed: 12, stream: 0)
    let start = Fixture.day("2020-01-01")
    for row in 0..<400 {
      let day = stream.below(540)
      let stay = 1 + Int(stream.exponential(rate: 1 / 250.0))
      let end = day + stay < 546 ? "\(start + day + stay)" : ""
      rows.append("k\(row),\(start + day),\(end),\(10 + row % 7)")
    }
    func report(_ rows: [String], threads: Int) throws -> ContractForecastReport {
      let book = try Self.book(
        rows.joined(separator: "\n") + "\n",
        time: .dates(start: "start", end: "end", at: Fixture.day("2021-07-01")))
      return try ContractForecast(
        Self.settings {
          $0.months = 3
          $0.origins = 4
          $0.threads = threads
        }
      ).run(book)
    }
    let one = try report(rows, threads: 1)
    #expect(one.backtest?.origins.count == 4 && one.backtest?.hasYearBefore == false)
    #expect(one.newcomers.months == 12 && one.history.count == 18)
    for month in one.months {
      let both = month.base.active.expected + month.new.active.expected
      #expect(abs(month.total.active.expected - both) < 1e-9)
    }
    let header = rows.prefix(1)
    let other = try report(header + rows.dropFirst().reversed(), threads: 3)
    let texts = try [one, other].map { try JSONValue(encoding: $0).text }
    #expect(texts[0] == texts[1])
  }

  @Test("Nobody left under contract is refused, a single contract is forecast")
  func odd() throws {
    let time = ContractBook.Time.duration(column: "months", event: "left", eventValue: nil)
    let gone = try Self.book("months,left,fee\n1,yes,10\n2,yes,10\n", time: time)
    #expect(throws: PipelineError.self) { try ContractForecast(Self.settings()).run(gone) }
    // Who has stayed for 4 months is beyond the only time at which anybody left.
    let alone = try Self.book("months,left,fee\n1,yes,10\n4,no,10\n", time: time)
    let report = try ContractForecast(Self.settings()).run(alone)
    #expect(report.months[0].base.active.expected == 1)
  }
}
