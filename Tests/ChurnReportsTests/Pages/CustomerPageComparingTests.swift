import Testing

@testable import Churn
@testable import ChurnReports

@Suite("The page of a customer beside others, then and after acts")
struct CustomerPageComparingTests {
  private static func explanation(_ name: String = "slipping") -> CustomerExplanation {
    let push = CustomerExplanation.Push(
      feature: "recency_days", family: "recency", value: "93", typical: "44", points: 0.2,
      words: name)
    var explanation = CustomerExplanation(
      customer: "c1", at: Day(iso: "2011-09-01"), horizonDays: 90, probability: 0.6, baseRate: 0.4,
      band: .critical, rank: 3, scored: 1200, pushes: [push], level: 0)
    let (pushes, families) = CustomerExplanation.grouped([push], level: 0, levelWords: "")
    explanation.segment = SegmentComparison(
      by: "lifecycle stage", name: name, customers: 1234,
      standing: SegmentComparison.Standing(
        meanProbability: 0.4, rank: 17, pushes: pushes, families: families))
    explanation.since = ChangeSince(
      at: Day(iso: "2011-06-01") ?? Day(number: 0), standing: .eligible, probability: 0.25,
      change: 0.35,
      blocks: [
        ChangeSince.Block(
          family: "recency", points: 0.35, feature: "recency_days", before: "\(name) 1",
          after: "\(name) 93", valueBefore: "1", valueAfter: "93")
      ])
    if let bands = RiskBands(baseRate: 0.4) {
      explanation.acts = PossibleActs(
        [
          PossibleActs.Act(
            words: "one more \(name)", probability: 0.3, points: -0.3, band: .medium,
            beyond: [name, "b", "c", "d"])
        ], now: .high, bands: bands, leftAlone: ["tenure", name])
    }
    return explanation
  }

  @Test("Each section says its figures, and the sums begin and end where they should")
  func content() {
    let html = CustomerPage(Self.explanation(), bundleName: "shop").html
    for text in [
      "Beside the segment “<bdi>slipping</bdi>”", "rank 17 of 1,234 customers",
      "Mean of the segment</th><td class=\"number\">40.0 %", "Since 2011-06-01",
      "On 2011-06-01</th><td class=\"number\">25.0 %", "On 2011-09-01</th>", "then: 1<",
      "+35.0", "What might lower the risk", "one more slipping</strong>", "−30.0",
      "Below 40.0 % the risk would be medium", "and 1 more", "tenure, slipping",
      "not a promise",
    ] { #expect(html.contains(text), "\(text)") }
  }

  @Test("Small segments, days before the first order and acts that do nothing are said")
  func nothing() {
    var explanation = Self.explanation()
    explanation.segment = SegmentComparison(
      by: "plan", name: "pro", customers: 1, standing: nil)
    explanation.since = ChangeSince(
      at: Day(number: 0), standing: .notYetCustomer, probability: nil, change: nil, blocks: [])
    if let bands = RiskBands(baseRate: 0.4) {
      explanation.acts = PossibleActs([], now: .low, bands: bands)
    }
    let html = CustomerPage(explanation, bundleName: "shop").html
    for text in [
      "only 1 customer; below 30", "without a purchase before the cutoff", "lowest band already",
    ] { #expect(html.contains(text), "\(text)") }
    explanation.segment = SegmentComparison(by: "plan", name: nil, customers: 0, standing: nil)
    #expect(
      CustomerPage(explanation, bundleName: "shop").html.contains(
        "The plan of this customer is not known"))
  }

  @Test("Names from the data cannot become markup")
  func hostile() {
    let html = CustomerPage(
      Self.explanation("\"'><img src=x onerror=alert(1)></td></section>&amp;"), bundleName: "shop"
    ).html
    #expect(!html.contains("<img") && html.contains("&lt;img"))
    for tag in ["section", "table", "td", "tr", "p", "small", "strong", "bdi"] {
      #expect(
        Self.count("<\(tag)>", in: html) + Self.count("<\(tag) ", in: html)
          == Self.count("</\(tag)>", in: html), "\(tag)")
    }
  }

  /// How often a part occurs.
  private static func count(_ part: String, in text: String) -> Int {
    text.split(separator: part, omittingEmptySubsequences: false).count - 1
  }
}
