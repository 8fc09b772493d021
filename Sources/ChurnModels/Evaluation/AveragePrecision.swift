/// The area under the precision-recall curve, as a step function.
///
/// *Σ (Rₖ − Rₖ₋₁) Pₖ* over the distinct scores from the largest down, with precision and recall among
/// all rows of at least that score. No interpolation: the trapezoid rule is too kind.
///
/// - SeeAlso: Davis & Goadrich (2006), doi:10.1145/1143844.1143874.
public enum AveragePrecision {
  /// The area, in [0, 1]; nil without churners.
  public static func value(of ranked: RankedScores) -> Double? {
    let total = ranked.totals.churned
    guard total > 0 else { return nil }
    var found = 0.0
    var seen = 0.0
    var area = 0.0
    ranked.forEachTie { churned, retained in
      found += churned
      seen += churned + retained
      if seen > 0 { area += churned / total * (found / seen) }
    }
    return min(1, area)
  }
}
