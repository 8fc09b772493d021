/// What a report shows of a champion beyond its figures: curves, segments, stability and drivers.
public struct ReportDetails: Sendable, Equatable, Encodable {
  /// Probabilities told against what happened, on the test; ascending, ten bins of nearly equal size.
  public var reliability: [ReliabilityBin]
  /// What contacting the riskiest finds, on the test, in steps of one in a hundred.
  public var gains: [GainPoint]
  /// What a campaign would have brought on the test; nil without money.
  public var profit: ProfitCurve?
  /// The probabilities of the test rows by outcome; twenty ranges of equal width.
  public var scores: [ScoreBin]
  /// The champion by segment, and by the groups that were asked for, on the test.
  public var segments: [SegmentFigures]
  /// The champion's kind over the cutoffs, the test last; empty for a ready table.
  public var origins: [OriginFigures]
  /// The level of churn between cutoffs.
  public var baseRate: BaseRateShift?
  /// The features that matter most, strongest first; at most twelve.
  public var drivers: [Driver]
}
