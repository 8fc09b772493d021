extension RocAUC {
  /// The standard error of the area, by DeLong's method.
  ///
  /// The area is a mean over churned and over retained rows at once; the error is that of both means,
  /// *√(S₁₀ / n₁ + S₀₁ / n₀)*, with equal scores counting half. Rows must be independent; where a customer
  /// has several, `Bootstrap` is right and this is too small. A weight counts a row so many times.
  ///
  /// - Returns: Nil unless each class has more than one row's weight; 0 where the classes do not overlap.
  /// - Complexity: O(*n*) after the ranking.
  /// - SeeAlso: DeLong, DeLong & Clarke-Pearson (1988), doi:10.2307/2531595; Sun & Xu (2014),
  ///   doi:10.1109/LSP.2014.2337313, for the way by ranks.
  public static func standardError(of ranked: RankedScores) -> Double? {
    let totals = ranked.totals
    let retainedTotal = totals.all - totals.churned
    guard totals.churned > 1, retainedTotal > 1, let area = value(of: ranked) else { return nil }
    var churnedAbove = 0.0
    var retainedBelow = retainedTotal
    var ofChurned = 0.0
    var ofRetained = 0.0
    ranked.forEachTie { churned, retained in
      retainedBelow -= retained
      let beaten = (retainedBelow + retained / 2) / retainedTotal
      let beating = (churnedAbove + churned / 2) / totals.churned
      ofChurned += churned * (beaten - area) * (beaten - area)
      ofRetained += retained * (beating - area) * (beating - area)
      churnedAbove += churned
    }
    let variance =
      ofChurned / (totals.churned - 1) / totals.churned
      + ofRetained / (retainedTotal - 1) / retainedTotal
    return variance.squareRoot()
  }
}
