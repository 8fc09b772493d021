public import ChurnData

/// The figures of a bundle on data it did not learn from.
public struct EvaluationReport: Sendable, Encodable {
  /// Figures over all rows judged.
  public let figures: ModelFigures
  /// 95 % intervals by a bootstrap of customers.
  public let intervals: [String: [Double]?]
  /// The plain rules on the same rows.
  public let baselines: [String: RuleFigures]
  /// Each cutoff on its own.
  public let cutoffs: [CutoffFigures]
  /// The model by lifecycle stage (orders only), by risk band and by the groups asked for.
  public let segments: [SegmentFigures]
  /// Other horizons and the next orders, over all cutoffs together; nil where the bundle does not know
  /// them.
  public var horizons: HorizonReport?

  /// The figures at one cutoff.
  public struct CutoffFigures: Sendable, Encodable {
    /// The cutoff.
    public let at: Day
    /// Its figures; those that one outcome cannot define are nil.
    public let figures: ModelFigures
    /// 95 % intervals by a bootstrap of customers.
    public let intervals: [String: [Double]?]

    private enum Keys: String, CodingKey {
      case at
      case intervals
    }

    /// Writes the figures and the cutoff side by side.
    public func encode(to encoder: any Encoder) throws {
      try figures.encode(to: encoder)
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(at, forKey: .at)
      try container.encode(intervals, forKey: .intervals)
    }
  }

  private enum Keys: String, CodingKey {
    case intervals
    case baselines
    case cutoffs
    case segments
    case horizons
  }

  /// Writes the figures and the rest side by side, as scripts expect them.
  public func encode(to encoder: any Encoder) throws {
    try figures.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(intervals, forKey: .intervals)
    try container.encode(baselines, forKey: .baselines)
    try container.encode(cutoffs, forKey: .cutoffs)
    try container.encode(segments, forKey: .segments)
    try container.encode(horizons, forKey: .horizons)
  }
}
