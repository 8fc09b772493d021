/// A test of whether the probabilities can be true as they stand.
///
/// *z = Σ (y − p)(1 − 2p) / √(Σ (1 − 2p)² p (1 − p))* is nearly standard normal when every label was drawn
/// with its probability; beyond ±1.96 that is doubtful at 5 %. Rows must be independent.
///
/// - SeeAlso: Spiegelhalter (1986), doi:10.1002/sim.4780050506.
public enum SpiegelhalterTest {
  /// The statistic; nil unless the scores are probabilities that some label could contradict.
  ///
  /// Infinite when all are 0, ½ or 1 and something impossible happened. A weight counts a row so many
  /// times.
  public static func z(of ranked: RankedScores) -> Double? {
    guard ranked.areProbabilities else { return nil }
    var sum = 0.0
    var variance = 0.0
    for (row, weight) in ranked.weights.enumerated() where weight > 0 {
      let p = ranked.scores[row]
      sum += weight * ((ranked.labels[row] ? 1 : 0) - p) * (1 - 2 * p)
      variance += weight * (1 - 2 * p) * (1 - 2 * p) * p * (1 - p)
    }
    let z = sum / variance.squareRoot()
    return z.isNaN ? nil : z
  }
}
