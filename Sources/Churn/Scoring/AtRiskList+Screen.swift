extension AtRiskList {
  /// Who may be on a list at all, and who is not on it for what reason.
  struct Screen {
    private let limits: Limits
    private let hasMoney: Bool
    private var left: [Absentee] = []
    private var suppressed = 0
    private var otherSegments = 0
    private var conditionNotMet = 0
    private var withoutValue = 0
    private var coolingDown = 0

    init(_ limits: Limits, hasMoney: Bool) {
      self.limits = limits
      self.hasMoney = hasMoney
    }

    /// Whether a candidate may be on the list; who may not is remembered.
    mutating func takes(_ candidate: Candidate, at index: Int) -> Bool {
      guard let absence = absence(candidate, at: index) else { return true }
      leaveOut(candidate, netValue: nil, absence)
      return false
    }

    private mutating func absence(_ candidate: Candidate, at index: Int) -> Absence? {
      if limits.suppression.contains(candidate.id) {
        suppressed += 1
        return .suppressed
      }
      if let segment = limits.segment, !segment.utf8.elementsEqual(candidate.segment.utf8) {
        otherSegments += 1
        return .otherSegment(candidate.segment)
      }
      if limits.meets?[index] == false {
        conditionNotMet += 1
        return .conditionNotMet
      }
      if hasMoney, candidate.valueAtRisk == nil {
        withoutValue += 1
        return .withoutValue
      }
      if let day = limits.rules.restsUntil(candidate.id) {
        coolingDown += 1
        return .coolingDown(until: day)
      }
      return nil
    }

    /// Remembers somebody who is not on the list.
    mutating func leaveOut(_ candidate: Candidate, netValue: Double?, _ absence: Absence) {
      left.append(
        Absentee(
          id: candidate.id, churnProbability: candidate.churnProbability,
          valueAtRisk: candidate.valueAtRisk, netValue: netValue, absence: absence))
    }

    /// Writes the counts into a summary.
    func count(in summary: inout AtRiskSummary) {
      summary.suppressed = suppressed
      summary.otherSegments = otherSegments
      summary.conditionNotMet = conditionNotMet
      summary.withoutValue = withoutValue
      summary.coolingDown = coolingDown
    }

    /// Those who are not on the list, by falling probability, then by the bytes of the id.
    var absentees: [Absentee] {
      left.sorted { first, second in
        first.churnProbability != second.churnProbability
          ? first.churnProbability > second.churnProbability
          : first.id.utf8.lexicographicallyPrecedes(second.id.utf8)
      }
    }
  }
}
