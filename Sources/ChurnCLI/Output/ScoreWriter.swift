internal import Churn

/// Writes scores as a table or as JSON; what a ready table cannot know is left out.
struct ScoreWriter {
  let isTable: Bool
  let hasMoney: Bool
  let isRawText: Bool
  let questions: OutlookQuestions
  /// What is best done for each customer, in words; nil without playbooks.
  var actions: [String]?

  /// The columns, in order.
  var columns: [String] {
    ["customer_id", "churn_probability", "risk_rank", "risk_band"]
      + (hasMoney ? ["expected_value", "value_at_risk"] : [])
      + (isTable ? [] : ["segment", "days_since_last"])
      + ["reason_1", "reason_2", "reason_3", "action"]
      + questions.horizons.map(Self.column(ofHorizon:))
      + (questions.wantsNextOrder ? ["next_order", "next_order_from", "next_order_to"] : [])
  }

  /// The column of the risk within some days.
  static func column(ofHorizon days: Int) -> String { "churn_within_\(days)" }

  func write(
    _ customers: [ScoredCustomer], as format: ScoreCommand.Format, to file: consuming AtomicFile
  ) throws {
    switch format {
    case .csv: try writeCSV(customers, to: file)
    case .json:
      let objects = customers.enumerated().map { object($1, action($0)) }
      try file.write(JSONValue.array(objects).text)
      try file.commit()
    case .ndjson:
      for (place, customer) in customers.enumerated() {
        try file.write(object(customer, action(place)).line + "\n")
      }
      try file.commit()
    }
  }

  private func writeCSV(_ customers: [ScoredCustomer], to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(columns)
    for (place, customer) in customers.enumerated() {
      writer.text(customer.id)
      writer.number(customer.probability)
      writer.integer(customer.rank)
      writer.text(customer.band.rawValue)
      if hasMoney {
        writer.number(customer.expectedValue)
        writer.number(customer.valueAtRisk)
      }
      if !isTable {
        writer.text(customer.stage?.rawValue)
        writer.integer(customer.daysSinceLast)
      }
      for place in 0..<3 { writer.text(reason(customer, place)) }
      writer.text(action(place))
      for risk in customer.outlook?.risks ?? [] { writer.number(risk) }
      if questions.wantsNextOrder {
        for day in days(customer) { writer.text(day?.description) }
      }
      try writer.endRow()
    }
    try writer.commit()
  }

  private func action(_ place: Int) -> String { actions?[place] ?? "" }

  private func reason(_ customer: ScoredCustomer, _ place: Int) -> String {
    place < customer.reasons.count ? customer.reasons[place] : ""
  }

  private func days(_ customer: ScoredCustomer) -> [Day?] {
    [
      customer.outlook?.nextOrder, customer.outlook?.nextOrderFrom, customer.outlook?.nextOrderTo,
    ]
  }

  private func object(_ customer: ScoredCustomer, _ action: String) -> JSONValue {
    var members: [String: JSONValue] = [
      "customer_id": .string(customer.id),
      "churn_probability": .number(customer.probability),
      "risk_rank": .integer(Int64(customer.rank)),
      "risk_band": .string(customer.band.rawValue),
      "action": .string(action),
    ]
    if hasMoney {
      members["expected_value"] = customer.expectedValue.map(JSONValue.number) ?? .null
      members["value_at_risk"] = customer.valueAtRisk.map(JSONValue.number) ?? .null
    }
    if !isTable {
      members["segment"] = customer.stage.map { .string($0.rawValue) } ?? .null
      members["days_since_last"] = customer.daysSinceLast.map { .integer(Int64($0)) } ?? .null
    }
    for place in 0..<3 { members["reason_\(place + 1)"] = .string(reason(customer, place)) }
    for (horizon, risk) in zip(questions.horizons, customer.outlook?.risks ?? []) {
      members[Self.column(ofHorizon: horizon)] = .number(risk)
    }
    if questions.wantsNextOrder {
      for (name, day) in zip(["", "_from", "_to"], days(customer)) {
        members["next_order\(name)"] = day.map { .string($0.description) } ?? .null
      }
    }
    return .object(members)
  }
}
