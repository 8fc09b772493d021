public import ChurnData

/// How the champion's kind would have done at one cutoff, had it been trained just before.
///
/// The model learned from label windows that had ended at the cutoff, and its calibration from earlier
/// origins only; where windows overlap, from other customers. Settings, a blend's weights (learned from
/// other customers) and what features know of the base come from all training rows. The test is the last
/// origin.
public struct OriginFigures: Sendable, Equatable, Encodable {
  /// The cutoff.
  public let at: Day
  /// What the cutoff is used for besides: training, calibration or test.
  public let role: String
  /// Customers judged.
  public let rows: Int
  /// Those who churned.
  public let churners: Int
  /// The share that churned.
  public let churnRate: Double
  /// The mean probability that would have been told.
  public let meanProbability: Double
  /// Area under the ROC curve; nil with one outcome.
  public let rocAUC: Double?
  /// The lower end of its 95 % interval.
  public let rocAUCLower: Double?
  /// The upper end of its 95 % interval.
  public let rocAUCUpper: Double?
  /// Mean negative log likelihood.
  public let logLoss: Double?
  /// Slope of the outcome on the log-odds.
  public let calibrationSlope: Double?
}
