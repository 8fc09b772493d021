/// The line that best maps a model's log-odds to the truth.
///
/// Logistic regression of the label on the logit of the probability (kept 10⁻¹⁵ away from 0 and 1).
/// Slope 1 and intercept 0 are perfect; a slope under 1 means that the model is too sure of itself.
///
/// - SeeAlso: Cox (1958), doi:10.1093/biomet/45.3-4.562.
public struct CalibrationLine: Sendable, Equatable {
  /// The change of the true log-odds per unit of the model's.
  public let slope: Double
  /// The true log-odds where the model says one half.
  public let intercept: Double

  /// Fits the line; nil when it is not determined: one class only, all probabilities equal, classes
  /// separated, or scores that are not probabilities.
  public init?(_ ranked: RankedScores) {
    let totals = ranked.totals
    guard ranked.areProbabilities, totals.churned > 0, totals.churned < totals.all,
      !Self.isSeparated(ranked)
    else { return nil }
    let line = StraightLogistic(
      inputs: ranked.scores.map(logOdds), targets: ranked.labels.map { $0 ? 1 : 0 },
      weights: ranked.weights)
    guard let line, line.converged else { return nil }
    slope = line.slope
    intercept = line.intercept
  }

  /// Whether some score separates the classes, one way or the other (a shared score at the border
  /// included); then no slope is the best.
  private static func isSeparated(_ ranked: RankedScores) -> Bool {
    var lowest: [Bool: Double] = [:]
    var highest: [Bool: Double] = [:]
    for (row, weight) in ranked.weights.enumerated() where weight > 0 {
      let label = ranked.labels[row]
      let score = ranked.scores[row]
      lowest[label] = min(lowest[label] ?? score, score)
      highest[label] = max(highest[label] ?? score, score)
    }
    guard let lowChurned = lowest[true], let highChurned = highest[true],
      let lowRetained = lowest[false], let highRetained = highest[false]
    else { return true }
    return lowChurned >= highRetained || highChurned <= lowRetained
  }
}
