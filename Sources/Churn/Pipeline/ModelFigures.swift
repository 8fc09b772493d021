internal import ChurnModels

/// The figures of a model on some rows; nil = undefined there.
public struct ModelFigures: Sendable, Equatable, Encodable {
  /// The number of rows.
  public let rows: Int
  /// The number of rows that churned.
  public let churners: Int
  /// The share of rows that churned.
  public let churnRate: Double?
  /// The mean probability that was told.
  public let meanProbability: Double?
  /// The share that churned less the mean probability told.
  public let baseRateShift: Double?
  /// Area under the ROC curve.
  public let rocAUC: Double?
  /// Gini coefficient of the ranking, 2 rocAUC − 1.
  public let gini: Double?
  /// Average precision.
  public let prAUC: Double?
  /// Greatest distance between the scores of churned and of retained rows.
  public let ks: Double?
  /// Hand's H, with costs drawn from Beta(2, 1 + retained / churned).
  public let hMeasure: Double?
  /// Correlation of flag and outcome, flagged from probability ½ on.
  public let mcc: Double?
  /// Mean negative log likelihood.
  public let logLoss: Double?
  /// Mean squared error of the probability: reliability − resolution + uncertainty + within.
  public let brier: Double?
  /// What wrong probabilities cost, over ten bins of nearly equal size.
  public let brierReliability: Double?
  /// What telling the bins apart brings.
  public let brierResolution: Double?
  /// The score of the base rate.
  public let brierUncertainty: Double?
  /// What probabilities inside of the bins add or spare.
  public let brierWithin: Double?
  /// Expected calibration error over ten equal bins.
  public let ece: Double?
  /// The same once all log-odds are shifted so that the mean probability is the churn rate.
  public let eceMatched: Double?
  /// What `eceMatched` would be for a perfect model of the same probabilities and rows, on average.
  public let ecePerfect: Double?
  /// Slope of the outcome on the log-odds; 1 is perfect.
  public let calibrationSlope: Double?
  /// Intercept of the outcome on the log-odds; 0 is perfect.
  public let calibrationIntercept: Double?
  /// Lift among the riskiest tenth.
  public let liftAt10: Double?
  /// Share of churners among the riskiest tenth.
  public let precisionAt10: Double?
  /// Share of all churners among the riskiest tenth.
  public let gainAt10: Double?
  /// Money a campaign to all worth contacting would have brought; nil without money.
  public let profit: Double?
  /// Maximum profit a customer, see `CampaignFigures`; nil without money.
  public let mpc: Double?
  /// The share of customers contacted for `mpc`.
  public let mpcShare: Double?
  /// Expected maximum profit a customer; nil without money.
  public let empc: Double?
  /// The share of customers contacted for `empc`, on average.
  public let empcShare: Double?

  init(_ rows: JudgedRows, costs: RetentionCosts) throws(FitError) {
    let ranked = try RankedScores(labels: rows.labels, scores: rows.probabilities)
    let metrics = try ClassificationMetrics(
      labels: rows.labels, probabilities: rows.probabilities)
    self.rows = metrics.rows
    churners = metrics.churners
    churnRate = metrics.churnRate
    meanProbability = metrics.meanProbability
    baseRateShift = metrics.baseRateShift
    rocAUC = metrics.rocAUC
    gini = metrics.rocAUC.map { 2 * $0 - 1 }
    prAUC = metrics.prAUC
    ks = metrics.ks
    hMeasure = metrics.hMeasure
    mcc = metrics.mcc
    logLoss = metrics.logLoss
    brier = metrics.brier
    let parts = BrierDecomposition(ranked, bins: 10)
    brierReliability = parts?.reliability
    brierResolution = parts?.resolution
    brierUncertainty = parts?.uncertainty
    brierWithin = parts?.within
    ece = metrics.ece
    let matched = MatchedCalibration(ranked)
    eceMatched = matched?.ece
    ecePerfect = matched?.perfectECE
    calibrationSlope = metrics.calibrationSlope
    calibrationIntercept = metrics.calibrationIntercept
    liftAt10 = metrics.liftAt10
    precisionAt10 = metrics.precisionAt10
    gainAt10 = metrics.gainAt10
    profit = rows.profit(costs)
    let campaign = CampaignFigures(ranked, margins: rows.margins, costs: costs)
    mpc = campaign?.known.perCustomer
    mpcShare = campaign?.known.share
    empc = campaign?.expected.perCustomer
    empcShare = campaign?.expected.share
  }
}

/// What the best campaign by this ranking would bring, as the literature on churn profit counts it.
///
/// The value of a customer is the mean margin expected of the rows, the chance of acceptance the save
/// rate; for the expected profit it is drawn from a beta distribution of that mean and as sure as 20
/// observed offers: with a save rate of 0.3 this is the Beta(6, 14) of the paper.
///
/// Unlike `RetentionCosts.expectedNetValue`, all customers are worth the same and everybody who would
/// have stayed takes the incentive, so that these figures compare models and `profit` tells money.
struct CampaignFigures: Sendable {
  /// At the save rate.
  let known: MaximumProfit
  /// At a save rate known as well as 20 offers tell.
  let expected: MaximumProfit

  /// How many offers the save rate is known from.
  private static let offers = 20.0

  /// The figures; nil without money or with one outcome.
  init?(_ ranked: RankedScores, margins: [Double]?, costs: RetentionCosts) {
    guard let margins, margins.count == ranked.weights.count else { return nil }
    var total = 0.0
    var sum = 0.0
    for (row, weight) in ranked.weights.enumerated() where weight > 0 {
      total += weight
      sum += weight * margins[row]
    }
    guard total > 0,
      let campaign = MaximumProfit.Campaign(
        value: sum / total, incentive: costs.incentive, contact: costs.contactCost),
      let known = MaximumProfit.known(
        of: ranked, campaign: campaign, acceptRate: costs.acceptRate)
    else { return nil }
    self.known = known
    // At the ends there is no doubt to draw from.
    expected =
      MaximumProfit.expected(
        of: ranked, campaign: campaign, alpha: Self.offers * costs.acceptRate,
        beta: Self.offers * (1 - costs.acceptRate)) ?? known
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
