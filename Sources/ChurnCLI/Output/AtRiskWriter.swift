internal import Churn

/// Writes the list to contact, and says what it comes to.
struct AtRiskWriter {
  let list: AtRiskList
  let isRawText: Bool
  /// What was open to the candidates; nil for a list without playbooks.
  var options: PlaybookOptions?
  /// The day of the list; nil where the data do not tell it.
  var day: Day?

  private static let columns = [
    "customer_id", "group", "churn_probability", "value_at_risk", "expected_net_value",
    "cumulative_net_value", "segment", "action", "reason_1", "reason_2", "reason_3",
  ]
  /// Columns of a list with playbooks, after the others.
  private static let playColumns = [
    "playbook", "channel", "offer", "contact_cost", "incentive_cost", "save_rate", "stratum", "day",
  ]

  func writeCSV(to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(Self.columns + (options == nil ? [] : Self.playColumns))
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
      if options != nil {
        writer.text(row.play?.playbook)
        writer.text(row.play?.channel)
        writer.text(row.play?.offer)
        writer.number(row.play?.contactCost)
        writer.number(row.play?.incentive)
        writer.number(row.play?.saveRate)
        writer.text(row.play?.stratum)
        writer.text(day?.description)
      }
      try writer.endRow()
    }
    try writer.commit()
  }

  /// The list and its summary as one document.
  var json: JSONValue {
    let summary = list.summary
    var members: [String: JSONValue] = [
      "contacts": .integer(Int64(summary.contacts)),
      "holdouts": .integer(Int64(summary.holdOuts)),
      "suppressed": .integer(Int64(summary.suppressed)),
      "costs": .number(summary.costs),
      "expectedNetValue": summary.expectedNetValue.map(JSONValue.number) ?? .null,
      "expectedSaved": .number(summary.expectedSaved),
      "end": .string(summary.endSentence),
    ]
    if let options {
      members["playbooks"] = .array(summary.playbooks.map(object))
      members["leftOut"] = .array(
        options.leftOut.map {
          .object(["playbook": .string($0.playbook), "reason": .string($0.reason)])
        })
      members["bounds"] = .array(
        summary.bounds.map {
          .object([
            "phrase": .string($0.phrase), "customers": .integer(Int64($0.customers)),
          ])
        })
      members["optimalityGap"] = summary.optimalityGap.map(JSONValue.number) ?? .null
    }
    return .object(["rows": .array(list.rows.map(object)), "summary": .object(members)])
  }

  private func object(_ playbook: AtRiskSummary.Playbook) -> JSONValue {
    .object([
      "playbook": .string(playbook.name),
      "channel": .string(playbook.channel),
      "capacity": playbook.capacity.map { .integer(Int64($0)) } ?? .null,
      "contacts": .integer(Int64(playbook.contacts)),
      "holdouts": .integer(Int64(playbook.holdOuts)),
      "costs": .number(playbook.costs),
      "expectedSaved": .number(playbook.expectedSaved),
      "expectedNetValue": .number(playbook.expectedNetValue),
    ])
  }

  private func object(_ row: AtRiskList.Row) -> JSONValue {
    var members: [String: JSONValue] = [
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
    ]
    if let play = row.play {
      members["playbook"] = .string(play.playbook)
      members["channel"] = .string(play.channel)
      members["offer"] = .string(play.offer)
      members["contact_cost"] = .number(play.contactCost)
      members["incentive_cost"] = .number(play.incentive)
      members["save_rate"] = .number(play.saveRate)
      members["stratum"] = .string(play.stratum)
      members["day"] = day.map { .string($0.description) } ?? .null
    }
    return .object(members)
  }

  private func reason(_ row: AtRiskList.Row, _ place: Int) -> String {
    place < row.candidate.reasons.count ? row.candidate.reasons[place] : ""
  }

  /// Says whom the list holds, what it costs and brings, and why it ends where it does.
  func say(_ costs: RetentionCosts, to messages: Messages) {
    let summary = list.summary
    if options == nil { messages.say(CostOptions.sentence(costs)) }
    messages.say(
      "\(HumanNumber.count(summary.contacts, "customer")) to contact, "
        + "\(HumanNumber.grouped(summary.holdOuts)) held out to measure the effect by, "
        + "\(HumanNumber.grouped(summary.suppressed)) suppressed"
        + (summary.coolingDown > 0
          ? ", \(HumanNumber.grouped(summary.coolingDown)) contacted too lately." : "."))
    if options != nil { sayPlaybooks(to: messages) }
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
    if let gap = summary.optimalityGap, gap > 0.005 {
      messages.say(
        "No other list within these bounds could bring more than \(HumanNumber.fixed(gap)) on top.")
    }
  }

  /// The totals by playbook.
  private func sayPlaybooks(to messages: Messages) {
    var table = TextTable([
      .left("playbook"), .left("channel"), .right("contacts"), .right("held out"),
      .right("most"), .right("cost"), .right("kept"), .right("net value"),
    ])
    for playbook in list.summary.playbooks {
      table.append([
        playbook.name, playbook.channel, HumanNumber.grouped(playbook.contacts),
        HumanNumber.grouped(playbook.holdOuts),
        playbook.capacity.map(HumanNumber.grouped) ?? "–",
        HumanNumber.fixed(playbook.costs),
        HumanNumber.fixed(playbook.expectedSaved, decimals: 1),
        HumanNumber.fixed(playbook.expectedNetValue),
      ])
    }
    var text = table.text()
    if text.hasSuffix("\n") { text.removeLast() }
    messages.say(text)
  }
}
