/// The metrics a churn model is judged by, all from one set of rows; nil = undefined there.
public struct ClassificationMetrics: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of churned rows.
  public let churners: Int
  /// The share of churned rows, by weight; nil without weight.
  public let churnRate: Double?
  /// The mean probability; nil unless the scores are probabilities.
  public let meanProbability: Double?
  /// Area under the ROC curve; see `RocAUC`.
  public let rocAUC: Double?
  /// Area under the precision-recall curve; see `AveragePrecision`.
  public let prAUC: Double?
  /// Distance of the score distributions; see `ClassDistance`.
  public let ks: Double?
  /// Loss saved over uncertain costs; see `HMeasure`.
  public let hMeasure: Double?
  /// Correlation of flag and outcome at probability ½; see `ConfusionTable`.
  public let mcc: Double?
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

  /// The churn rate less the mean probability; nil where either is undefined.
  public var baseRateShift: Double? {
    guard let churnRate, let meanProbability else { return nil }
    return churnRate - meanProbability
  }

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
    self.init(ranked, hull: RocHull(ranked), near: near)
  }

  init(_ ranked: RankedScores, hull: RocHull?, near: CalibrationLine?) {
    rows = ranked.labels.count
    churners = ranked.labels.count { $0 }
    let totals = ranked.totals
    churnRate = totals.all > 0 ? totals.churned / totals.all : nil
    meanProbability =
      ranked.areProbabilities && totals.all > 0
      ? weightedMean(ranked.scores, ranked.weights) : nil
    rocAUC = RocAUC.value(of: ranked)
    ks = ClassDistance.value(of: ranked)
    hMeasure = hull.flatMap { HMeasure.value($0) }
    mcc = ranked.areProbabilities ? ConfusionTable(ranked).matthews : nil
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
