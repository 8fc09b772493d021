/// Rows of neighbouring scores, one of several bins of nearly equal size.
public struct EqualSizeBin: Sendable, Equatable {
  /// The smallest score among them.
  public let lowest: Double
  /// The largest score among them.
  public let highest: Double
  /// The rows that have weight.
  public let rows: [Int]
  /// Their weight.
  public let weight: Double
  /// Their mean score.
  public let meanScore: Double
  /// The share of churners among them.
  public let churnRate: Double

  /// Divides the rows into at most `count` bins of nearly equal weight, from the smallest scores up.
  ///
  /// Rows of one score stay together: a border moves to the nearest change of score, up when two are
  /// equally near. Rows without weight are left out.
  public static func bins(of ranked: RankedScores, count: Int = 10) -> [EqualSizeBin] {
    let count = max(1, min(count, ranked.ties.count))
    let total = ranked.totals.all
    guard total > 0 else { return [] }
    // Groups of equal scores from the smallest up, with the weight up to the end of each.
    var ends: [Double] = []
    var sum = 0.0
    for tie in ranked.ties.reversed() {
      sum += tie.churned + tie.retained
      ends.append(sum)
    }
    var bins: [EqualSizeBin] = []
    var from = 0
    for k in 1...count {
      var to = ends.count
      if k < count {
        let target = total * (Double(k) / Double(count))
        to = from
        while to < ends.count, ends[to] < target { to += 1 }
        let below = to > 0 ? ends[to - 1] : 0
        if to < ends.count, ends[to] - target <= target - below { to += 1 }
      }
      if to > from, let bin = EqualSizeBin(ranked, ties: from..<to) { bins.append(bin) }
      from = max(from, to)
    }
    return bins
  }

  /// The rows of some groups of equal scores, counted from the smallest score; nil without weight.
  private init?(_ ranked: RankedScores, ties: Range<Int>) {
    let groups = ranked.tieEnds.count
    let first = groups - ties.upperBound
    let start = first > 0 ? ranked.tieEnds[first - 1] : 0
    let end = ranked.tieEnds[groups - ties.lowerBound - 1]
    let rows = ranked.order[start..<end].filter { ranked.weights[$0] > 0 }
    guard let highest = rows.first, let lowest = rows.last else { return nil }
    var weight = 0.0
    var scores = 0.0
    var churned = 0.0
    for row in rows {
      weight += ranked.weights[row]
      scores += ranked.weights[row] * ranked.scores[row]
      if ranked.labels[row] { churned += ranked.weights[row] }
    }
    self.rows = rows
    self.lowest = ranked.scores[lowest]
    self.highest = ranked.scores[highest]
    self.weight = weight
    meanScore = scores / weight
    churnRate = churned / weight
  }
}
