// Comparing every exit with all who stayed longer, without looking at every pair.
//
// rank       a customer's place among the distinct scores
// influence  of one customer: the weight of the others he forms pairs with, by the kind of pair
//
// Steps: back in time, each exit asks a tree of those still there how many lie below its rank;
// forward in time, each customer asks a tree of earlier exits the same, for his part in their pairs.

internal import ChurnMath

/// The pairs of one stratum.
struct PairCounter {
  /// The rows of the stratum, by time descending, then score and weight.
  let rows: [Int32]
  /// The pairs.
  private(set) var counts = Concordance.Counts()
  /// The pairs each row is part of; like `rows`.
  private(set) var influence: [Concordance.Counts]

  private let ranks: [Int]
  private let rankCount: Int
  private let times: [Double]
  private let weights: [Double]
  private let hasLeft: [Bool]
  /// Entry times and the rows by them, ascending.
  private let entries: (times: [Double], order: [Int32])?
  private let isRisk: Bool

  init(
    _ scores: [Double], _ lifetimes: Lifetimes, rows: [Int32], isRisk: Bool,
    weighting: Concordance.Weighting, end: Double?
  ) {
    let byTime = radixOrder(of: rows.map { ~((lifetimes.durations[Int($0)] + 0).bitPattern) })
    var sorted = byTime.map { rows[Int($0)] }
    func weight(_ row: Int32) -> Double { lifetimes.weights?[Int(row)] ?? 1 }
    var start = 0
    while start < sorted.count {
      // Equal times by content, so that sums do not depend on the order rows came in.
      var end = start + 1
      let time = lifetimes.durations[Int(sorted[start])]
      while end < sorted.count, lifetimes.durations[Int(sorted[end])] == time { end += 1 }
      if end > start + 1 {
        sorted[start..<end].sort { a, b in
          let (x, y) = (scores[Int(a)], scores[Int(b)])
          return x == y ? weight(a) < weight(b) : x < y
        }
      }
      start = end
    }
    self.rows = sorted
    self.isRisk = isRisk
    times = sorted.map { lifetimes.durations[Int($0)] }
    weights = sorted.map(weight)
    hasLeft = sorted.map { lifetimes.hasLeft(Int($0)) }
    (ranks, rankCount) = Self.ranks(sorted.map { scores[Int($0)] })
    entries = lifetimes.entries.map { entries in
      let own = sorted.map { entries[Int($0)] }
      return (own, radixOrder(of: own.map { ($0 + 0).bitPattern }))
    }
    influence = Array(repeating: Concordance.Counts(), count: sorted.count)
    let timeWeights = ExitWeights(
      lifetimes.selecting(rows: sorted.map { Int($0) }), weighting: weighting, end: end)
    countBack(timeWeights)
    countForward(timeWeights)
  }

