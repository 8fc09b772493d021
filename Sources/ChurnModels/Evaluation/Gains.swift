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
