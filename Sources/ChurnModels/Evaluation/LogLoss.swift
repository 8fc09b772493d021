internal import Glibc

/// The mean negative log likelihood of the labels, in nats.
///
/// *−Σ w log p(label) / Σ w*. Probabilities are kept 2⁻⁵² away from 0 and 1, as in scikit-learn,
/// so that one certain mistake costs 36.04 and not infinity.
public enum LogLoss {
  /// The loss, at least 0; nil unless the scores are probabilities and some row has weight.
  public static func value(of ranked: RankedScores) -> Double? {
    guard ranked.areProbabilities else { return nil }
    var total = 0.0
    var sum = 0.0
    for (row, weight) in ranked.weights.enumerated() where weight > 0 {
      let p = min(max(ranked.scores[row], .ulpOfOne), 1 - .ulpOfOne)
      total += weight
      sum -= weight * (ranked.labels[row] ? log(p) : log1p(-p))
    }
    return total > 0 ? sum / total : nil
  }
}
