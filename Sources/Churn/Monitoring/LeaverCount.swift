internal import ChurnModels

/// Leavers promised and leavers found among some customers.
public struct LeaverCount: Sendable, Equatable, Encodable {
  /// Whom it is about: a decile, a segment, a risk band, or all.
  public let name: String
  /// The customers.
  public let customers: Int
  /// The leavers that the probabilities promised.
  public let promised: Double
  /// The customers who left.
  public let left: Int
  /// The least number of leavers within the 95 % band when every probability holds.
  public let lower: Int
  /// The largest number of leavers within that band.
  public let upper: Int
  /// Whether as many left as the band allows.
  public let holds: Bool

  /// Counts; nil unless all probabilities lie in [0, 1].
  init?(_ name: String, probabilities: [Double], labels: [Bool]) {
    guard let law = PoissonBinomial(probabilities) else { return nil }
    self.name = name
    customers = law.rows
    promised = law.mean
    left = labels.count { $0 }
    let band = law.band
    lower = band.lowerBound
    upper = band.upperBound
    holds = band.contains(left)
  }
}

/// The band of the number of leavers when the level of churn moves as it did between cutoffs before.
///
/// Between cutoffs the share of leavers moves by more than the luck of the draw: how far, the errors of
/// earlier cutoffs tell, each foretold from before it. Their mean square in log-odds, less what
/// sampling customers explains, is the variance of the level; it is added to that of the draw, and
/// Student's quantile of as many degrees of freedom as there are cutoffs allows for their being few.
public struct UsualBand: Sendable, Equatable, Encodable {
  /// The standard deviation of the level between cutoffs, in log-odds.
  public let levelDeviation: Double
  /// The earlier cutoffs behind it.
  public let cutoffs: Int
  /// The least number of leavers.
  public let lower: Int
  /// The largest number of leavers.
  public let upper: Int

  /// Cutoffs without which nothing is said of how the level moves.
  static let fewestCutoffs = 3

  /// Student's 97.5 % quantiles for 1 to 30 degrees of freedom.
  private static let quantiles = [
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788,
    2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639,
    2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
  ]

  /// The band of customers with some probabilities; nil where too few cutoffs are known, or nobody's
  /// outcome is open.
  init?(_ probabilities: [Double], errors: [TrainingReference.LevelError]) {
    let spread = probabilities.reduce(0) { $0 + $1 * (1 - $1) }
    guard errors.count >= Self.fewestCutoffs, spread > 0, spread.isFinite else { return nil }
    let count = Double(errors.count)
    let square = errors.reduce(0) { $0 + $1.logOdds * $1.logOdds } / count
    let sampling = errors.reduce(0) { $0 + $1.variance } / count
    let level = max(0, square - sampling)
    let quantile = Self.quantiles[min(errors.count, Self.quantiles.count) - 1]
    // A level that moves by δ in log-odds moves the number of leavers by δ Σ p (1 - p).
    let reach = quantile * (level + 1 / spread).squareRoot()
    func leavers(_ shift: Double) -> Double {
      probabilities.reduce(0) { sum, p in
        sum
          + PlattScaling(slope: 1, intercept: shift).calibrated(
            Calibrator.logOdds(ofProbability: p))
      }
    }
    levelDeviation = level.squareRoot()
    cutoffs = errors.count
    lower = Int((leavers(-reach) - 0.5).rounded(.up).clamped(0, Double(probabilities.count)))
    upper = Int((leavers(reach) + 0.5).rounded(.down).clamped(0, Double(probabilities.count)))
  }
}

extension Double {
  fileprivate func clamped(_ least: Double, _ most: Double) -> Double {
    Swift.min(Swift.max(self, least), most)
  }
}
