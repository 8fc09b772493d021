extension AtRiskList {
  /// Gives each customer at most one action, such that the list as a whole brings the most.
  ///
  /// The assignment is the best there is under the capacities of playbooks and channels and the most
  /// contacts; with a budget and contacts of different cost it is within `summary.optimalityGap` of
  /// it. It knows nothing of who will be held out: the bounds are widened by the share held out,
  /// everybody is assigned, and then the hold-out is drawn from each stratum, a playbook's customers
  /// of one band of risk. Hold-out rows use up neither money nor capacity, so that the bounds hold for
  /// those who are contacted.
  ///
  /// Rows are ranked by net value, ties by the higher probability, then by the bytes of the id.
  ///
  /// - Parameters:
  ///   - candidates: Those whom `options` are about.
  ///   - options: What is open to them.
  ///   - limits: Bounds of the list; its save rates are passed over, as `options` have theirs.
  ///   - holdOut: Whom to leave alone.
  /// - Throws: `AtRiskError` as ``init(_:costs:limits:holdOut:)``, and `.noMoney` where no candidate
  ///   has a value.
  public init(
    _ candidates: [Candidate], playing options: PlaybookOptions, limits: Limits = Limits(),
    holdOut: HoldOut = .none
  ) throws(AtRiskError) {
    try Self.check(candidates)
    let hasMoney = candidates.contains { $0.valueAtRisk != nil } || candidates.isEmpty
    guard hasMoney else { throw .noMoney(option: "--playbooks") }
    try Self.check(limits, hasMoney: true)

    var screen = Screen(limits, hasMoney: true)
    // Whoever comes first is preferred among equals.
    let order = candidates.indices.sorted { left, right in
      let (a, b) = (candidates[left], candidates[right])
      return a.churnProbability != b.churnProbability
        ? a.churnProbability > b.churnProbability
        : a.id.utf8.lexicographicallyPrecedes(b.id.utf8)
    }.filter { screen.takes(candidates[$0], at: $0) }
    var summary = AtRiskSummary(hasMoney: true)
    screen.count(in: &summary)
    summary.candidates = order.count
    summary.end = .assigned

    let drawing = ListDrawing(candidates, order, options, limits, holdOut)
    let drawn = drawing.drawn()
    summary.optimalityGap = drawn.gap
    var rows: [Row] = []
    for (place, index) in order.enumerated() {
      let option = drawn.choices[place]
      guard option >= 0 else {
        let best = options.best(index)
        screen.leaveOut(
          candidates[index], netValue: best?.netValue,
          Self.absence(of: index, best: best, options, drawn, limits))
        continue
      }
      var candidate = candidates[index]
      let play = options.play(index, option, stratum: drawing.stratum(index, option))
      candidate.action = play.action
      rows.append(
        Row(
          candidate: candidate, group: drawn.isHeldOut[place] ? .holdout : .contact,
          expectedNetValue: options.netValue(index, option), cumulativeNetValue: nil, play: play))
    }
    rows.sort { first, second in
      let (value, other) = (first.expectedNetValue ?? 0, second.expectedNetValue ?? 0)
      if value != other { return value > other }
      let (a, b) = (first.candidate, second.candidate)
      if a.churnProbability != b.churnProbability { return a.churnProbability > b.churnProbability }
      return a.id.utf8.lexicographicallyPrecedes(b.id.utf8)
    }
    let absentees = screen.absentees
    summary.add(&rows, playbooks: options)
    summary.addBounds(absentees)
    self.rows = rows
    self.summary = summary
    self.absentees = absentees
  }

  /// Why a candidate who may be contacted got no action.
  private static func absence(
    of index: Int, best: (playbook: Int, netValue: Double)?, _ options: PlaybookOptions,
    _ drawn: ListDrawing.Drawn, _ limits: Limits
  ) -> Absence {
    guard let best else {
      var first: Absence?
      var firstDay: Int?
      for (place, playbook) in options.playbooks.enumerated() {
        guard case .coolingDown(let day) = options.standing(index, place),
          day.number < firstDay ?? .max
        else { continue }
        firstDay = day.number
        first = .playbookCoolingDown(playbook: playbook.name, until: day)
      }
      return first ?? .noPlaybookFits
    }
    let playbook = options.playbooks[best.playbook]
    if best.netValue <= 0 { return .costsMore(playbook: playbook.name, netValue: best.netValue) }
    if let least = limits.minimumNetValue, best.netValue < least {
      return .underLeast(playbook: playbook.name, netValue: best.netValue)
    }
    if drawn.isFull(best.playbook), let capacity = playbook.capacity {
      return .playbookFull(playbook: playbook.name, capacity: capacity)
    }
    if drawn.isChannelFull(best.playbook),
      let capacity = options.table.channelCapacities[playbook.channel]
    {
      return .channelFull(playbook: playbook.name, channel: playbook.channel, capacity: capacity)
    }
    if drawn.isLimitReached { return .limitReached(playbook: playbook.name) }
    return .budgetSpent(playbook: playbook.name)
  }
}

extension AtRiskSummary {
  /// Counts rows in the order of their ranks, and gives them their cumulative value.
  fileprivate mutating func add(_ rows: inout [AtRiskList.Row], playbooks options: PlaybookOptions)
  {
    let used = options.table.playbooks.filter { playbook in
      options.playbooks.contains { $0.name == playbook.name }
    }
    playbooks = used.map {
      Playbook(name: $0.name, channel: $0.channel, capacity: $0.capacity)
    }
    var sum = 0.0
    rows = rows.map { row in
      guard let play = row.play,
        let place = playbooks.firstIndex(where: { $0.name == play.playbook })
      else { return row }
      if row.group == .contact {
        let saved = row.candidate.churnProbability * play.saveRate
        sum += row.expectedNetValue ?? 0
        contacts += 1
        costs += play.expectedCost
        expectedSaved += saved
        valueAtRisk += row.candidate.valueAtRisk ?? 0
        playbooks[place].contacts += 1
        playbooks[place].costs += play.expectedCost
        playbooks[place].expectedSaved += saved
        playbooks[place].expectedNetValue += row.expectedNetValue ?? 0
      } else {
        holdOuts += 1
        playbooks[place].holdOuts += 1
      }
      return AtRiskList.Row(
        candidate: row.candidate, group: row.group, expectedNetValue: row.expectedNetValue,
        cumulativeNetValue: sum, play: play)
    }
    expectedNetValue = sum
  }

  /// Counts whom bounds keep off the list.
  fileprivate mutating func addBounds(_ absentees: [AtRiskList.Absentee]) {
    for absentee in absentees {
      let phrase: String? =
        switch absentee.absence {
        case .playbookFull(let playbook, let capacity): "\(playbook) is full with \(capacity)"
        case .channelFull(_, let channel, let capacity): "\(channel) is full with \(capacity)"
        case .limitReached: "--limit is reached"
        case .budgetSpent: "the budget is spent"
        case .underLeast: "--min-value asks for more"
        default: nil
        }
      guard let phrase else { continue }
      if let place = bounds.firstIndex(where: { $0.phrase == phrase }) {
        bounds[place].customers += 1
      } else {
        bounds.append(Bound(phrase: phrase, customers: 1))
      }
    }
  }
}
