internal import Glibc

/// Calibration that bends the two ends of the scale apart.
///
/// *logit p' = a ln s − b ln(1 − s) + c* with *a, b ≥ 0* and *s* the model's probability. It holds the
/// identity (*a = b = 1, c = 0*) and every Platt line (*a = b*), and can draw one end in while it
/// pushes the other out, which no straight line in the log-odds can.
///
/// Fitted to the smoothed targets of `PlattScaling`, so that separated scores stay finite. A parameter
/// that would be negative is dropped and the rest fitted again, which is the best fit under the
/// constraint. Works on log-odds, where *ln s* and *ln(1 − s)* keep all their digits.
///
/// - SeeAlso: Kull, Silva Filho & Flach (2017), doi:10.1214/17-EJS1338SI.
public struct BetaCalibration: Sendable, Equatable {
  /// How the low end moves: the factor of *ln s*; at least 0.
  public let a: Double
  /// How the high end moves: the factor of *−ln(1 − s)*; at least 0.
  public let b: Double
  /// What is added everywhere.
  public let c: Double

  /// Puts a calibration together from stored parts; nil unless finite and `a` and `b` at least 0.
  public init?(a: Double, b: Double, c: Double) {
    guard a.isFinite, b.isFinite, c.isFinite, a >= 0, b >= 0 else { return nil }
    self.a = a
    self.b = b
    self.c = c
  }

  /// Learns the three numbers.
  ///
  /// Where the scores tell the two ends not apart, it is Platt's line; where no rising function fits
  /// better than a constant, *a = b = 0*.
  ///
  /// - Parameters:
  ///   - logOdds: Log-odds of the model; length *n*.
  ///   - labels: Length *n*; `true` = churned.
  ///   - weights: Length *n*; nil counts every row once.
  /// - Throws: See `PlattScaling.init(fitting:labels:weights:)`.
  /// - Complexity: O(*n*) a Newton step, rarely more than ten.
  public init(
    fitting logOdds: [Double], labels: [Bool], weights: [Double]? = nil
  ) throws(FitError) {
    try checkCalibratable(logOdds, labels: labels, weights: weights)
    let weights = weights ?? Array(repeating: 1, count: logOdds.count)
    let targets = smoothedTargets(labels, weights)
    let low = logOdds.map { -Self.softplus(-$0) }
    let high = logOdds.map { Self.softplus($0) }
    if let both = PlaneLogistic(low, high, targets: targets, weights: weights), both.converged {
      if both.a >= 0, both.b >= 0, let found = Self(a: both.a, b: both.b, c: both.intercept) {
        self = found
        return
      }
      // Convex: the best of the quadrant lies on its edges when the best of the plane lies outside.
      let edges = [
        Self.edge(low, targets, weights).flatMap { Self(a: $0.slope, b: 0, c: $0.intercept) },
        Self.edge(high, targets, weights).flatMap { Self(a: 0, b: $0.slope, c: $0.intercept) },
      ].compactMap { $0 }
      let losses = edges.map { $0.loss(logOdds, targets, weights) }
      if let least = losses.min(), let place = losses.firstIndex(of: least) {
        self = edges[place]
        return
      }
    } else if let line = Self.edge(logOdds, targets, weights),
      let found = Self(a: line.slope, b: line.slope, c: line.intercept)
    {
      self = found
      return
    }
    a = 0
    b = 0
    c = ChurnModels.logOdds(weightedMean(targets, weights))
  }

  /// Whether a larger score is a larger probability somewhere; else all are equal.
  public var rises: Bool { a > 0 || b > 0 }

  /// The calibrated probability of some log-odds; NaN for NaN.
  public func calibrated(_ logOdds: Double) -> Double { logistic(decision(logOdds)) }

  private func decision(_ logOdds: Double) -> Double {
    guard !logOdds.isNaN else { return .nan }
    // A factor of zero takes its term away, an infinite one too.
    return (a > 0 ? -a * Self.softplus(-logOdds) : 0) + (b > 0 ? b * Self.softplus(logOdds) : 0) + c
  }

  private func loss(_ scores: [Double], _ targets: [Double], _ weights: [Double]) -> Double {
    var loss = 0.0
    for (row, weight) in weights.enumerated() where weight > 0 {
      let z = decision(scores[row])
      loss += weight * (rowLoss(z, churned: true) + (1 - targets[row]) * z)
    }
    return loss
  }

  /// The rising line on one input; nil when there is none.
  private static func edge(
    _ inputs: [Double], _ targets: [Double], _ weights: [Double]
  ) -> StraightLogistic? {
    StraightLogistic(inputs: inputs, targets: targets, weights: weights)
      .flatMap { $0.converged && $0.slope > 0 ? $0 : nil }
  }

  /// ln(1 + eᶻ), without overflow: −ln(1 − s) at log-odds z.
  private static func softplus(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }
}
