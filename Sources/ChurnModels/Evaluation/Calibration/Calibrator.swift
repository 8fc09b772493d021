/// The closed set of ways to turn a model's log-odds into honest probabilities.
public enum Calibrator: Sendable, Equatable {
  /// The model's own probability.
  case identity
  /// A straight line in the log-odds.
  case platt(PlattScaling)
  /// A curve in the log-odds whose two ends move by themselves.
  case beta(BetaCalibration)
  /// A non-decreasing function of the log-odds.
  case isotonic(IsotonicRegression)

  /// How near to 0 and 1 steps may come: a few rows that all stayed do not make the next one certain.
  public static let leastDoubt = 0.001

  /// The calibrated probability, in [0, 1]; NaN for NaN.
  ///
  /// Steps stay `leastDoubt` away from the ends.
  public func calibrated(_ logOdds: Double) -> Double {
    switch self {
    case .identity: logistic(logOdds)
    case .platt(let scaling): scaling.calibrated(logOdds)
    case .beta(let curve): curve.calibrated(logOdds)
    case .isotonic(let regression):
      min(max(regression.calibrated(logOdds), Self.leastDoubt), 1 - Self.leastDoubt)
    }
  }

  /// The calibrated probabilities; length *n*.
  public func calibrated(_ logOdds: [Double]) -> [Double] { logOdds.map { calibrated($0) } }

  /// The log-odds of a probability, kept 10⁻¹⁵ away from 0 and 1, for models that give no log-odds.
  public static func logOdds(ofProbability p: Double) -> Double { ChurnModels.logOdds(p) }

  /// What people call it.
  public var name: String {
    switch self {
    case .identity: "identity"
    case .platt: "platt"
    case .beta: "beta"
    case .isotonic: "isotonic"
    }
  }
}
