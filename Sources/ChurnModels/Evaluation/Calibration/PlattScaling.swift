/// Calibration by a straight line in the log-odds.
///
/// *p = 1 / (1 + exp(A f + B))* with *A = −slope*, *B = −intercept*. Fitted to the smoothed targets
/// *(N₁ + 1)/(N₁ + 2)* and *1/(N₀ + 2)*, so that separated scores stay finite. When all scores are
/// equal, the slope is 0 and every row gets the smoothed base rate.
///
/// - SeeAlso: Platt (1999); Lin, Lin & Weng (2007), doi:10.1007/s10994-007-5018-6.
public struct PlattScaling: Sendable, Equatable {
  /// The change of the calibrated log-odds per unit of the score; −A.
  public let slope: Double
  /// The calibrated log-odds at score 0; −B.
  public let intercept: Double

  /// Puts a scaling together from its parts.
  public init(slope: Double, intercept: Double) {
    self.slope = slope
    self.intercept = intercept
  }

  /// Learns the line.
  ///
  /// - Parameters:
  ///   - scores: Log-odds, or any finite score; length *n*.
  ///   - labels: Length *n*; `true` = churned.
  ///   - weights: Length *n*; nil counts every row once.
  /// - Throws: `FitError.tooFewRows` under two, `.invalidScore`, `.lengthMismatch`, `.singleClass`,
  ///   `.invalidWeight`.
  public init(
    fitting scores: [Double], labels: [Bool], weights: [Double]? = nil
  ) throws(FitError) {
    try checkCalibratable(scores, labels: labels, weights: weights)
    let weights = weights ?? Array(repeating: 1, count: scores.count)
    let targets = smoothedTargets(labels, weights)
    let line = StraightLogistic(inputs: scores, targets: targets, weights: weights)
    if let line, line.converged {
      self.init(slope: line.slope, intercept: line.intercept)
    } else {
      self.init(slope: 0, intercept: logOdds(weightedMean(targets, weights)))
    }
  }

  /// The calibrated probability of a score.
  public func calibrated(_ score: Double) -> Double {
    slope == 0 ? logistic(intercept) : logistic(slope * score + intercept)
  }
}

/// The targets of Platt: a little short of 0 and 1, by how many rows there are.
func smoothedTargets(_ labels: [Bool], _ weights: [Double]) -> [Double] {
  var churned = 0.0
  var retained = 0.0
  for (label, weight) in zip(labels, weights) {
    if label { churned += weight } else { retained += weight }
  }
  let high = (churned + 1) / (churned + 2)
  let low = 1 / (retained + 2)
  return labels.map { $0 ? high : low }
}

/// *Σ w x / Σ w*; NaN without weight.
func weightedMean(_ values: [Double], _ weights: [Double]) -> Double {
  var total = 0.0
  var sum = 0.0
  for (value, weight) in zip(values, weights) {
    total += weight
    sum += weight * value
  }
  return sum / total
}

/// Refuses what no calibration can be learned from.
func checkCalibratable(
  _ scores: [Double], labels: [Bool], weights: [Double]?
) throws(FitError) {
  guard scores.count == labels.count else {
    throw .lengthMismatch(rows: scores.count, labels: labels.count)
  }
  if let weights, weights.count != scores.count {
    throw .lengthMismatch(rows: scores.count, labels: weights.count)
  }
  guard scores.count >= 2 else { throw .tooFewRows(rows: scores.count, needed: 2) }
  for (row, score) in scores.enumerated() where !score.isFinite {
    throw .invalidScore(row: row, found: score)
  }
  try checkLearnable(labels: labels, weights: weights)
}
