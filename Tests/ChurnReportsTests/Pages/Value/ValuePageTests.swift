import Testing

@testable import Churn
@testable import ChurnReports

@Suite("The page of customer value")
struct ValuePageTests {
  static func report(hasMoney: Bool = true, hasHoldout: Bool = true) throws -> ValueReport {
    let start = Day(number: 18_262)
    func points(_ count: Int) -> [ValueTracking.Point] {
      (0..<count).map { step in
        let isHoldout = hasHoldout && step >= 20
        return ValueTracking.Point(
          day: start + 7 * step, isHoldout: isHoldout, actual: 10, expected: 9.5,
          forecast: isHoldout ? 8 : nil, cumulativeActual: 10 * (step + 1),
          cumulativeExpected: 9.5 * Double(step + 1),
          cumulativeForecast: isHoldout ? Double(200 + 8 * (step - 19)) : nil)
      }
    }
    let accuracy = HoldoutCheck.Accuracy([0, 1, 2], [0.1, 1, 2.5])
    return ValueReport(
      model: "mbg-nbd", timeUnit: "week", parameters: ["r": 0.5, "alpha": 6, "a": 0.9, "b": 1.6],
      standardErrors: ["r": 0.1, "alpha": nil, "a": 0.1, "b": 0.2], logLikelihood: -9582.13,
      customers: 300, repeatCustomers: 120, repeatOrders: 200, withoutPurchase: 0,
      joiningLater: 0, hasMoney: hasMoney,
      gammaGamma: hasMoney
        ? ValueReport.Spend(
          p: 6.2, q: 3.7, v: 15.4, logLikelihood: -4055, standardErrors: ["p": 1, "q": nil],
          customers: 120, withoutMoney: 0, correlation: 0.1) : nil,
      firstDay: start, lastDay: start + 139, holdoutEnd: hasHoldout ? start + 279 : nil,
      months: 12, discountRate: 0.1, marginRate: 1, meanAlive: 0.6, expectedOrders: 321.5,
      value: hasMoney ? ValueDistribution((0..<300).map { Double($0 * $0) / 100 }) : nil,
      intervals: nil,
      holdout: hasHoldout
        ? HoldoutCheck(
          days: 140, customers: 300, actualOrders: 200, expectedOrders: 160, actualBuying: 90,
          expectedBuying: 85, actualSpend: hasMoney ? 1000 : nil,
          expectedSpend: hasMoney ? 900 : nil,
          frequencyClasses: ["0", "1", "7+"].map {
            HoldoutCheck.FrequencyClass(
              frequency: $0, customers: 100, actualOrders: 0.5, expectedOrders: 0.4)
          }, model: accuracy, rule: accuracy, ruleOrders: 180,
          aliveBins: [0.1, 0.5, 0.9].map {
            HoldoutCheck.AliveBin(
              lower: $0, upper: $0 + 0.1, customers: 100, meanAlive: $0, expectedBuying: $0 / 2,
              buying: $0 / 2)
          }, told: []) : nil,
      tracking: ValueTracking(stepDays: 7, points: points(hasHoldout ? 40 : 20)),
      notes: ["A note with <markup> & \"quotes\"."])
  }

  @Test("Value, tracking, holdout and models each have a section; texts are escaped")
  func sections() throws {
    let page = ValuePage(try Self.report(), currency: "<EUR>").html
    for id in ["value", "tracking", "holdout", "models", "notes"] {
      #expect(page.contains("<h2 id=\"\(id)\">"))
    }
    for id in ["deciles", "values", "cumulative", "weekly", "classes", "alive"] {
      #expect(page.contains("id=\"\(id)"))
    }
    #expect(page.contains("calibration ends") && page.contains("&lt;EUR&gt;"))
    #expect(!page.contains("<EUR>") && !page.contains("<markup>"))
    #expect(!page.contains("nan") && !page.contains("inf "))
    #expect(page == ValuePage(try Self.report(), currency: "<EUR>").html)
  }

  @Test("What is not known is left out")
  func partial() throws {
    let page = ValuePage(try Self.report(hasMoney: false, hasHoldout: false)).html
    for id in ["value", "holdout"] { #expect(!page.contains("<h2 id=\"\(id)\">")) }
    #expect(!page.contains("calibration ends") && page.contains("are expected to order"))
  }

  @Test("Contracts: value, groups, notes")
  func contracts() {
    let report = ContractValueReport(
      customers: 10, left: 5,
      groups: [
        ContractValueReport.Group(
          name: "<b>", customers: 10, left: 5, meanExpectedMonths: 9.5, value: 100,
          monthlyTailRate: 0.01)
      ], months: 12, discountRate: 0.1, marginRate: 1, expectedMonths: 95,
      value: ValueDistribution([60, 40]), notes: [])
    let page = ContractValuePage(report).html
    #expect(page.contains("&lt;b&gt;") && page.contains("<h2 id=\"groups\">"))
    #expect(!page.contains("<h2 id=\"notes\">"))
  }
}
