extension AtRiskList {
  /// Ranks the candidates and cuts the list.
  ///
  /// - Throws: `AtRiskError` for a probability outside of [0, 1], a value at risk that is not finite,
  ///   an id that occurs twice, a negative limit, or a least value without money.
  public init(
    _ candidates: [Candidate], costs: RetentionCosts, limits: Limits = Limits(),
    holdOut: HoldOut = .none
  ) throws(AtRiskError) {
    try Self.check(candidates)
    let hasMoney = candidates.contains { $0.valueAtRisk != nil } || candidates.isEmpty
    try Self.check(limits, hasMoney: hasMoney)

    var summary = AtRiskSummary(hasMoney: hasMoney)
    var screen = Screen(limits, hasMoney: hasMoney)
    var ranks: [Rank] = []
    for (index, candidate) in candidates.enumerated() where screen.takes(candidate, at: index) {
      let saveRate =
        limits.saveRates?.rate(playbook: "", segment: candidate.segment) ?? costs.saveRate
      let terms = costs.with(saveRate: saveRate)
      ranks.append(
        Rank(
          index: index,
          netValue: hasMoney
            ? candidate.valueAtRisk.map { terms.expectedNetValue(valueAtRisk: $0) } : nil,
          probability: candidate.churnProbability, cost: terms.costPerContact, saveRate: saveRate))
    }
    screen.count(in: &summary)
    summary.candidates = ranks.count
    ranks.sort { first, second in
      if let value = first.netValue, let other = second.netValue, value != other {
        return value > other
      }
      if first.probability != second.probability { return first.probability > second.probability }
      return candidates[first.index].id.utf8.lexicographicallyPrecedes(
        candidates[second.index].id.utf8)
    }

    let affordable = Self.affordableContacts(budget: limits.budget, costs: costs)
    var rows: [Row] = []
    var netValueSum = 0.0
    var costSum = 0.0
    for entry in ranks {
      if let netValue = entry.netValue {
        if netValue <= 0 {
          summary.end = .profitPeak
          break
        }
        if let least = limits.minimumNetValue, netValue < least {
          summary.end = .minimumNetValue
          break
        }
      }
      let candidate = candidates[entry.index]
      let isHeldOut = holdOut.contains(candidate.id)
      if !isHeldOut {
        if let most = limits.contacts, summary.contacts >= most {
          summary.end = .limit
          break
        }
        if limits.saveRates == nil {
          if let affordable, summary.contacts >= affordable {
            summary.end = .budget
            break
          }
        } else if let budget = limits.budget, costSum + entry.cost > budget * (1 + 1e-9) {
          summary.end = .budget
          break
        }
        netValueSum += entry.netValue ?? 0
        costSum += entry.cost
        summary.contacts += 1
        summary.expectedSaved += candidate.churnProbability * entry.saveRate
        summary.valueAtRisk += candidate.valueAtRisk ?? 0
      } else {
        summary.holdOuts += 1
      }
      rows.append(
        Row(
          candidate: candidate, group: isHeldOut ? .holdout : .contact,
          expectedNetValue: entry.netValue, cumulativeNetValue: hasMoney ? netValueSum : nil))
    }
    summary.costs =
      limits.saveRates == nil ? Double(summary.contacts) * costs.costPerContact : costSum
    summary.expectedNetValue = hasMoney ? netValueSum : nil
    for entry in ranks.dropFirst(rows.count) {
      screen.leaveOut(
        candidates[entry.index], netValue: entry.netValue,
        Self.absence(beyond: summary.end, netValue: entry.netValue, limits))
    }
    self.rows = rows
    self.summary = summary
    absentees = screen.absentees
  }

  /// Why somebody is not on a list that has ended before him.
  private static func absence(
    beyond end: AtRiskSummary.End, netValue: Double?, _ limits: Limits
  ) -> Absence {
    if let netValue, netValue <= 0 { return .costsMore(playbook: nil, netValue: netValue) }
    if let netValue, let least = limits.minimumNetValue, netValue < least {
      return .underLeast(playbook: nil, netValue: netValue)
    }
    return end == .limit ? .limitReached(playbook: nil) : .budgetSpent(playbook: nil)
  }

  /// How many contacts a budget pays for; nil when it does not bound them.
  ///
  /// Every contact costs the same, so this is one division; it forgives the rounding of a budget that
  /// is meant to be a whole number of contacts, as in 0.3 / 0.1.
  static func affordableContacts(budget: Double?, costs: RetentionCosts) -> Int? {
    guard let budget, costs.costPerContact > 0 else { return nil }
    let contacts = (budget / costs.costPerContact * (1 + 1e-12)).rounded(.down)
    return contacts < 0x1p53 ? Int(contacts) : nil
  }

  static func check(_ candidates: [Candidate]) throws(AtRiskError) {
    var rowOfID: [[UInt8]: Int] = [:]
    rowOfID.reserveCapacity(candidates.count)
    for (row, candidate) in candidates.enumerated() {
      guard (0...1).contains(candidate.churnProbability) else {
        throw .invalidProbability(row: row + 1, found: candidate.churnProbability)
      }
      if let value = candidate.valueAtRisk, !value.isFinite {
        throw .invalidValue(row: row + 1, found: value)
      }
      if let first = rowOfID.updateValue(row, forKey: Array(candidate.id.utf8)) {
        throw .repeatedID(row: row + 1, first: first + 1)
      }
    }
  }

  static func check(_ limits: Limits, hasMoney: Bool) throws(AtRiskError) {
    if let budget = limits.budget, !(budget >= 0) {
      throw .invalidLimit(option: "--budget", found: budget)
    }
    if let contacts = limits.contacts, contacts < 0 {
      throw .invalidLimit(option: "--limit", found: Double(contacts))
    }
    if let least = limits.minimumNetValue {
      guard !least.isNaN else { throw .invalidLimit(option: "--min-value", found: least) }
      guard hasMoney else { throw .noMoney(option: "--min-value") }
    }
  }
}

/// What a candidate is ranked by; small, so that sorting moves little.
private struct Rank {
  let index: Int
  let netValue: Double?
  let probability: Double
  let cost: Double
  let saveRate: Double
}
