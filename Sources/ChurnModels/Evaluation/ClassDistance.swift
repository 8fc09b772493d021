/// The greatest distance between the score distributions of churned and retained rows, KS in short.
///
/// *max |F₁(t) − F₀(t)|* over all thresholds, equal scores together; a ranking turned round has the same.
///
/// - SeeAlso: Massey (1951), doi:10.1080/01621459.1951.10500769.
public enum ClassDistance {
  /// The distance, in [0, 1]; nil unless both classes have some weight.
  public static func value(of ranked: RankedScores) -> Double? {
    let totals = ranked.totals
    let retainedTotal = totals.all - totals.churned
    guard totals.churned > 0, retainedTotal > 0 else { return nil }
    var churnedAbove = 0.0
    var retainedAbove = 0.0
    var widest = 0.0
    ranked.forEachTie { churned, retained in
      churnedAbove += churned
      retainedAbove += retained
      widest = max(
        widest, abs(churnedAbove / totals.churned - retainedAbove / retainedTotal))
    }
    return min(1, widest)
  }
}
