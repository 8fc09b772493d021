/// Assigns actions under bounds that hold for contacts alone, and draws the hold-out.
///
/// How many of a list are held out shows only when the list is known, and how long the list may be
/// depends on how many are held out. So bounds are widened by the share, the list is made, the
/// hold-out drawn and the contacts counted; a bound that contacts break is narrowed by as much, one
/// that binds and leaves room is widened, and the list made again, a few times. Of the lists whose
/// contacts keep all bounds the one that brings most is taken. The list within the bounds as they
/// are keeps them in any case.
struct ListDrawing {
  private let candidates: [AtRiskList.Candidate]
  private let order: [Int]
  private let options: PlaybookOptions
  private let limits: AtRiskList.Limits
  private let holdOut: HoldOut
  /// The problem with the bounds as they were asked for.
  private let problem: AssignmentProblem

  /// Actions of some candidates.
  struct Drawn {
    /// The playbook of each; -1 = none.
    let choices: [Int]
    /// Whether he is held out.
    let isHeldOut: [Bool]
    /// What the list could bring more at most.
    let gap: Double
    fileprivate let problem: AssignmentProblem
    fileprivate var value = 0.0
    fileprivate var cost = 0.0
    fileprivate var counts: [Int]
    fileprivate var groupCounts: [Int]
    fileprivate var total = 0

    /// Whether a playbook has as many customers as it may have.
    func isFull(_ playbook: Int) -> Bool {
      counts[playbook] >= problem.capacities[playbook] ?? .max
    }

    /// Whether the channel of a playbook has as many customers as it may have.
    func isChannelFull(_ playbook: Int) -> Bool {
      let group = problem.groups[playbook]
      return groupCounts[group] >= problem.groupCapacities[group] ?? .max
    }

    /// Whether the list has as many customers as it may have.
    var isLimitReached: Bool { total >= problem.limit ?? .max }
  }

  /// Poses the problem for the candidates at some places, the preferred first.
  init(
    _ candidates: [AtRiskList.Candidate], _ order: [Int], _ options: PlaybookOptions,
    _ limits: AtRiskList.Limits, _ holdOut: HoldOut
  ) {
    self.candidates = candidates
    self.order = order
    self.options = options
    self.limits = limits
    self.holdOut = holdOut
    let m = options.count
    var values: [Double] = []
    var costs: [Double] = []
    values.reserveCapacity(order.count * m)
    costs.reserveCapacity(order.count * m)
    for index in order {
      for option in 0..<m {
        let value = options.netValue(index, option)
        values.append(value >= limits.minimumNetValue ?? 0 ? value : .nan)
        costs.append(options.cost(index, option))
      }
    }
    var problem = AssignmentProblem(optionCount: m, values: values, costs: costs)
    problem.capacities = options.playbooks.map(\.capacity)
    var channels: [String] = []
    problem.groups = options.playbooks.map { playbook in
      if let place = channels.firstIndex(of: playbook.channel) { return place }
      channels.append(playbook.channel)
      return channels.count - 1
    }
    problem.groupCapacities = channels.map { options.table.channelCapacities[$0] }
    problem.limit = limits.contacts
    problem.budget = limits.budget
    self.problem = problem
  }

  /// The customers among whom the same share is held out: those of one playbook and band of risk.
  func stratum(_ candidate: Int, _ playbook: Int) -> String {
    let name = options.playbooks[playbook].name
    let band = candidates[candidate].riskBand
    return band.isEmpty ? name : "\(name)/\(band)"
  }

  /// Lists that are made at most.
  private static let mostRounds = 12
  /// Rounds in which a bound may be widened; afterwards it is narrowed only.
  private static let wideningRounds = 4

  /// The best list found.
  func drawn() -> Drawn {
    guard holdOut.share > 0 else { return made(within: problem) }
    var widened = problem
    func wide(_ bound: Int?) -> Int? {
      bound.map { Int(min(0x1p52, (Double($0) / (1 - holdOut.share)).rounded(.down))) }
    }
    widened.capacities = problem.capacities.map(wide)
    widened.groupCapacities = problem.groupCapacities.map(wide)
    widened.limit = wide(problem.limit)
    widened.budget = problem.budget.map { $0 / (1 - holdOut.share) }
    var best: Drawn?
    for round in 0..<Self.mostRounds {
      let found = made(within: widened)
      let keeps = keepsBounds(found)
      if keeps, found.value > best?.value ?? -1 { best = found }
      guard let next = corrected(widened, after: found, widens: round < Self.wideningRounds)
      else { break }
      if keeps, round >= Self.wideningRounds { break }
      widened = next
    }
    return best ?? made(within: problem)
  }

