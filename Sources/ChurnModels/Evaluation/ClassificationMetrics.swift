/// The metrics a churn model is judged by, all from one set of rows; nil = undefined there.
public struct ClassificationMetrics: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of churned rows.
  public let churners: Int
  /// Area under the ROC curve; see `RocAUC`.
  public let rocAUC: Double?
  /// Area under the precision-recall curve; see `AveragePrecision`.
  public let prAUC: Double?
  /// Mean negative log likelihood; see `LogLoss`.
  public let logLoss: Double?
  /// Mean squared error of the probability; see `BrierScore`.
  public let brier: Double?
  /// Expected calibration error over ten bins; see `ExpectedCalibrationError`.
  public let ece: Double?
  /// See `CalibrationLine`.
  public let calibrationSlope: Double?
  /// See `CalibrationLine`.
  public let calibrationIntercept: Double?
  /// Lift among the riskiest tenth; see `Gains`.
  public let liftAt10: Double?
  /// Precision among the riskiest tenth; see `Gains`.
  public let precisionAt10: Double?
  /// Share of the churners among the riskiest tenth; see `Gains`.
  public let gainAt10: Double?

  /// Computes all metrics from probabilities.
  ///
  /// - Throws: What `RankedScores` throws; `FitError.invalidScore` for one outside [0, 1].
  public init(
    labels: [Bool], probabilities: [Double], weights: [Double]? = nil
  ) throws(FitError) {
    let ranked = try RankedScores(labels: labels, scores: probabilities, weights: weights)
    if let row = probabilities.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
      throw .invalidScore(row: row, found: probabilities[row])
    }
    self.init(ranked)
  }

  /// Computes the metrics that the scores allow; those of probabilities are nil for other scores.
  ///
  /// `near`, the calibration line of nearly the same rows (as in a bootstrap), only saves time.
  public init(_ ranked: RankedScores, near: CalibrationLine? = nil) {
    rows = ranked.labels.count
    churners = ranked.labels.count { $0 }
    rocAUC = RocAUC.value(of: ranked)
    prAUC = AveragePrecision.value(of: ranked)
    logLoss = LogLoss.value(of: ranked)
    brier = BrierScore.value(of: ranked)
    ece = ExpectedCalibrationError.value(of: ranked)
    let line = CalibrationLine(ranked, start: near)
    calibrationSlope = line?.slope
    calibrationIntercept = line?.intercept
    liftAt10 = Gains.lift(of: ranked, share: 0.1)
    precisionAt10 = Gains.precision(of: ranked, share: 0.1)
    gainAt10 = Gains.gain(of: ranked, share: 0.1)
  }
}
