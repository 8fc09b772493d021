internal import ChurnMath
internal import Glibc

extension SaveRates {
  /// The standard deviation of θ about what is assumed.
  static let assumedDeviation = 0.15
  /// That of playbooks and segments about the level above, where it cannot be estimated.
  static let usualDeviation = 0.1
  /// The least that is taken for it when it can.
  static let leastDeviation = 0.05

  /// Adds a campaign and shrinks everything anew.
  ///
  /// - Parameters:
  ///   - seen: What the campaign showed of each segment, or of each playbook where segments are not
  ///     told apart; coarser levels follow from these.
  ///   - campaign: A name that the campaign always has; blanks and commas become `-`.
  /// - Returns: Whether it was added; a campaign that is in already is not counted again.
  @discardableResult
  public mutating func add(_ seen: [Cell], campaign: String) -> Bool {
    let name = String(campaign.map { $0 == " " || $0 == "," || $0.isNewline ? "-" : $0 })
    guard !campaigns.contains(name) else { return false }
    campaigns.append(name)
    var leaves = cells.filter { isLeaf($0) }
    for cell in seen {
      if let place = leaves.firstIndex(where: {
        $0.playbook == cell.playbook && $0.segment == cell.segment
      }) {
        leaves[place].evidence.add(cell.evidence)
      } else {
        leaves.append(cell)
      }
    }
    learn(leaves)
    return true
  }

  /// Whether a cell holds evidence of its own rather than the sum of finer ones.
  private func isLeaf(_ cell: Cell) -> Bool {
    switch cell.level {
    case .segment: true
    case .playbook: !cells.contains { $0.level == .segment && $0.playbook == cell.playbook }
    case .all: !cells.contains { $0.level != .all }
    }
  }

  /// Shrinks all levels, the topmost first.
  private mutating func learn(_ leaves: [Cell]) {
    var all = Cell(playbook: "", segment: "", evidence: SaveEvidence())
    for leaf in leaves { all.evidence.add(leaf.evidence) }
    let assumption = Belief(mean: log(1 - assumed), variance: 0)
    let top = Belief(
      above: assumption, evidence: all.evidence,
      spread: Self.assumedDeviation * Self.assumedDeviation)
    all.take(top, above: assumption)
    cells = [all]
    var playbooks: [Cell] = []
    for name in Self.sorted(leaves.map(\.playbook)) where !name.isEmpty {
      var cell = Cell(playbook: name, segment: "", evidence: SaveEvidence())
      for leaf in leaves where leaf.playbook == name { cell.evidence.add(leaf.evidence) }
      playbooks.append(cell)
    }
    let spread = Self.spread(playbooks)
    var beliefs: [String: Belief] = ["": top]
    for place in playbooks.indices {
      var belief = Belief(above: top, evidence: playbooks[place].evidence, spread: spread)
      if let stated = leaves.first(where: {
        $0.playbook == playbooks[place].playbook && $0.segment.isEmpty && $0.isStated
      }), playbooks[place].evidence.isEmpty {
        playbooks[place] = stated
        belief = Belief(mean: log(1 - min(stated.rate, 0.99)), variance: belief.variance)
      } else {
        playbooks[place].take(belief, above: top)
      }
      beliefs[playbooks[place].playbook] = belief
    }
    cells += playbooks
    for name in Self.sorted(leaves.map(\.playbook)) {
      guard let above = beliefs[name] else { continue }
      var segments = leaves.filter { $0.playbook == name && !$0.segment.isEmpty }
      segments.sort { $0.segment.utf8.lexicographicallyPrecedes($1.segment.utf8) }
      let spread = Self.spread(segments)
      for place in segments.indices where !segments[place].isStated {
        segments[place].take(
          Belief(above: above, evidence: segments[place].evidence, spread: spread), above: above)
      }
      cells += segments
    }
  }

  private static func sorted(_ names: [String]) -> [String] {
    Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The variance of θ among siblings, by the moments of DerSimonian and Laird.
  static func spread(_ siblings: [Cell]) -> Double {
    let seen = siblings.compactMap(\.evidence.logRatio)
    guard seen.count >= 3 else { return usualDeviation * usualDeviation }
    let weights = seen.map { 1 / $0.variance }
    let total = weights.reduce(0, +)
    let mean = zip(weights, seen).reduce(0) { $0 + $1.0 * $1.1.value } / total
    let excess = zip(weights, seen).reduce(0) { sum, pair in
      sum + pair.0 * (pair.1.value - mean) * (pair.1.value - mean)
    }
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    let estimate = (excess - Double(seen.count - 1)) / (total - squares / total)
    let least = leastDeviation * leastDeviation
    return estimate.isFinite ? max(least, estimate) : least
  }
}

/// What is believed of a θ.
private struct Belief {
  let mean: Double
  let variance: Double

  init(mean: Double, variance: Double) {
    self.mean = mean
    self.variance = variance
  }

  /// The level above, moved by evidence; without any, the level above and how far it spreads.
  init(above: Belief, evidence: SaveEvidence, spread: Double) {
    guard let seen = evidence.logRatio else {
      self.init(mean: above.mean, variance: above.variance + spread)
      return
    }
    let pull = seen.variance / (spread + seen.variance)
    self.init(
      mean: seen.value + (above.mean - seen.value) * pull,
      variance: spread * pull + pull * pull * above.variance)
  }
}

extension SaveRates.Cell {
  /// Whether the rate was written by hand and no campaign has brought evidence.
  fileprivate var isStated: Bool { evidence.isEmpty && lower == nil && rate.isFinite }

  fileprivate mutating func take(_ belief: Belief, above: Belief) {
    let reach = NormalDistribution.deviations(level: 0.95) * belief.variance.squareRoot()
    rate = 1 - exp(belief.mean)
    lower = 1 - exp(belief.mean + reach)
    upper = 1 - exp(belief.mean - reach)
    prior = 1 - exp(above.mean)
  }
}

extension SaveRates {
  /// How unsure the rate over all is: the standard deviation of *ln(1 − s)*; nil where it is not known.
  public var deviation: Double? {
    guard let all = cell("", ""), let lower = all.lower, let upper = all.upper, upper < 1,
      lower < upper
    else { return nil }
    return (log(1 - lower) - log(1 - upper)) / (2 * NormalDistribution.deviations(level: 0.95))
  }
}