  private func keepsBounds(_ found: Drawn) -> Bool {
    let contacts = contacts(of: found)
    for option in contacts.counts.indices
    where contacts.counts[option] > problem.capacities[option] ?? .max {
      return false
    }
    for group in contacts.groupCounts.indices
    where contacts.groupCounts[group] > problem.groupCapacities[group] ?? .max {
      return false
    }
    if let limit = problem.limit, contacts.total > limit { return false }
    return contacts.cost <= (problem.budget ?? .infinity) * (1 + AssignmentProblem.budgetSlack)
  }

  /// Bounds brought nearer to what contacts may use; nil where nothing is left to bring nearer.
  private func corrected(
    _ bounds: AssignmentProblem, after found: Drawn, widens: Bool
  ) -> AssignmentProblem? {
    let contacts = contacts(of: found)
    var next = bounds
    var isChanged = false
    func correct(_ wide: Int?, _ asked: Int?, list: Int, contacts: Int) -> Int? {
      guard let wide, let asked else { return wide }
      if contacts > asked {
        isChanged = true
        return max(0, min(wide, list) - (contacts - asked))
      }
      if widens, contacts < asked, list >= wide {
        isChanged = true
        return wide + asked - contacts
      }
      return wide
    }
    for option in contacts.counts.indices {
      next.capacities[option] = correct(
        bounds.capacities[option], problem.capacities[option], list: found.counts[option],
        contacts: contacts.counts[option])
    }
    for group in contacts.groupCounts.indices {
      next.groupCapacities[group] = correct(
        bounds.groupCapacities[group], problem.groupCapacities[group],
        list: found.groupCounts[group], contacts: contacts.groupCounts[group])
    }
    next.limit = correct(
      bounds.limit, problem.limit, list: found.total, contacts: contacts.total)
    if let budget = problem.budget, let wide = bounds.budget {
      if contacts.cost > budget * (1 + AssignmentProblem.budgetSlack) {
        next.budget = max(0, min(wide, found.cost) - (contacts.cost - budget))
        isChanged = true
      } else if widens, found.cost < wide, found.cost + leastCost > wide {
        next.budget = wide + budget - contacts.cost
        isChanged = true
      }
    }
    return isChanged ? next : nil
  }

  /// The least that a contact costs.
  private var leastCost: Double {
    problem.costs.reduce(.infinity) { $1 > 0 ? min($0, $1) : $0 }
  }

  private func made(within bounds: AssignmentProblem) -> Drawn {
    let found = bounds.solved()
    let listed = found.choices.indices.filter { found.choices[$0] >= 0 }
    let held = holdOut.heldOut(
      listed.map { place in
        let candidate = candidates[order[place]]
        return HoldOut.Member(
          id: candidate.id, stratum: stratum(order[place], found.choices[place]),
          wasHeldOut: limits.rules.wasHeldOut(candidate.id))
      })
    var isHeldOut = [Bool](repeating: false, count: found.choices.count)
    for (place, isHeld) in zip(listed, held) { isHeldOut[place] = isHeld }
    var drawn = Drawn(
      choices: found.choices, isHeldOut: isHeldOut, gap: found.gap, problem: bounds,
      counts: Array(repeating: 0, count: options.count),
      groupCounts: Array(repeating: 0, count: bounds.groupCapacities.count))
    add(to: &drawn) { _ in true }
    drawn.value = 0
    for place in listed where !isHeldOut[place] {
      drawn.value += bounds.values[place * options.count + found.choices[place]]
    }
    return drawn
  }

  /// The same counts, of those who are contacted alone.
  private func contacts(of drawn: Drawn) -> Drawn {
    var contacts = drawn
    contacts.counts = drawn.counts.map { _ in 0 }
    contacts.groupCounts = drawn.groupCounts.map { _ in 0 }
    contacts.total = 0
    contacts.cost = 0
    add(to: &contacts) { !drawn.isHeldOut[$0] }
    return contacts
  }

  private func add(to drawn: inout Drawn, _ isCounted: (Int) -> Bool) {
    for (place, option) in drawn.choices.enumerated() where option >= 0 && isCounted(place) {
      drawn.counts[option] += 1
      drawn.groupCounts[problem.groups[option]] += 1
      drawn.total += 1
      drawn.cost += problem.costs[place * options.count + option]
    }
  }
}
