internal import Churn

/// What somebody who calls the customer wants to know first.
extension ExplanationText {
  /// A few lines of the card; nothing without one.
  var cardLines: String {
    guard let card else { return "" }
    return ([standing(card), rhythm(card)] + worth(card) + action(card)).joined(separator: "\n")
      + "\n"
  }

  private func standing(_ card: CustomerCard) -> String {
    var parts = [card.standing.stage.rawValue]
    if let segment = card.standing.rfmSegment {
      parts.append("\(TextTable.cleaned(segment)) (RFM \(card.standing.rfmScore ?? "–"))")
    }
    if let tier = card.standing.valueTier { parts.append("value tier \(TextTable.cleaned(tier))") }
    let orders = HumanNumber.count(card.keptOrders.count, "order")
    let mean = card.worth.map { " of \(HumanNumber.fixed($0.orderValue))" } ?? ""
    let since = card.since.map { " since \($0)" } ?? ""
    return "\(parts.joined(separator: ", ")); \(orders)\(mean)\(since)."
  }

  private func rhythm(_ card: CustomerCard) -> String {
    let rhythm = card.rhythm
    var text = "Silent for \(HumanNumber.count(rhythm.silenceDays, "day"))"
    if let usual = rhythm.usualGapDays {
      text += ", usual gap \(HumanNumber.fixed(usual, decimals: 0))"
    }
    if rhythm.overdueDays > 0 {
      text += ", \(HumanNumber.fixed(rhythm.overdueDays, decimals: 0)) overdue"
    }
    if let next = rhythm.nextOrder { text += "; next order by \(next) with even odds" }
    return text + "."
  }

  private func worth(_ card: CustomerCard) -> [String] {
    guard let expected = card.worth?.expectedMargin else { return [] }
    let risk = card.worth?.valueAtRisk.map { "; \(HumanNumber.fixed($0)) at risk" } ?? ""
    return ["Worth \(HumanNumber.fixed(expected)) of margin over the next year\(risk)."]
  }

  private func action(_ card: CustomerCard) -> [String] {
    guard let action = card.action else { return [] }
    let words = action.words.map { "\(TextTable.cleaned($0)) " } ?? ""
    return ["What to do: \(words)\(TextTable.cleaned(action.reason))"]
  }
}
