/// The area under the receiver operating characteristic.
///
/// The chance that a random churner scores above a random retained customer, equal scores counting
/// half: *Σ w₁ w₀ (1[s₁ > s₀] + ½ 1[s₁ = s₀]) / (W₁ W₀)*.
///
/// - SeeAlso: Hanley & McNeil (1982), doi:10.1148/radiology.143.1.7063747.
public enum RocAUC {
  /// The area, in [0, 1]; nil unless both classes have some weight.
  public static func value(of ranked: RankedScores) -> Double? {
    let totals = ranked.totals
    let retainedTotal = totals.all - totals.churned
    guard totals.churned > 0, retainedTotal > 0 else { return nil }
    var below = retainedTotal
    var pairs = 0.0
    ranked.forEachTie { churned, retained in
      below -= retained
      pairs += churned * (below + retained / 2)
    }
    return min(1, max(0, pairs / (totals.churned * retainedTotal)))
  }

  /// The Gini coefficient of the ranking, 2 area − 1, in [−1, 1]; nil as for `value`.
  public static func gini(of ranked: RankedScores) -> Double? {
    value(of: ranked).map { 2 * $0 - 1 }
  }
}
