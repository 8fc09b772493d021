public import ChurnData
public import ChurnMath

// What can be done for each candidate.
//
// candidate   a scored customer who may be contacted
// standing    how a candidate stands to a playbook: what it brings, or why it is closed to him
// item        what goes with what a customer has bought

/// The playbooks that are open to each candidate, and what they would bring.
public struct PlaybookOptions: Sendable {
  /// A playbook that cannot be used with these data.
  public struct LeftOut: Sendable, Equatable, CustomStringConvertible {
    /// Its name.
    public let playbook: String
    /// Why, as the end of a sentence.
    public let reason: String

    /// Both in a line.
    public var description: String { "\(playbook): \(reason)" }
  }

  /// How a candidate stands to a playbook.
  public enum Standing: Sendable, Equatable {
    /// It is open and expected to bring this, costs taken off.
    case open(netValue: Double)
    /// He does not meet its condition.
    case doesNotQualify
    /// There is no item to fill its offer.
    case nothingToOffer
    /// It was used for him too short a while ago.
    case coolingDown(until: Day)
  }

  /// The playbooks that can be used, by falling priority, then in the order of the table.
  public let playbooks: [Playbook]
  /// The playbooks that cannot.
  public let leftOut: [LeftOut]
  /// What may be a slip in a condition, a sentence each.
  public let warnings: [String]
  /// The table that they come from.
  public let table: PlaybookTable
  /// What each usable playbook costs and does.
  public let terms: [PlaybookTerms]

  private let candidates: [AtRiskList.Candidate]
  private let rules: ContactRules
  private let items: [String?]
  /// *n* × *m*: what a playbook brings; NaN where it is closed.
  private let netValues: [Double]
  /// *n* × *m*: the save rate of a playbook, of the candidate's segment where that is known.
  private let saveRates: [Double]
  /// *n* × *m*.
  private let closures: [Closure]

  private enum Closure: UInt8, Sendable { case none, condition, item, cooldown }

  /// The number of usable playbooks, *m*.
  var count: Int { playbooks.count }

  /// Finds what is open to whom.
  ///
  /// - Parameters:
  ///   - candidates: Length *n*.
  ///   - table: The playbooks.
  ///   - columns: *n* rows: what conditions can ask for.
  ///   - knownNames: Names of further columns that conditions could ask for, for hints.
  ///   - costs: What holds where a playbook states nothing.
  ///   - saveRates: Rates learned from campaigns, which go before those stated; nil = none.
  ///   - rules: What earlier contacts leave open.
  ///   - items: Length *n*: what to offer each candidate, nil for nothing; nil where that cannot be
  ///     known of anybody.
  /// - Throws: `PlaybookError`.
  public init(
    _ candidates: [AtRiskList.Candidate], table: PlaybookTable, columns: FeatureMatrix,
    knownNames: [String] = [], costs: RetentionCosts, saveRates: SaveRates? = nil,
    rules: ContactRules = .none,
    items: [String?]? = nil
  ) throws(PlaybookError) {
    precondition(
      columns.rowCount == candidates.count
        && (items?.count ?? candidates.count) == candidates.count,
      "\(candidates.count) candidates, \(columns.rowCount) rows of columns")
    var usable: [(playbook: Playbook, meets: [Bool]?)] = []
    var leftOut: [LeftOut] = []
    var warnings: [String] = []
    let kinds = columns.columns.map { (name: $0.name, kind: $0.kind) }
    for playbook in table.playbooks {
      if playbook.needsItem, items == nil {
        leftOut.append(
          LeftOut(
            playbook: playbook.name, reason: "what goes with what was bought is not known here."))
        continue
      }
      do {
        try playbook.condition?.check(columns: kinds)
        usable.append((playbook, try playbook.condition?.matches(columns)))
        for warning in playbook.condition?.warnings(columns: kinds) ?? [] {
          warnings.append("Playbook \"\(playbook.name)\": \(warning)")
        }
      } catch {
        guard case .unknownColumn(let name, _, _, _) = error else {
          throw .condition(playbook: playbook.name, error)
        }
        let nearest = NearestName.of(name, in: columns.columnNames + knownNames)
        let hint = nearest.map { " Did you mean \"\($0)\"?" } ?? ""
        leftOut.append(
          LeftOut(playbook: playbook.name, reason: "there is no column \"\(name)\" here.\(hint)"))
      }
    }
    guard !usable.isEmpty else { throw .noneUsable(leftOut: leftOut) }
    // The sort is stable by the place in the table.
    let order = usable.indices.sorted {
      let (a, b) = (usable[$0].playbook.priority, usable[$1].playbook.priority)
      return a != b ? a > b : $0 < $1
    }
    let playbooks = order.map { usable[$0].playbook }
    let terms = playbooks.map { PlaybookTerms($0, costs: costs) }
    var netValues: [Double] = []
    var rates: [Double] = []
    var closures: [Closure] = []
    netValues.reserveCapacity(candidates.count * playbooks.count)
    for (row, candidate) in candidates.enumerated() {
      let margin = candidate.marginExpected
      for (option, playbook) in playbooks.enumerated() {
        let rate =
          terms[option].saveRate > 0
          ? saveRates?.rate(playbook: playbook.name, segment: candidate.segment)
            ?? terms[option].saveRate
          : terms[option].saveRate
        rates.append(rate)
        var closure = Closure.none
        if usable[order[option]].meets?[row] == false {
          closure = .condition
        } else if playbook.needsItem, items?[row] == nil {
          closure = .item
        } else if rules.restsUntil(candidate.id, playbook: playbook) != nil {
          closure = .cooldown
        }
        closures.append(closure)
        let value = candidate.valueAtRisk.map {
          terms[option].netValue(valueAtRisk: $0, marginExpected: margin, saveRate: rate)
        }
        netValues.append(closure == .none ? value ?? .nan : .nan)
      }
    }
    self.table = table
    self.playbooks = playbooks
    self.leftOut = leftOut
    self.warnings = warnings
    self.terms = terms
    self.candidates = candidates
    self.rules = rules
    self.items = items ?? Array(repeating: nil, count: candidates.count)
    self.netValues = netValues
    self.saveRates = rates
    self.closures = closures
  }

