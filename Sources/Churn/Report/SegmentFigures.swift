/// How a model does on the customers of one segment or group.
public struct SegmentFigures: Sendable, Equatable, Encodable {
  /// What divides the customers: `stage` for the lifecycle stage, `risk band`, or the name of a column.
  public let by: String
  /// The segment.
  public let name: String
  /// Its rows.
  public let rows: Int
  /// Its rows that churned.
  public let churners: Int
  /// The mean probability of its rows.
  public let meanProbability: Double
  /// The share of its rows that churned.
  public let churnRate: Double
  /// The lower end of the 95 % interval of that share.
  public let lower: Double
  /// The upper end of the 95 % interval of that share.
  public let upper: Double
  /// Area under the ROC curve within the segment; nil where one outcome is missing.
  public let rocAUC: Double?
  /// Slope of the outcome on the log-odds within the segment; nil where it is not determined.
  public let calibrationSlope: Double?
  /// The share of its rows among the riskiest tenth of all rows, ties as expectation.
  public let shareContactedAt10: Double
  /// Mean negative log likelihood within the segment.
  public var logLoss: Double?
  /// Mean squared error of the probability within the segment.
  public var brier: Double?
  /// Expected calibration error over ten bins within the segment.
  public var ece: Double?

  /// Whether the mean probability lies within the interval of what happened.
  public var isCalibrated: Bool { meanProbability >= lower && meanProbability <= upper }
}
