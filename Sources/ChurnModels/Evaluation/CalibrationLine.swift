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

  private let line: StraightLogistic

  /// Fits the line; nil when it is not determined: one class only, all probabilities equal, classes
  /// separated, or scores that are not probabilities.
  ///
  /// `start`, the line of nearly the same rows (as in a bootstrap), only saves steps.
  public init?(_ ranked: RankedScores, start: CalibrationLine? = nil) {
    let totals = ranked.totals
    guard ranked.areProbabilities, totals.churned > 0, totals.churned < totals.all,
      !Self.isSeparated(ranked)
    else { return nil }
    let fitted = StraightLogistic(
      inputs: ranked.logits, targets: ranked.labels.map { $0 ? 1 : 0 }, weights: ranked.weights,
      start: start?.line)
    guard let fitted, fitted.converged else { return nil }
    line = fitted
    slope = fitted.slope
    intercept = fitted.intercept
  }

  /// Whether some score separates the classes, one way or the other (a shared score at the border
  /// included); then no slope is the best.
  private static func isSeparated(_ ranked: RankedScores) -> Bool {
    var churned = Range()
    var retained = Range()
    for (row, weight) in ranked.weights.enumerated() where weight > 0 {
      if ranked.labels[row] {
        churned.add(ranked.scores[row])
      } else {
        retained.add(ranked.scores[row])
      }
    }
    return churned.lowest >= retained.highest || churned.highest <= retained.lowest
  }

  /// The lowest and the highest of some scores.
  private struct Range {
    var lowest = Double.infinity
    var highest = -Double.infinity

    mutating func add(_ score: Double) {
      lowest = min(lowest, score)
      highest = max(highest, score)
    }
  }
}