  /// How a candidate stands to a playbook, both by their places.
  public func standing(_ candidate: Int, _ playbook: Int) -> Standing {
    switch closures[candidate * count + playbook] {
    case .none: .open(netValue: netValues[candidate * count + playbook])
    case .condition: .doesNotQualify
    case .item: .nothingToOffer
    case .cooldown:
      .coolingDown(
        until: rules.restsUntil(candidates[candidate].id, playbook: playbooks[playbook])
          ?? rules.day)
    }
  }

  /// What a playbook brings with a candidate; NaN where it is closed to him.
  func netValue(_ candidate: Int, _ playbook: Int) -> Double {
    netValues[candidate * count + playbook]
  }

  /// What a playbook is expected to cost with a candidate.
  func cost(_ candidate: Int, _ playbook: Int) -> Double {
    terms[playbook].cost(saveRate: saveRates[candidate * count + playbook])
  }

  /// The playbook that brings most with a candidate, of equals the one of higher priority; nil where
  /// all are closed.
  public func best(_ candidate: Int) -> (playbook: Int, netValue: Double)? {
    var best: (playbook: Int, netValue: Double)?
    for option in playbooks.indices {
      let value = netValue(candidate, option)
      if value > best?.netValue ?? -.infinity { best = (option, value) }
    }
    return best
  }

  /// What a playbook does for a candidate.
  func play(_ candidate: Int, _ playbook: Int, stratum: String = "") -> AtRiskList.Play {
    let chosen = playbooks[playbook]
    let offer = chosen.offer(item: items[candidate]) ?? ""
    return AtRiskList.Play(
      playbook: chosen.name, channel: chosen.channel, offer: offer,
      action: chosen.action(offer: offer), contactCost: terms[playbook].contactCost,
      incentive: terms[playbook].incentive, expectedCost: cost(candidate, playbook),
      saveRate: saveRates[candidate * count + playbook], stratum: stratum)
  }

  /// What the best playbook of a candidate is, in words; empty where none pays.
  public func bestAction(_ candidate: Int) -> String {
    guard let best = best(candidate), best.netValue > 0 else { return "" }
    return play(candidate, best.playbook).action
  }
}
