import Foundation
import Testing

@testable import Churn
@testable import ChurnReports

@Suite("The pages of key figures")
struct MetricsPageTests {
  static func period(_ place: Int, isComplete: Bool = true, hasMoney: Bool = true)
    -> MetricsReport.Period
  {
    let day = Day(number: 18_262).firstOfMonth(offset: place)
    return MetricsReport.Period(
      name: String(day.description.prefix(7)), firstDay: day,
      lastDay: day.firstOfMonth(offset: 1) - 1, isComplete: isComplete, isBurnIn: place == 0,
      active: 50 + place,
      bridge: MetricsReport.Bridge(
        start: 40, new: 12, returning: 8, lost: 10 - place, end: 50 + place, retained: 30 + place),
      churn: CountedRate(10 - place, of: 40, isKnown: isComplete),
      retention: CountedRate(30 + place, of: 40, isKnown: isComplete),
      reactivation: CountedRate(8, of: 90, isKnown: isComplete),
      repeatRate: CountedRate(20, of: 50 + place, isKnown: isComplete), orders: 70,
      ordersPerCustomer: 1.4, revenue: hasMoney ? 1234.5 : nil, revenueOfNew: hasMoney ? 99 : nil,
      margin: nil, arpu: hasMoney ? 24.7 : nil, aov: hasMoney ? 17.6 : nil,
      survey: place == 1
        ? SurveyFigures(
          nps: SurveyFigures.Recommending(promoters: 5, detractors: 2, of: 10), csat: nil) : nil)
  }

  static func report(hasMoney: Bool = true) -> MetricsReport {
    MetricsReport(
      every: "month", horizonDays: nil, definition: "A customer <is> who ordered.",
      firstDay: Day(number: 18_262), lastDay: Day(number: 18_400), customers: 100,
      periods: (0..<5).map { period($0, isComplete: $0 < 4, hasMoney: hasMoney) }, lastJudged: 3,
      notes: ["A <note>."])
  }

  @Test("Bridge, rates, money, survey and all numbers have sections; texts are escaped")
  func sections() {
    let page = MetricsPage(Self.report(), currency: "<EUR>").html
    for id in ["bridge", "rates", "money", "survey", "numbers", "notes"] {
      #expect(page.contains("<h2 id=\"\(id)\">"), "\(id)")
    }
    #expect(page.contains("&lt;EUR&gt;") && !page.contains("<EUR>") && !page.contains("<note>"))
    #expect(Tags(page).unbalanced.filter { $0 != "rect" }.isEmpty)
    #expect(!page.contains("nan") && !page.contains("inf "))
  }

  @Test("A period that is not over is marked and has no rate")
  func incomplete() {
    let page = MetricsPage(Self.report()).html
    #expect(page.contains("2020-05*"))
    // The rates' table ends with the last period that can be judged.
    let rates = page.components(separatedBy: "Rates with their numbers").last ?? ""
    let table = rates.components(separatedBy: "</table>").first ?? ""
    #expect(table.contains("2020-04") && !table.contains("2020-05"))
  }

  @Test("Without money there is no section of it")
  func withoutMoney() {
    let page = MetricsPage(Self.report(hasMoney: false)).html
    #expect(!page.contains("<h2 id=\"money\">") && page.contains("<h2 id=\"bridge\">"))
  }
}
