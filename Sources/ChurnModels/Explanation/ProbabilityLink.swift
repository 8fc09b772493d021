/// The way from a model's decision to the calibrated probability, a rising function of one number.
///
/// A model adds up what its features say; the sum, its *decision*, is in log-odds or is a
/// probability itself, and the calibrator bends it.
public struct ProbabilityLink: Sendable, Equatable {
  /// Whether the decision is in log-odds; else it is a probability.
  public let isLogOdds: Bool
  /// What bends it.
  public let calibrator: Calibrator

  /// Creates a link.
  public init(isLogOdds: Bool, calibrator: Calibrator) {
    self.isLogOdds = isLogOdds
    self.calibrator = calibrator
  }

  /// The calibrated probability of a decision, in [0, 1].
  public func probability(_ decision: Double) -> Double {
    guard !decision.isNaN else { return .nan }
    if isLogOdds { return calibrator.calibrated(min(max(decision, -745), 745)) }
    return calibrator.calibrated(Calibrator.logOdds(ofProbability: min(max(decision, 0), 1)))
  }

  /// How much the probability rises for each unit of the decision between two decisions.
  ///
  /// Where they are nearer than `leastWidth`, it is the slope over that width around their middle:
  /// two rows that a steep step of the calibration divides are not told apart by a giant factor.
  func slope(from start: Double, to end: Double, leastWidth: Double) -> Double {
    if abs(end - start) >= leastWidth {
      return (probability(end) - probability(start)) / (end - start)
    }
    var low = start / 2 + end / 2 - leastWidth / 2
    var high = low + leastWidth
    if !isLogOdds { (low, high) = (max(low, 0), min(high, 1)) }
    return high > low ? (probability(high) - probability(low)) / (high - low) : 0
  }
}
