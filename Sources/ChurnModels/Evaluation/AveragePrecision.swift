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

  /// The area under straight lines between the points of the curve, which is too large; nil without
  /// churners.
  ///
  /// For comparison with tools that give it. It begins at recall 0 with precision 1.
  public static func trapezoid(of ranked: RankedScores) -> Double? {
    let total = ranked.totals.churned
    guard total > 0 else { return nil }
    var found = 0.0
    var seen = 0.0
    var precision = 1.0
    var area = 0.0
    ranked.forEachTie { churned, retained in
      guard churned + retained > 0 else { return }
      found += churned
      seen += churned + retained
      area += churned / total * (found / seen + precision) / 2
      precision = found / seen
    }
    return min(1, area)
  }
}
