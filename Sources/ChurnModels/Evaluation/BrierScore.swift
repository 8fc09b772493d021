/// The mean squared distance of probability and label: *Σ w (p − y)² / Σ w*.
///
/// - SeeAlso: Brier (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
public enum BrierScore {
  /// The score, in [0, 1]; nil unless the scores are probabilities and some row has weight.
  public static func value(of ranked: RankedScores) -> Double? {
    guard ranked.areProbabilities else { return nil }
    var total = 0.0
    var sum = 0.0
    for (row, weight) in ranked.weights.enumerated() {
      let distance = ranked.scores[row] - (ranked.labels[row] ? 1 : 0)
      total += weight
      sum += weight * distance * distance
    }
    return total > 0 ? sum / total : nil
  }
}
