internal import ChurnMath
internal import ChurnModels

/// Rows with known outcome and what was predicted for them: all that metrics need.
struct JudgedRows: Sendable {
  /// Whether each row churned.
  var labels: [Bool]
  /// The calibrated probability of each row.
  var probabilities: [Double]
  /// The customer of each row, for the bootstrap.
  var groups: [Int]
  /// Margin expected of each row over a year; nil without money.
  var margins: [Double]?
  /// Scores of the plain rules, by name.
  var rules: [(name: String, scores: [Double])]

  /// What a campaign to everyone worth contacting would have brought, in currency.
  ///
  /// Customers with a positive expected net value are contacted. Each costs the contact, and the
  /// incentive times the acceptance; each of them who did churn would have been kept with the save
  /// rate, and his margin with him.
  ///
  /// `weights` counts rows more than once or not at all, as a bootstrap does.
  func profit(_ costs: RetentionCosts, weights: [Double]? = nil) -> Double? {
    guard let margins else { return nil }
    var profit = 0.0
    for row in labels.indices {
      profit +=
        (weights?[row] ?? 1)
        * costs.profit(
          churnProbability: probabilities[row], marginExpected: margins[row],
          churned: labels[row])
    }
    return profit
  }

  /// Only some rows, in that order.
  func selecting(_ rows: [Int]) -> JudgedRows {
    JudgedRows(
      labels: rows.map { labels[$0] }, probabilities: rows.map { probabilities[$0] },
      groups: rows.map { groups[$0] }, margins: margins.map { all in rows.map { all[$0] } },
      rules: rules.map { rule in (rule.name, rows.map { rule.scores[$0] }) })
  }
}

extension RetentionCosts {
  /// What one customer would have brought a campaign; nothing when contacting him did not pay.
  func profit(churnProbability: Double, marginExpected: Double, churned: Bool) -> Double {
    let expected = expectedNetValue(
      churnProbability: churnProbability, marginExpected: marginExpected)
    guard expected > 0 else { return 0 }
    return (churned ? saveRate * marginExpected : 0) - costPerContact
  }
}

/// The figures of a model on some rows; nil = undefined there.
public struct ModelFigures: Sendable, Equatable, Encodable {
  /// The number of rows.
  public let rows: Int
  /// The number of rows that churned.
  public let churners: Int
  /// Area under the ROC curve.
  public let rocAUC: Double?
  /// Average precision.
  public let prAUC: Double?
  /// Mean negative log likelihood.
  public let logLoss: Double?
  /// Mean squared error of the probability.
  public let brier: Double?
  /// Expected calibration error over ten equal bins.
  public let ece: Double?
  /// Slope of the outcome on the log-odds; 1 is perfect.
  public let calibrationSlope: Double?
  /// Intercept of the outcome on the log-odds; 0 is perfect.
  public let calibrationIntercept: Double?
  /// Lift among the riskiest tenth.
  public let liftAt10: Double?
  /// Share of churners among the riskiest tenth.
  public let precisionAt10: Double?
  /// Money a campaign to all worth contacting would have brought; nil without money.
  public let profit: Double?

  init(_ rows: JudgedRows, costs: RetentionCosts) throws(FitError) {
    let metrics = try ClassificationMetrics(
      labels: rows.labels, probabilities: rows.probabilities)
    self.rows = metrics.rows
    churners = metrics.churners
    rocAUC = metrics.rocAUC
    prAUC = metrics.prAUC
    logLoss = metrics.logLoss
    brier = metrics.brier
    ece = metrics.ece
    calibrationSlope = metrics.calibrationSlope
    calibrationIntercept = metrics.calibrationIntercept
    liftAt10 = metrics.liftAt10
    precisionAt10 = metrics.precisionAt10
    profit = rows.profit(costs)
  }
}

/// The figures of a plain rule, whose scores rank but are no probabilities.
public struct RuleFigures: Sendable, Equatable, Encodable {
  /// Area under the ROC curve.
  public let rocAUC: Double?
  /// Average precision.
  public let prAUC: Double?
  /// Lift among the riskiest tenth.
  public let liftAt10: Double?

  init(labels: [Bool], scores: [Double]) throws(FitError) {
    let ranked = try RankedScores(labels: labels, scores: scores)
    rocAUC = RocAUC.value(of: ranked)
    prAUC = AveragePrecision.value(of: ranked)
    liftAt10 = Gains.lift(of: ranked, share: 0.1)
  }

  /// The figures of every rule of some rows, by name.
  static func all(_ rows: JudgedRows) throws(FitError) -> [String: RuleFigures] {
    var figures: [String: RuleFigures] = [:]
    for rule in rows.rules {
      figures[rule.name] = try RuleFigures(labels: rows.labels, scores: rule.scores)
    }
    return figures
  }
}

/// 95 % intervals of the figures, from a bootstrap by customer.
enum FigureIntervals {
  /// The names of the figures that get an interval, in the order they are computed in.
  private static let names = [
    "rocAUC", "prAUC", "logLoss", "brier", "ece", "calibrationSlope", "calibrationIntercept",
    "liftAt10", "precisionAt10", "profit",
  ]

  /// Lower and upper ends by name; nil where the figure is undefined.
  static func of(
    _ rows: JudgedRows, costs: RetentionCosts, seed: UInt64, threads: Int
  ) throws(FitError) -> [String: [Double]?] {
    let ranked = try RankedScores(labels: rows.labels, scores: rows.probabilities)
    let line = CalibrationLine(ranked)
    // Enough replicates for two digits of a quantile, fewer where there are many rows.
    let replicates = max(100, min(500, 5_000_000 / max(1, rows.labels.count)))
    let intervals = try Bootstrap(replicates: replicates, seed: seed).intervals(
      groups: rows.groups, threads: threads
    ) { weights in
      guard let drawn = try? ranked.reweighted(weights) else {
        return Array(repeating: nil, count: names.count)
      }
      let metrics = ClassificationMetrics(drawn, near: line)
      return [
        metrics.rocAUC, metrics.prAUC, metrics.logLoss, metrics.brier, metrics.ece,
        metrics.calibrationSlope, metrics.calibrationIntercept, metrics.liftAt10,
        metrics.precisionAt10, rows.profit(costs, weights: weights),
      ]
    }
    var byName: [String: [Double]?] = [:]
    for (name, interval) in zip(names, intervals) {
      byName[name] = .some(interval.map { [$0.lower, $0.upper] })
    }
    return byName
  }
}
