internal import Churn
internal import ChurnData

/// What somebody who calls the customer wants to know before why the risk is what it is.
extension CustomerPage {
  /// The action, the orders, the figures and the risk over time; nothing without a card.
  var cardSections: String {
    guard let card else { return "" }
    return action(card) + orders(card) + standing(card) + risks(card)
  }

  private func money(_ amount: Double) -> String {
    Figures.money(amount) + (currency.map { " \($0)" } ?? "")
  }

  private func action(_ card: CustomerCard) -> String {
    guard let action = card.action else { return "" }
    let words = action.words.map { "<strong>\(Markup.escaped($0))</strong> " } ?? ""
    return """
      <section aria-labelledby="action">
      <h2 id="action">What to do</h2>
      <p>\(words)\(Markup.escaped(action.reason))</p>
      </section>

      """
  }

  // MARK: - Orders

  /// The picture of the orders; nil without one.
  private func timeline(_ card: CustomerCard) -> OrderTimelineChart? {
    guard let first = card.orders.first?.day else { return nil }
    let hasMoney = card.orders.contains { $0.value != nil }
    let to = card.rhythm.nextOrderTo ?? card.rhythm.nextOrder
    let expected = card.rhythm.nextOrderFrom.map { from in
      from.number...max(from.number, (to ?? from).number)
    }
    let kept = card.keptOrders.count
    return OrderTimelineChart(
      title: "Orders of customer \(explanation.customer)",
      summary: "\(Figures.count(kept, "order", "orders")) since \(first), the last "
        + "\(Figures.count(card.rhythm.silenceDays, "day", "days")) before \(card.at).",
      stems: card.orders.map { order in
        let items = order.items.isEmpty ? "" : ": \(order.items.joined(separator: ", "))"
        let value = order.value.map { ", \(money($0))" } ?? ""
        return OrderTimelineChart.Stem(
          day: order.day.number, value: hasMoney ? max(0, order.value ?? 0) : order.isKept ? 1 : 0,
          returned: hasMoney ? max(0, order.returned ?? 0) : order.isKept ? 0 : 1,
          tip: "\(order.day)\(value)\(items)")
      },
      span: first.number...max(card.at.number, expected?.upperBound ?? card.at.number),
      now: card.at.number, expected: expected, contacts: card.contacts.map(\.number),
      yTitle: hasMoney ? "money of an order" + (currency.map { ", \($0)" } ?? "") : nil)
  }

  private func orders(_ card: CustomerCard) -> String {
    guard let chart = timeline(card) else { return "" }
    var text = "A bar is an order; what was taken back stands on top in orange. Grey: the silence "
    text += "since the last one."
    if card.rhythm.nextOrderFrom != nil {
      text += " Blue: where four out of five such customers order next."
    }
    if !card.contacts.isEmpty { text += " Diamonds: contacts." }
    let rows = card.orders.reversed().map { order in
      [
        order.day.description, order.value.map(money) ?? "–",
        order.isKept ? (order.returned ?? 0) > 0 ? "in part" : "" : "whole",
        order.items.joined(separator: ", "),
      ]
    }
    let figure = PageFigure(
      id: "orders-chart", chart: chart, text: text,
      table: HTMLTable(
        caption: "Orders, the latest first",
        columns: [.text("Day"), .number("Left of it"), .text("Taken back"), .text("What")],
        rows: rows))
    return """
      <section aria-labelledby="orders">
      <h2 id="orders">Orders</h2>
      \(figure.markup)\(facts(rhythm(card)))</section>

      """
  }

