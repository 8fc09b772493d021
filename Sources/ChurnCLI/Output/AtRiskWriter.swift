internal import Churn

/// Writes the list to contact, and says what it comes to.
struct AtRiskWriter {
  let list: AtRiskList
  let isRawText: Bool

  private static let columns = [
    "customer_id", "group", "churn_probability", "value_at_risk", "expected_net_value",
    "cumulative_net_value", "segment", "action", "reason_1", "reason_2", "reason_3",
  ]

  func writeCSV(to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(Self.columns)
    for row in list.rows {
      writer.text(row.candidate.id)
      writer.text(row.group.rawValue)
      writer.number(row.candidate.churnProbability)
      writer.number(row.candidate.valueAtRisk)
      writer.number(row.expectedNetValue)
      writer.number(row.cumulativeNetValue)
      writer.text(row.candidate.segment)
      writer.text(row.candidate.action)
      for place in 0..<3 { writer.text(reason(row, place)) }
      try writer.endRow()
    }
    try writer.commit()
  }

  /// The list and its summary as one document.
  var json: JSONValue {
    .object([
      "rows": .array(list.rows.map(object)),
      "summary": .object([
        "contacts": .integer(Int64(list.summary.contacts)),
        "holdouts": .integer(Int64(list.summary.holdOuts)),
        "suppressed": .integer(Int64(list.summary.suppressed)),
        "costs": .number(list.summary.costs),
        "expectedNetValue": list.summary.expectedNetValue.map(JSONValue.number) ?? .null,
        "expectedSaved": .number(list.summary.expectedSaved),
        "end": .string(list.summary.endSentence),
      ]),
    ])
  }

  private func object(_ row: AtRiskList.Row) -> JSONValue {
    .object([
      "customer_id": .string(row.candidate.id),
      "group": .string(row.group.rawValue),
      "churn_probability": .number(row.candidate.churnProbability),
      "value_at_risk": row.candidate.valueAtRisk.map(JSONValue.number) ?? .null,
      "expected_net_value": row.expectedNetValue.map(JSONValue.number) ?? .null,
      "cumulative_net_value": row.cumulativeNetValue.map(JSONValue.number) ?? .null,
      "segment": .string(row.candidate.segment),
      "action": .string(row.candidate.action),
      "reason_1": .string(reason(row, 0)),
      "reason_2": .string(reason(row, 1)),
      "reason_3": .string(reason(row, 2)),
    ])
  }

  private func reason(_ row: AtRiskList.Row, _ place: Int) -> String {
    place < row.candidate.reasons.count ? row.candidate.reasons[place] : ""
  }

  /// Says whom the list holds, what it costs and brings, and why it ends where it does.
  func say(_ costs: RetentionCosts, to messages: Messages) {
    let summary = list.summary
    messages.say(CostOptions.sentence(costs))
    messages.say(
      "\(HumanNumber.count(summary.contacts, "customer")) to contact, "
        + "\(HumanNumber.grouped(summary.holdOuts)) held out to measure the effect by, "
        + "\(HumanNumber.grouped(summary.suppressed)) suppressed.")
    messages.say(summary.endSentence)
    if summary.hasMoney {
      messages.say(
        "Expected: \(HumanNumber.fixed(summary.expectedSaved, decimals: 1)) customers kept, "
          + "\(HumanNumber.fixed(summary.costs)) spent, "
          + "\(HumanNumber.fixed(summary.expectedNetValue)) net.")
    } else {
      messages.say(
        "There is no money in these data, so the list is ranked by probability. Pass --value "
          + "COLUMN (ready tables) or an amount column (orders) to rank by what a contact brings.")
    }
  }
}