  private static func ranks(_ scores: [Double]) -> (ranks: [Int], count: Int) {
    // Bits that ascend with numbers of either sign.
    let keys = scores.map { score in
      let bits = (score + 0).bitPattern
      return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) >> 63) | 1 << 63)
    }
    var ranks = [Int](repeating: 0, count: scores.count)
    var rank = -1
    var last: UInt64?
    for row in radixOrder(of: keys) {
      let key = keys[Int(row)]
      if key != last { rank += 1 }
      last = key
      ranks[Int(row)] = rank
    }
    return (ranks, rank + 1)
  }

  /// The rows that end at one time, from the last time back.
  private func timeGroups() -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var start = 0
    while start < rows.count {
      var end = start + 1
      while end < rows.count, times[end] == times[start] { end += 1 }
      groups.append(start..<end)
      start = end
    }
    return groups
  }

  private mutating func countBack(_ exitWeights: ExitWeights) {
    var there = FenwickSums(count: rankCount)
    var leaving = FenwickSums(count: rankCount)
    var nextEntry = rows.count
    for group in timeGroups() {
      if let entries {
        while nextEntry > 0,
          entries.times[Int(entries.order[nextEntry - 1])] >= times[group.lowerBound]
        {
          nextEntry -= 1
          let row = Int(entries.order[nextEntry])
          there.add(-weights[row], at: ranks[row])
        }
      }
      for row in group where !hasLeft[row] { there.add(weights[row], at: ranks[row]) }
      let exits = group.filter { hasLeft[$0] }
      guard !exits.isEmpty else { continue }
      let value = exitWeights.weight(at: times[group.lowerBound])
      for row in exits { leaving.add(weights[row], at: ranks[row]) }
      for row in exits {
        let below = there.below(ranks[row])
        let equal = there.at(ranks[row])
        let above = there.total - below - equal
        add(pairs(staying: value * below, value * equal, value * above), to: row)
        let same = leaving.at(ranks[row])
        counts.tiedBoth += weights[row] * value * (same - weights[row]) / 2
        counts.tiedTimes += weights[row] * value * (leaving.total - same) / 2
      }
      for row in exits {
        leaving.add(-weights[row], at: ranks[row])
        there.add(weights[row], at: ranks[row])
      }
    }
    for row in rows.indices {
      counts.concordant += weights[row] * influence[row].concordant
      counts.discordant += weights[row] * influence[row].discordant
      counts.tiedScores += weights[row] * influence[row].tiedScores
    }
  }

  private mutating func countForward(_ exitWeights: ExitWeights) {
    var exited = FenwickSums(count: rankCount)
    var nextEntry = 0
    func earlier(_ row: Int) -> (below: Double, equal: Double, above: Double) {
      let below = exited.below(ranks[row])
      let equal = exited.at(ranks[row])
      return (below, equal, exited.total - below - equal)
    }
    for group in timeGroups().reversed() {
      if let entries {
        while nextEntry < rows.count,
          entries.times[Int(entries.order[nextEntry])] < times[group.lowerBound]
        {
          // Exits before he came under observation form no pair with him.
          let row = Int(entries.order[nextEntry])
          let (below, equal, above) = earlier(row)
          add(pairs(staying: -above, -equal, -below), to: row)
          nextEntry += 1
        }
      }
      for row in group where hasLeft[row] {
        let (below, equal, above) = earlier(row)
        add(pairs(staying: above, equal, below), to: row)
      }
      let value = exitWeights.weight(at: times[group.lowerBound])
      for row in group where hasLeft[row] { exited.add(value * weights[row], at: ranks[row]) }
      for row in group where !hasLeft[row] {
        let (below, equal, above) = earlier(row)
        add(pairs(staying: above, equal, below), to: row)
      }
    }
  }

  /// Pairs of an exit with those who stayed, by where their scores lie: below, equal, above his.
  private func pairs(
    staying below: Double, _ equal: Double, _ above: Double
  ) -> Concordance.Counts {
    var pairs = Concordance.Counts()
    pairs.concordant = isRisk ? below : above
    pairs.discordant = isRisk ? above : below
    pairs.tiedScores = equal
    return pairs
  }

  private mutating func add(_ pairs: Concordance.Counts, to row: Int) { influence[row] += pairs }
}

/// What an exit at a time counts.
private struct ExitWeights {
  private var survival: ProductLimit?
  private var censoring: ProductLimit?
  private var total = 0.0
  private var isSquared = false
  private var isAt = false
  private let end: Double
  private var staying = LaterWeights()
  private var entering = LaterWeights()

  init(_ lifetimes: Lifetimes, weighting: Concordance.Weighting, end: Double?) {
    self.end = end ?? .infinity
    // With fewer than two exits R leaves the weights out.
    let exits = lifetimes.exits.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
    switch weighting {
    case .pairs: break
    case .uno(let curve):
      censoring = curve
      isSquared = true
      isAt = true
    case .censoring where exits > 1:
      censoring = ProductLimit.steps(lifetimes, ofExits: false)
      isSquared = true
    case .survival where exits > 1: useSurvival(lifetimes)
    case .survivalOverCensoring where exits > 1:
      useSurvival(lifetimes)
      censoring = ProductLimit.steps(lifetimes, ofExits: false)
    case .censoring, .survival, .survivalOverCensoring: break
    }
  }

  private mutating func useSurvival(_ lifetimes: Lifetimes) {
    survival = ProductLimit.survival(lifetimes)
    staying = LaterWeights(lifetimes.durations, lifetimes.weights)
    total = staying.sum(from: 0)
    if let entries = lifetimes.entries { entering = LaterWeights(entries, lifetimes.weights) }
  }

  func weight(at time: Double) -> Double {
    guard time < end else { return 0 }
    var weight = 1.0
    if let survival {
      // Whoever comes under observation at this time or later ends later still.
      let atRisk = staying.sum(from: time) - entering.sum(from: time)
      weight *= total * survival.share(before: time) / atRisk
    }
    if let censoring {
      let share = isAt ? censoring.share(at: time) : censoring.share(before: time)
      // Nobody is observed that long, so what happens there says nothing.
      guard share > 0 else { return 0 }
      weight /= isSquared ? share * share : share
    }
    return weight
  }
}

/// The weights of all whose time is a given one or later.
private struct LaterWeights {
  /// Descending.
  private var times: [Double] = []
  private var sums: [Double] = []

  init() {}

  init(_ times: [Double], _ weights: [Double]?) {
    var sum = 0.0
    for row in radixOrder(of: times.map { ~(($0 + 0).bitPattern) }) {
      sum += weights?[Int(row)] ?? 1
      self.times.append(times[Int(row)])
      sums.append(sum)
    }
  }

  func sum(from time: Double) -> Double {
    let count = times.partitionPoint { $0 >= time }
    return count == 0 ? 0 : sums[count - 1]
  }
}
