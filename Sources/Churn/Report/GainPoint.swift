/// What contacting the riskiest share of the customers finds.
public struct GainPoint: Sendable, Equatable, Encodable {
  /// The share of customers contacted, the riskiest first, in [0, 1].
  public let share: Double
  /// The share of all churners among them.
  public let gain: Double
  /// The lower end of its 95 % interval.
  public let lower: Double
  /// The upper end of its 95 % interval.
  public let upper: Double
  /// The share of churners among those contacted; nil where nobody is contacted.
  public let precision: Double?
  /// How many times more churners they hold than as many drawn at random; nil where nobody is contacted.
  public let lift: Double?
}
