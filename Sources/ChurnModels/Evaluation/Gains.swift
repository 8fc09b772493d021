/// What contacting the riskiest share of the customers finds.
///
/// Equal scores count as expectation: if a group of ties is only partly contacted, the churners in it
/// count in proportion, so that no order of the rows is lucky. A share may end within a row.
public enum Gains {
  /// The share of all churners among the riskiest `share` of the rows; nil without churners or for a
  /// share outside (0, 1].
  public static func gain(of ranked: RankedScores, share: Double) -> Double? {
    guard let found = found(ranked, share: share), ranked.totals.churned > 0 else { return nil }
    return found / ranked.totals.churned
  }

  /// The share of churners among the riskiest `share` of the rows; nil as for `gain`, but defined
  /// without churners.
  public static func precision(of ranked: RankedScores, share: Double) -> Double? {
    guard let found = found(ranked, share: share) else { return nil }
    return found / (share * ranked.totals.all)
  }

  /// How many times more churners the riskiest `share` holds than a random one: gain / share.
  public static func lift(of ranked: RankedScores, share: Double) -> Double? {
    guard let gain = gain(of: ranked, share: share) else { return nil }
    return gain / share
  }

  /// One of the equal parts of the base, the riskiest first.
  public struct Part: Sendable, Equatable {
    /// The share of the rows in this part and all before it.
    public let share: Double
    /// The share of churners in this part alone.
    public let churnRate: Double
    /// The share of all churners in this part and all before it; nil without churners.
    public let gain: Double?
    /// How many times more churners than at random, in this part and all before it.
    public let lift: Double?
    /// The share of churners in this part and all before it.
    public let precision: Double
  }

  /// The table of deciles, or of any number of equal parts from 1 to 1,000; empty without weight.
  public static func table(of ranked: RankedScores, parts: Int = 10) -> [Part] {
    let parts = max(1, min(parts, 1_000))
    let total = ranked.totals
    guard total.all > 0 else { return [] }
    let shares = (0...parts).map { Double($0) / Double(parts) }
    let found = found(ranked, shares: shares)
    return (1...parts).map { k in
      let gain = total.churned > 0 ? found[k] / total.churned : nil
      return Part(
        share: shares[k],
        churnRate: (found[k] - found[k - 1]) / ((shares[k] - shares[k - 1]) * total.all),
        gain: gain, lift: gain.map { $0 / shares[k] }, precision: found[k] / (shares[k] * total.all)
      )
    }
  }

  /// The gains at ascending shares in [0, 1], in one pass; nil without churners.
  public static func gains(of ranked: RankedScores, shares: [Double]) -> [Double]? {
    let total = ranked.totals.churned
    guard total > 0 else { return nil }
    return found(ranked, shares: shares).map { $0 / total }
  }

  /// The chance of each row to be among the riskiest `share`: 1 or 0, and between for the ties that are
  /// only partly contacted; length *n*.
  public static func chances(of ranked: RankedScores, share: Double) -> [Double] {
    var chances = [Double](repeating: 0, count: ranked.labels.count)
    var left = min(1, max(0, share)) * ranked.totals.all
    var start = 0
    for (tie, end) in zip(ranked.ties, ranked.tieEnds) {
      let size = tie.churned + tie.retained
      if size > 0, left > 0 {
        for row in ranked.order[start..<end] { chances[row] = min(1, left / size) }
      }
      left -= size
      start = end
    }
    return chances
  }

  /// The expected weight of churners among the riskiest of each of some ascending shares.
  private static func found(_ ranked: RankedScores, shares: [Double]) -> [Double] {
    let total = ranked.totals.all
    var found: [Double] = []
    found.reserveCapacity(shares.count)
    var seen = 0.0
    var churned = 0.0
    var next = 0
    for share in shares {
      let wanted = share * total
      while next < ranked.ties.count,
        seen + ranked.ties[next].churned + ranked.ties[next].retained <= wanted
      {
        churned += ranked.ties[next].churned
        seen += ranked.ties[next].churned + ranked.ties[next].retained
        next += 1
      }
      var within = 0.0
      if next < ranked.ties.count {
        let tie = ranked.ties[next]
        let size = tie.churned + tie.retained
        if size > 0 { within = tie.churned * min(1, max(0, (wanted - seen) / size)) }
      }
      found.append(churned + within)
    }
    return found
  }

  /// The expected weight of churners among the riskiest `share`.
  private static func found(_ ranked: RankedScores, share: Double) -> Double? {
    let total = ranked.totals.all
    guard share > 0, share <= 1, total > 0 else { return nil }
    var left = share * total
    var found = 0.0
    ranked.forEachTie { churned, retained in
      let size = churned + retained
      guard left > 0, size > 0 else { return }
      found += churned * min(1, left / size)
      left -= size
    }
    return found
  }
}
