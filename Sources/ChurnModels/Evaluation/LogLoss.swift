internal import Glibc

/// The mean negative log likelihood of the labels, in nats.
///
/// *−Σ w log p(label) / Σ w*. Probabilities are kept 10⁻¹⁵ away from 0 and 1, so that one certain
/// mistake costs 34.5 and not infinity.
public enum LogLoss {
  /// The loss, at least 0; nil unless the scores are probabilities and some row has weight.
  public static func value(of ranked: RankedScores) -> Double? {
    guard ranked.areProbabilities else { return nil }
    var total = 0.0
    var sum = 0.0
    for (row, weight) in ranked.weights.enumerated() where weight > 0 {
      let p = min(max(ranked.scores[row], 1e-15), 1 - 1e-15)
      total += weight
      sum -= weight * (ranked.labels[row] ? log(p) : log1p(-p))
    }
    return total > 0 ? sum / total : nil
  }
}
