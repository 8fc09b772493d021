import Testing

@testable import Churn
@testable import ChurnReports

@Suite("The page of a forecast")
struct ForecastPageTests {
  private static func figure(_ expected: Double) -> ForecastReport.Figure {
    ForecastReport.Figure(expected: expected, lower: expected * 0.8, upper: expected * 1.2)
  }

  private static func backtest(isBetter: Bool) -> ForecastBacktest {
    func accuracy(_ error: Double) -> ForecastBacktest.Accuracy {
      ForecastBacktest.Accuracy(told: [100 * (1 + error)], actual: [100], scales: [10])
    }
    func comparison(_ tests: Int) -> ForecastBacktest.Comparison {
      ForecastBacktest.Comparison(
        tests: tests, forecast: accuracy(isBetter ? 0.1 : 0.3), seasonalNaive: accuracy(0.2),
        recentMean: accuracy(0.25), held: tests - 1)
    }
    return ForecastBacktest(
      origins: [Day(number: 18_262), Day(number: 18_293)], hasYearBefore: true,
      horizons: [1, 2].map {
        ForecastBacktest.Horizon(months: $0, orders: comparison(3), sales: comparison(3))
      }, orders: comparison(6), sales: comparison(6))
  }

  static func report(hasMoney: Bool = true, isBetter: Bool = true) -> ForecastReport {
    func amounts(_ orders: Double) -> ForecastReport.Amounts {
      ForecastReport.Amounts(
        orders: figure(orders), sales: hasMoney ? figure(orders * 20) : nil,
        margin: hasMoney ? figure(orders * 5) : nil)
    }
    let parts = ForecastReport.Parts(
      base: amounts(60), new: amounts(40), total: amounts(100), newCustomers: figure(10))
    let start = Day(number: 18_322)
    func month(_ offset: Int) -> ForecastReport.Month {
      let first = start.firstOfMonth(offset: offset)
      return ForecastReport.Month(
        month: String(first.description.prefix(7)), first: offset == 0 ? first + 9 : first,
        last: first.firstOfMonth(offset: 1) - 1, isWhole: offset > 0, parts: parts)
    }
    return ForecastReport(
      model: "mbg-nbd", parameters: [:], lastDay: start + 8, customers: 500, level: 0.95,
      draws: 1_000, months: (0..<4).map(month), sum: parts, marginRate: hasMoney ? 0.25 : nil,
      newcomers: ForecastReport.Newcomers(
        rule: "recent", monthly: 10, from: "2019-03", through: "2020-02", months: 12),
      season: ForecastReport.Season(
        orders: (0..<12).map { 0.9 + Double($0) / 60 }, newCustomers: nil, completeMonths: 26),
      history: (0..<26).map { place in
        ForecastReport.Past(
          month: String(start.firstOfMonth(offset: place - 26).description.prefix(7)),
          orders: Double(80 + place), sales: hasMoney ? Double(1_600 + place) : nil,
          newCustomers: 9, isComplete: true)
      }, backtest: backtest(isBetter: isBetter), notes: ["A note with <markup> & \"quotes\"."])
  }

  @Test("Months, back-test, season and assumptions each have a section; texts are escaped")
  func sections() {
    let page = ForecastPage(Self.report(), currency: "<EUR>").html
    for id in ["months", "backtest", "season", "notes"] {
      #expect(page.contains("<h2 id=\"\(id)\">"))
    }
    for id in ["orders", "sales", "errors"] { #expect(page.contains("id=\"\(id)")) }
    #expect(page.contains("&lt;EUR&gt;") && !page.contains("<EUR>") && !page.contains("<markup>"))
    #expect(!page.contains("nan") && !page.contains("inf ") && !page.contains("Mind:"))
    #expect(page == ForecastPage(Self.report(), currency: "<EUR>").html)
  }

  @Test("Where a plain rule has done better the head of the page says so")
  func warning() {
    let page = ForecastPage(Self.report(isBetter: false)).html
    #expect(page.contains("Mind: a plain rule has done better"))
    #expect(page.contains("the same month of the year before for orders"))
  }

  @Test("What is not known is left out")
  func partial() {
    let page = ForecastPage(Self.report(hasMoney: false)).html
    #expect(!page.contains("id=\"sales") && !page.contains("Margin"))
  }

  @Test("Contracts: months, back-test, notes; a table of durations has neither days nor past")
  func contracts() {
    func report(hasDays: Bool) -> ContractForecastReport {
      let amounts = ContractForecastReport.Amounts(
        active: Self.figure(100), revenue: Self.figure(2_000),
        margin: hasDays ? Self.figure(500) : nil)
      return ContractForecastReport(
        lastDay: hasDays ? Day(number: 18_300) : nil, active: 110, left: 40, revenue: 2_100,
        level: 0.9, draws: 500,
        months: (1...3).map {
          ContractForecastReport.Month(
            month: "\($0)", last: hasDays ? Day(number: 18_300 + 30 * $0) : nil, base: amounts,
            new: amounts, total: amounts, newContracts: Self.figure(5))
        }, marginRate: hasDays ? 0.25 : nil,
        newcomers: ForecastReport.Newcomers(
          rule: "none", monthly: nil, from: nil, through: nil, months: 0), newAmount: 20,
        history: hasDays
          ? (1...9).map {
            ContractForecastReport.Past(
              month: "2020-0\($0)", active: 100, revenue: 2_000, began: 5, left: 4)
          } : [], backtest: hasDays ? Self.backtest(isBetter: false) : nil, notes: ["<b>"])
    }
    let dated = ContractForecastPage(report(hasDays: true), currency: "EUR").html
    for id in ["months", "backtest", "notes"] { #expect(dated.contains("<h2 id=\"\(id)\">")) }
    #expect(dated.contains("Mind:") && dated.contains("&lt;b&gt;") && !dated.contains("nan"))
    let plain = ContractForecastPage(report(hasDays: false)).html
    #expect(!plain.contains("<h2 id=\"backtest\">") && plain.contains("in 3 months"))
  }
}
