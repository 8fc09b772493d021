internal import Churn

/// Writes who is not on a list, and why.
struct WhyNotWriter {
  let list: AtRiskList
  let skipped: [SkippedCustomer]
  let isRawText: Bool

  private static let columns = [
    "customer_id", "reason", "detail", "churn_probability", "value_at_risk", "best_playbook",
    "best_net_value",
  ]

  /// Writes the candidates first, the riskiest first, then those who were not scored.
  func write(_ path: String) throws {
    var writer = CSVWriter(try OutputDestination(path).open(), isRawText: isRawText)
    try writer.header(Self.columns)
    for absentee in list.absentees {
      writer.text(absentee.id)
      writer.text(absentee.absence.code)
      writer.text(absentee.absence.description)
      writer.number(absentee.churnProbability)
      writer.number(absentee.valueAtRisk)
      writer.text(absentee.absence.playbook)
      writer.number(absentee.netValue)
      try writer.endRow()
    }
    for customer in skipped {
      let absence = Absence.notScored(customer.reason)
      writer.text(customer.id)
      writer.text(absence.code)
      writer.text(absence.description)
      for _ in 0..<4 { writer.text(nil) }
      try writer.endRow()
    }
    try writer.commit()
  }
}