  private func rhythm(_ card: CustomerCard) -> [(String, String, String)] {
    let rhythm = card.rhythm
    var facts = [
      (
        "Silent for", Figures.count(rhythm.silenceDays, "day", "days"),
        rhythm.overdueDays > 0
          ? "\(Figures.fixed(rhythm.overdueDays, decimals: 0)) days overdue" : "within the rhythm"
      )
    ]
    if let usual = rhythm.usualGapDays {
      facts.append(("Usual gap", "\(Figures.fixed(usual, decimals: 0)) days", "median of the own"))
    }
    if let next = rhythm.nextOrder {
      facts.append(
        (
          "Next order", "by \(next)",
          rhythm.nextOrderFrom.map {
            "even odds; 80 %: \($0) to \(rhythm.nextOrderTo?.description ?? "later")"
          }
            ?? "even odds"
        ))
    }
    if let alive = card.probabilityAlive {
      facts.append(("Still a customer", Figures.percent(alive, decimals: 0), "by MBG/NBD"))
    }
    return facts
  }

  // MARK: - Standing and worth

  private func standing(_ card: CustomerCard) -> String {
    var facts = [("Stage", card.standing.stage.rawValue, card.since.map { "since \($0)" } ?? "")]
    if let score = card.standing.rfmScore {
      facts.append(("RFM", score, card.standing.rfmSegment ?? "recency, frequency, money"))
    }
    if let tier = card.standing.valueTier {
      facts.append(("Value tier", tier, "by expected value"))
    }
    if let worth = card.worth {
      let kept = card.keptOrders.count
      facts.append(
        (
          "Spent", money(worth.revenue),
          "\(Figures.count(kept, "order", "orders")) of \(money(worth.orderValue))"
        ))
      if let margin = worth.marginLastYear {
        facts.append(("Margin, last year", money(margin), "365 days"))
      }
      if let expected = worth.expectedMargin {
        facts.append(("Worth, next year", money(expected), "margin if staying × (1 − risk)"))
      }
      if let risk = worth.valueAtRisk {
        facts.append(
          ("At risk", money(risk), worth.marginIfStaying.map { "of \(money($0)) if staying" } ?? "")
        )
      }
    }
    return """
      <section aria-labelledby="standing">
      <h2 id="standing">Segment and worth</h2>
      \(self.facts(facts))</section>

      """
  }

  private func facts(_ facts: [(String, String, String)]) -> String {
    let items = facts.map { title, value, note in
      "<div><dt>\(Markup.escaped(title))</dt><dd>\(Markup.escaped(value))"
        + " <small>\(Markup.escaped(note))</small></dd></div>"
    }
    return "<dl class=\"facts\">\n\(items.joined(separator: "\n"))\n</dl>\n"
  }

  // MARK: - Risk over time

  private func risks(_ card: CustomerCard) -> String {
    guard card.risks.count > 1, let first = card.risks.first, let last = card.risks.last else {
      return ""
    }
    let chart = LineChart(
      title: "Risk over time",
      summary: "From \(Figures.percent(first.probability)) on \(first.day) to "
        + "\(Figures.percent(last.probability)) on \(last.day).",
      x: ChartScale(
        title: "", values: Double(first.day.number)...Double(last.day.number), format: .day),
      y: ChartScale(title: "churn probability", values: 0...1, format: .percent),
      series: [
        LineChart.Series(
          name: "base rate",
          points: [first, last].map {
            LineChart.Point(Double($0.day.number), explanation.baseRate)
          },
          role: .muted, style: .dashed, label: .beside(0.04, isAbove: true)),
        LineChart.Series(
          name: "risk",
          points: card.risks.map { LineChart.Point(Double($0.day.number), $0.probability) },
          role: .first, style: .linkedDots, label: .none),
      ])
    let figure = PageFigure(
      id: "risk-chart", chart: chart,
      text: "What today's model makes of the customer as he stood then. It has learned from that "
        + "time, too, so this is no test of it.",
      table: HTMLTable(
        caption: "Risk over time", columns: [.text("Day"), .number("Probability")],
        rows: card.risks.map { [$0.day.description, Figures.percent($0.probability)] }))
    return """
      <section aria-labelledby="risk">
      <h2 id="risk">Risk over time</h2>
      \(figure.markup)</section>

      """
  }
}
