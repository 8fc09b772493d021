internal import ChurnMath

/// How much of the loss of a classifier without scores the ranking saves, over uncertain costs.
///
/// Missing a churner costs *1 − c*, a false alarm *c*, and *c* is drawn from a beta distribution; at each
/// *c* the best threshold is taken. *H = 1 − L / L₀* with *L₀* the loss of the better of flagging
/// everybody and nobody. Unlike the area under the ROC curve, whose implied costs depend on the model
/// itself, all models are judged by the same costs.
///
/// Exact: between the corners of the ROC curve's convex hull the loss is linear in *c*, so that its
/// integral is a difference of incomplete beta functions. Equal scores are one corner.
///
/// - SeeAlso: Hand (2009), doi:10.1007/s10994-009-5119-5; Hand & Anagnostopoulos (2014),
///   doi:10.1016/j.patrec.2013.12.004, for the default Beta(2, 1 + n₀/n₁), whose mode is the share of
///   churners.
public enum HMeasure {
  /// The measure, in [0, 1]; nil unless both classes have some weight and the parameters are positive.
  ///
  /// `costs` are the parameters of the beta distribution of *c*; nil = (2, 1 + n₀/n₁).
  public static func value(
    of ranked: RankedScores, costs: (alpha: Double, beta: Double)? = nil
  ) -> Double? {
    RocHull(ranked).flatMap { value($0, costs: costs) }
  }

  static func value(_ hull: RocHull, costs: (alpha: Double, beta: Double)? = nil) -> Double? {
    let (churned, retained) = (hull.totals.churned, hull.totals.retained)
    let (alpha, beta) = costs ?? (2, 1 + retained / churned)
    // ∫ c u(c) dc and ∫ (1 − c) u(c) dc are shares of beta distributions one higher.
    guard let alarms = BetaDistribution(alpha + 1, beta),
      let misses = BetaDistribution(alpha, beta + 1)
    else { return nil }
    let alarmFactor = alpha / (alpha + beta)
    let missFactor = beta / (alpha + beta)
    func alarm(_ c: Double) -> Double { alarmFactor * alarms.share(below: c) }
    func miss(_ c: Double) -> Double { missFactor * misses.share(below: c) }

    // From c = 1, where nobody is flagged, down to 0, where everybody is.
    var flagged = RankedScores.Tie(churned: 0, retained: 0)
    var upper = (alarm: alarm(1), miss: miss(1))
    var loss = 0.0
    for piece in hull.pieces {
      let c = piece.churned / (piece.churned + piece.retained)
      let lower = (alarm: alarm(c), miss: miss(c))
      loss += flagged.retained * (upper.alarm - lower.alarm)
      loss += (churned - flagged.churned) * (upper.miss - lower.miss)
      flagged.churned += piece.churned
      flagged.retained += piece.retained
      upper = lower
    }
    loss += retained * upper.alarm
    let rate = churned / (churned + retained)
    let blind = retained * alarm(rate) + churned * (miss(1) - miss(rate))
    guard blind > 0, loss.isFinite else { return nil }
    return min(1, max(0, 1 - loss / blind))
  }
}
