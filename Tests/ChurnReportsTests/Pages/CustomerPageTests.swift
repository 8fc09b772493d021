import Testing

@testable import Churn
@testable import ChurnReports

@Suite("The page of a customer")
struct CustomerPageTests {
  private static func push(
    _ feature: String, _ family: String, _ points: Double, value: String? = "1"
  ) -> CustomerExplanation.Push {
    CustomerExplanation.Push(
      feature: feature, family: family, value: value, typical: "2", points: points,
      words: "\(feature) in words")
  }

  private static func explanation(
    _ pushes: [CustomerExplanation.Push], customer: String = "c1"
  ) -> CustomerExplanation {
    CustomerExplanation(
      customer: customer, at: Day(iso: "2011-09-01"), horizonDays: 90,
      probability: 0.4 + pushes.reduce(0) { $0 + $1.points }, baseRate: 0.4, band: .critical,
      rank: 3, scored: 1200, pushes: pushes, level: 0)
  }

  private static let usual = explanation([
    push("recency_days", "recency", 0.2), push("orders_30", "recency", -0.05),
    push("gap_mean", "rhythm", 0.1, value: nil), push("aov", "basket", 0),
  ])

  @Test("The page says probability, base rate, rank, band, date and every push that shows")
  func content() {
    let html = CustomerPage(Self.usual, bundleName: "shop").html
    for text in [
      "65.0 %", "40.0 %", "+25.0 points", "3 of 1,200", "critical risk", "2011-09-01",
      "the next 90 days", "recency_days in words", "+15.0", "−5.0", "not known",
      "1 more feature does not push",
    ] {
      #expect(html.contains(text), "\(text)")
    }
  }

  @Test("Nothing is loaded from anywhere, and there is no script")
  func selfContained() {
    let html = CustomerPage(Self.usual, bundleName: "shop").html
    for text in ["http:", "https:", "//", "<script", "<link", "src=", "url(", "@import"] {
      #expect(!html.contains(text), "\(text)")
    }
    #expect(html.contains("default-src 'none'"))
  }

  /// A card with hostile names, an order taken back and every figure there may be.
  private static func card(_ name: String) -> CustomerCard {
    let day = Day(iso: "2011-09-01") ?? Day(number: 0)
    var card = CustomerCard(
      at: day, since: day - 200,
      orders: [
        CustomerCard.Order(day: day - 200, value: 50, returned: nil, isKept: true, items: [name]),
        CustomerCard.Order(day: day - 90, value: 0, returned: 80, isKept: false, items: []),
        CustomerCard.Order(day: day - 30, value: 70, returned: 10, isKept: true, items: ["tea"]),
      ],
      rhythm: CustomerCard.Rhythm(
        silenceDays: 30, usualGapDays: 85, overdueDays: 12, nextOrder: day + 40,
        nextOrderFrom: day + 5, nextOrderTo: nil),
      standing: CustomerCard.Standing(
        stage: .slipping, rfmScore: "543", rfmSegment: name, valueTier: "A"),
      risks: [
        CustomerCard.RiskPoint(day: day - 31, probability: 0.4),
        CustomerCard.RiskPoint(day: day, probability: 0.65),
      ],
      worth: CustomerCard.Worth(
        revenue: 120, orderValue: 60, marginLastYear: 40, marginIfStaying: 50,
        expectedMargin: 17.5, valueAtRisk: 32.5), probabilityAlive: 0.71)
    card.contacts = [day - 10]
    card.action = CustomerCard.Action(words: "win-back \(name)", reason: "brings 3.20")
    return card
  }

  @Test("The card says what to do, the orders, the rhythm, the worth and the risk before")
  func card() {
    let html = CustomerPage(
      Self.usual, bundleName: "shop", card: Self.card("cups"), currency: "EUR"
    ).html
    for text in [
      "win-back cups", "brings 3.20", "50 EUR", "whole", "in part", "30 days", "12 days overdue",
      "by 2011-10-11", "2011-09-06 to later", "slipping", "543", "17.50 EUR", "32.50 EUR",
      "of 50 EUR if staying", "71 %", "2011-08-01", "40.0 %",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    // Without a card the page begins with why.
    #expect(!CustomerPage(Self.usual, bundleName: "shop").html.contains("Risk over time"))
  }

  /// Tags that need no end, as HTML has them.
  private static let single: Set<String> = ["meta", "line", "circle", "!doctype"]

  @Test("Every tag that is opened is closed, whatever the ids and names")
  func balance() {
    let hostile = "\"'><img src=x onerror=alert(1)></title></style>&amp;\u{202E}\u{8}"
    let explanation = Self.explanation(
      [
        Self.push(hostile, hostile, 0.1, value: hostile), Self.push("b", "b", -0.2, value: hostile),
      ], customer: hostile)
    let html = CustomerPage(
      explanation, bundleName: hostile, card: Self.card(hostile), currency: hostile
    ).html
    #expect(!html.contains("<img") && !html.contains("\u{8}"))
    var open: [String] = []
    for piece in html.split(separator: "<").dropFirst() {
      let tag = piece.prefix { $0 != ">" }
      let name = String(tag.drop { $0 == "/" }.prefix { $0 != " " && $0 != "/" })
      if tag.hasPrefix("/") {
        #expect(open.popLast() == name)
      } else if !tag.hasSuffix("/"), !Self.single.contains(name) {
        open.append(name)
      }
    }
    #expect(open.isEmpty, "\(open)")
  }

  @Test("Of many families the picture shows nine and the rest together; the sum stays")
  func manyFamilies() {
    let pushes = (0..<40).map { Self.push("f\($0)", "f\($0)", 0.001 * Double($0 + 1)) }
    let chart = CustomerPage(Self.explanation(pushes), bundleName: "shop").chart
    #expect(chart.bars.count == 10)
    #expect(chart.bars.last?.label == "31 others together")
    let sum = chart.bars.reduce(chart.start.points) { $0 + $1.points }
    #expect(abs(sum - chart.end.points) < 1e-12)
  }

  @Test("A customer whom nothing pushes has a page, too")
  func nothing() {
    let html = CustomerPage(Self.explanation([]), bundleName: "shop").html
    #expect(html.contains("40.0 %"))
  }
}
