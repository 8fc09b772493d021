internal import Churn

/// Why one customer is on a list or not.
struct ListExplanation {
  private let id: String
  /// The row of the list and its number; nil for somebody who is not on it.
  private let row: (number: Int, row: AtRiskList.Row)?
  private let absence: Absence?
  private let candidate: AtRiskList.Candidate?
  private let standings: [(playbook: Playbook, standing: PlaybookOptions.Standing)]

  /// Looks a customer up.
  ///
  /// - Throws: `ExplanationError.unknownCustomer`.
  init(
    id: String, list: AtRiskList, candidates: [AtRiskList.Candidate],
    skipped: [SkippedCustomer], options: PlaybookOptions?
  ) throws {
    func isMeant(_ other: String) -> Bool { other.utf8.elementsEqual(id.utf8) }
    self.id = id
    row = list.rows.firstIndex { isMeant($0.candidate.id) }.map { ($0 + 1, list.rows[$0]) }
    let place = candidates.firstIndex { isMeant($0.id) }
    candidate = place.map { candidates[$0] }
    absence =
      list.absentees.first { isMeant($0.id) }?.absence
      ?? skipped.first { isMeant($0.id) }.map { .notScored($0.reason) }
    guard row != nil || absence != nil else {
      let all = candidates.map(\.id) + skipped.map(\.id)
      throw ExplanationError.unknownCustomer(
        id: id, nearest: all.count <= 50_000 ? NearestName.of(id, in: all) : nil,
        customers: all.count)
    }
    if let options, let place {
      standings = options.table.playbooks.compactMap { playbook in
        options.playbooks.firstIndex { $0.name == playbook.name }.map {
          (playbook, options.standing(place, $0))
        }
      }
    } else {
      standings = []
    }
  }

  /// The answer in a sentence.
  private var sentence: String {
    if let row {
      let what =
        row.row.group == .contact ? "to be contacted" : "held out to measure the effect by"
      let action = row.row.candidate.action
      return "\(id) is on the list, row \(HumanNumber.grouped(row.number)), \(what)"
        + (action.isEmpty ? "." : ": \(action).")
    }
    return "\(id) is not on the list: \(absence?.description ?? "")"
  }

  /// The answer, and what each playbook would bring.
  var text: String {
    var lines = [sentence]
    if let candidate {
      var facts = ["probability of churn \(HumanNumber.percent(candidate.churnProbability))"]
      if !candidate.riskBand.isEmpty { facts.append("risk \(candidate.riskBand)") }
      if !candidate.segment.isEmpty { facts.append("segment \(candidate.segment)") }
      if let value = candidate.valueAtRisk {
        facts.append("value at risk \(HumanNumber.fixed(value))")
      }
      if let margin = candidate.marginExpected {
        facts.append("margin expected if he stays \(HumanNumber.fixed(margin))")
      }
      lines.append("Known: " + facts.joined(separator: ", ") + ".")
    }
    guard !standings.isEmpty else { return lines.joined(separator: "\n") + "\n" }
    var table = TextTable([.left("playbook"), .right("net value"), .left("")])
    for (playbook, standing) in standings {
      table.append([playbook.name, value(standing), words(standing, playbook)])
    }
    return lines.joined(separator: "\n") + "\n\n" + table.text()
  }

  private func value(_ standing: PlaybookOptions.Standing) -> String {
    guard case .open(let value) = standing else { return "–" }
    return HumanNumber.fixed(value)
  }

  private func words(_ standing: PlaybookOptions.Standing, _ playbook: Playbook) -> String {
    switch standing {
    case .open(let value):
      row?.row.play?.playbook == playbook.name
        ? "chosen" : value > 0 ? "open" : "costs more than it brings"
    case .doesNotQualify: "does not meet: \(playbook.condition?.text ?? "")"
    case .nothingToOffer: "nothing to offer"
    case .coolingDown(let day): "used lately, free again on \(day)"
    }
  }

  /// The same as one document.
  var json: JSONValue {
    .object([
      "customer_id": .string(id),
      "onList": .bool(row != nil),
      "row": row.map { .integer(Int64($0.number)) } ?? .null,
      "group": row.map { .string($0.row.group.rawValue) } ?? .null,
      "action": row.map { .string($0.row.candidate.action) } ?? .null,
      "reason": absence.map { .string($0.code) } ?? .null,
      "detail": .string(sentence),
      "churnProbability": candidate.map { .number($0.churnProbability) } ?? .null,
      "valueAtRisk": candidate?.valueAtRisk.map(JSONValue.number) ?? .null,
      "playbooks": .array(standings.map(object)),
    ])
  }

  private func object(
    _ entry: (playbook: Playbook, standing: PlaybookOptions.Standing)
  ) -> JSONValue {
    var netValue: JSONValue = .null
    var until: JSONValue = .null
    if case .open(let value) = entry.standing { netValue = .number(value) }
    if case .coolingDown(let day) = entry.standing { until = .string(day.description) }
    return .object([
      "playbook": .string(entry.playbook.name), "expectedNetValue": netValue, "freeOn": until,
      "standing": .string(words(entry.standing, entry.playbook)),
    ])
  }
}
