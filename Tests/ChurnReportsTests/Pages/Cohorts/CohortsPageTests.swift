import Testing

@testable import Churn
@testable import ChurnReports

@Suite("The page of cohorts")
struct CohortsPageTests {
  static func cohort(_ name: String, known: Int, columns: Int = 6) -> CohortsReport.Cohort {
    let cells = (0..<columns).map { $0 < known ? Double(100 - 15 * $0) : nil }
    let told = (0..<columns).map { $0 < known ? nil : Double(90 - 15 * $0) }
    return CohortsReport.Cohort(
      name: name, keys: [name], size: 100, isBurnIn: name == "2020-01", cells: cells,
      shares: cells.map { $0.map { $0 / 100 } }, means: cells.map { $0.map { $0 / 100 } },
      lower: cells.map { $0.map { $0 / 110 } }, upper: cells.map { $0.map { $0 / 90 } },
      bases: cells.map { $0 == nil ? 0 : 100 },
      complete: (0..<columns).map { $0 < known ? $0 < known - 1 : nil }, projected: told,
      projectedMeans: told.map { $0.map { $0 / 100 } },
      projectedLower: [Double?](repeating: nil, count: columns),
      projectedUpper: [Double?](repeating: nil, count: columns),
      secondOrder: SecondOrderSample.second)
  }

  static func report(_ cohorts: [CohortsReport.Cohort]) -> CohortsReport {
    CohortsReport(
      measure: .retention, definition: "customers",
      by: [CohortsReport.Part(name: "time", meaning: "month of the first order")],
      every: "month", firstDay: Day(number: 18_262), lastDay: Day(number: 18_400),
      customers: 300, columns: 6, marginRate: nil, cohorts: cohorts, all: cohort("all", known: 6),
      projection: nil, notes: ["A <note>."])
  }

  @Test("Heat map, curve and second order have sections; names are escaped")
  func sections() {
    let page = CohortsPage(
      Self.report([Self.cohort("2020-01", known: 5), Self.cohort("<b>", known: 3)])
    ).html
    for id in ["map", "curves", "second", "notes"] {
      #expect(page.contains("<h2 id=\"\(id)\">"), "\(id)")
    }
    #expect(page.contains("&lt;b&gt;") && !page.contains("<b>") && !page.contains("<note>"))
    #expect(Tags(page).unbalanced.filter { $0 != "rect" }.isEmpty)
    #expect(!page.contains("nan") && !page.contains("inf "))
  }

  @Test("Projected cells are told apart from observed ones, and blank ones stay blank")
  func projected() {
    let page = CohortsPage(Self.report([Self.cohort("2020-01", known: 5)])).html
    #expect(page.contains("projected 15.0 %") && page.contains(" told\""))
    #expect(page.contains("period not over"))
  }

  @Test("No cohort at all is no page without an end")
  func empty() {
    #expect(CohortsPage(Self.report([])).html.contains("</html>"))
  }
}

/// A second order as estimated for a hundred customers.
private enum SecondOrderSample {
  static let second = SecondOrder(
    customers: 100, events: 40, medianDays: nil,
    within: [90, 365].map {
      SecondOrder.Reading(days: $0, share: $0 == 90 ? 0.4 : nil, lower: 0.3, upper: 0.5)
    })
}
