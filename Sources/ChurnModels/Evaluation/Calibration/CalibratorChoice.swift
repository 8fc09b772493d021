internal import ChurnMath

extension Calibrator {
  /// A calibrator and how each kind did on rows it was not fitted to.
  public struct Choice: Sendable, Equatable {
    /// The one taken, fitted to all rows.
    public let calibrator: Calibrator
    /// Cross-fitted log loss of the uncalibrated probabilities.
    public let identityLoss: Double
    /// Cross-fitted log loss of Platt scaling.
    public let plattLoss: Double
    /// Cross-fitted log loss of beta calibration.
    public let betaLoss: Double
    /// Cross-fitted log loss of isotonic regression.
    public let isotonicLoss: Double
  }

  /// Chooses and fits a calibrator.
  ///
  /// The rows are divided by customer into folds (by a hash of seed and customer); each kind is fitted
  /// to the other folds and judged on the one left out, by log loss. A kind replaces a simpler one
  /// (identity, Platt, beta, isotonic) only if it is better by more than one standard error of the
  /// difference, over customers.
  ///
  /// - Parameters:
  ///   - logOdds: Of rows the model was not fitted to, if possible; length *n*.
  ///   - labels: Length *n*.
  ///   - weights: Length *n*; nil counts every row once.
  ///   - groups: The customer of each row; length *n*; nil takes every row for one.
  ///   - folds: How many parts, at least two.
  ///   - seed: Decides the division.
  /// - Returns: The calibrator, fitted to all rows, and the four losses.
  /// - Throws: `FitError.tooFewRows` under two, `.invalidScore`, `.lengthMismatch`, `.singleClass`,
  ///   `.invalidWeight`, `.invalidParameter`.
  public static func choose(
    logOdds: [Double], labels: [Bool], weights: [Double]? = nil, groups: [Int]? = nil,
    folds: Int = 5, seed: UInt64 = 1
  ) throws(FitError) -> Choice {
    try checkCalibratable(logOdds, labels: labels, weights: weights)
    if let groups, groups.count != labels.count {
      throw .lengthMismatch(rows: labels.count, labels: groups.count)
    }
    guard folds >= 2, folds <= 1_000 else {
      throw .invalidParameter(name: "folds", value: Double(folds), expected: "2 to 1,000")
    }
    let groups = groups ?? Array(labels.indices)
    let parts = groups.map { group in
      var stream = RandomStream(seed: seed, stream: UInt64(bitPattern: Int64(group)))
      return stream.below(folds)
    }
    var losses = Array(repeating: [Double](repeating: 0, count: kinds), count: labels.count)
    for part in 0..<folds {
      let rows = labels.indices.filter { parts[$0] == part }
      guard !rows.isEmpty else { continue }
      let others = labels.indices.filter { parts[$0] != part }
      let fitted = candidates(others, logOdds, labels, weights)
      for row in rows {
        losses[row] = fitted.map { clippedLoss($0.calibrated(logOdds[row]), labels[row]) }
      }
    }
    let means = (0..<kinds).map { kind in mean(losses.map { $0[kind] }, weights) }
    var chosen = 0
    for kind in 1..<kinds {
      let gains = losses.map { $0[chosen] - $0[kind] }
      let error = standardError(gains, weights: weights, groups: groups)
      if mean(gains, weights) > error { chosen = kind }
    }
    let calibrator = candidates(Array(labels.indices), logOdds, labels, weights)[chosen]
    return Choice(
      calibrator: calibrator, identityLoss: means[0], plattLoss: means[1], betaLoss: means[2],
      isotonicLoss: means[3])
  }

  /// Each kind fitted to `rows`; where it cannot be, the identity.
  private static func candidates(
    _ rows: [Int], _ logOdds: [Double], _ labels: [Bool], _ weights: [Double]?
  ) -> [Calibrator] {
    let scores = rows.map { logOdds[$0] }
    let labels = rows.map { labels[$0] }
    let weights = weights.map { weights in rows.map { weights[$0] } }
    return (0..<kinds).map { fitted($0, scores, labels, weights) ?? .identity }
  }

  /// The number of kinds, from the simplest on: identity, Platt, beta, isotonic.
  private static let kinds = 4

  /// A kind fitted to some rows; nil where that cannot be, or where it would fall.
  ///
  /// A falling function would turn the ranking round and contradict every reason given.
  private static func fitted(
    _ kind: Int, _ logOdds: [Double], _ labels: [Bool], _ weights: [Double]?
  ) -> Calibrator? {
    switch kind {
    case 1:
      let line = try? PlattScaling(fitting: logOdds, labels: labels, weights: weights)
      return line.flatMap { $0.slope > 0 ? .platt($0) : nil }
    case 2:
      let curve = try? BetaCalibration(fitting: logOdds, labels: labels, weights: weights)
      return curve.flatMap { $0.rises ? .beta($0) : nil }
    case 3:
      let steps = try? IsotonicRegression(fitting: logOdds, labels: labels, weights: weights)
      return steps.map(Calibrator.isotonic)
    default: return .identity
    }
  }

  /// The same kind, fitted to other rows.
  ///
  /// - Parameters:
  ///   - logOdds: Length *n*.
  ///   - labels: Length *n*; `true` = churned.
  ///   - weights: Length *n*; nil counts every row once.
  /// - Returns: The identity where it cannot be fitted (one class, fewer than two rows, a score that is
  ///   not finite) or would turn the ranking round.
  public func refitted(
    to logOdds: [Double], labels: [Bool], weights: [Double]? = nil
  ) -> Calibrator {
    let kind =
      switch self {
      case .identity: 0
      case .platt: 1
      case .beta: 2
      case .isotonic: 3
      }
    return Self.fitted(kind, logOdds, labels, weights) ?? .identity
  }

  private static func clippedLoss(_ p: Double, _ churned: Bool) -> Double {
    rowLoss(ChurnModels.logOdds(p), churned: churned)
  }

  private static func mean(_ values: [Double], _ weights: [Double]?) -> Double {
    var total = 0.0
    var sum = 0.0
    for (row, value) in values.enumerated() {
      total += weights?[row] ?? 1
      sum += (weights?[row] ?? 1) * value
    }
    return sum / total
  }

  /// The standard error of a weighted mean whose rows are independent between customers only.
  private static func standardError(
    _ values: [Double], weights: [Double]?, groups: [Int]
  ) -> Double {
    let center = mean(values, weights)
    var slots: [Int: Int] = [:]
    var sums: [Double] = []
    var total = 0.0
    for (row, value) in values.enumerated() {
      let slot = slots[groups[row]] ?? sums.count
      if slot == sums.count {
        slots[groups[row]] = slot
        sums.append(0)
      }
      let weight = weights?[row] ?? 1
      total += weight
      sums[slot] += weight * (value - center)
    }
    return sums.reduce(0) { $0 + $1 * $1 }.squareRoot() / total
  }
}
