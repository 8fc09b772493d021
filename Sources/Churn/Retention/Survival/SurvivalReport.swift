/// How long customers stay: curves by group, what tells groups apart, and hazards by tenure.
public struct SurvivalReport: Sendable, Encodable {
  /// What the lifetimes are, and in what unit.
  public let meaning: SurvivalSample.Meaning
  /// What the groups are of; nil when everybody is together.
  public let groupedBy: String?
  /// The scale on which bands, those of reasons too, are symmetric: `plain`, `log` or `log-log`.
  public let bands: String
  /// The share of bands that hold the truth.
  public let level: Double
  /// The curve of each group.
  public let groups: [Group]
  /// Whether the groups differ; nil for one group, or where nobody left.
  public let logRank: LogRank?
  /// The Cox model; nil when none was asked for.
  public let cox: Cox?
  /// What ends a lifetime, one name for each kind of exit.
  public let reasons: [String]
  /// Times at which curves are shown.
  public let times: [Double]
  /// What the reader of the figures must know, one sentence each.
  public let notes: [String]

  /// The curve of one group.
  public struct Group: Sendable, Encodable {
    /// The group's name; `all` when everybody is together.
    public let name: String
    /// Lifetimes, weights counted.
    public let n: Double
    /// Rows of them, whatever they weigh; those of weight 0 not.
    public let rows: Int
    /// Exits, weights counted.
    public let events: Double
    /// The time by which half have left; nil if fewer than half do.
    public let median: Double?
    /// The lower end of its interval; nil where it is not known.
    public let medianLower: Double?
    /// The upper end of its interval; nil where it is not known.
    public let medianUpper: Double?
    /// The mean lifetime up to `restrictedMeanUntil`; nil where the curve is not known so far.
    public let restrictedMean: Double?
    /// Its standard error.
    public let restrictedMeanStandardError: Double?
    /// Where the mean is cut off.
    public let restrictedMeanUntil: Double?
    /// The longest time that anybody was watched.
    public let watchedUntil: Double
    /// Every time at which somebody left or was last seen.
    public let curve: [Point]
    /// The curve at the times of the report.
    public let atTimes: [Reading]
    /// How many leave for each reason, and when; empty for one reason.
    public let incidence: [Incidence]
    /// Exits per unit of time, by tenure.
    public let hazard: [Hazard]
  }

  /// A step of a curve.
  public struct Point: Sendable, Equatable, Encodable {
    /// When.
    public let time: Double
    /// How many were at risk just before.
    public let atRisk: Double
    /// How many left then.
    public let events: Double
    /// How many were last seen then.
    public let censored: Double
    /// The share still there just after.
    public let survival: Double
    /// Its standard error; nil where nobody is left.
    public let standardError: Double?
    /// The lower end of the band; nil where it is not defined.
    public let lower: Double?
    /// The upper end of the band.
    public let upper: Double?
  }

  /// A curve read at a time that somebody asked for.
  public struct Reading: Sendable, Equatable, Encodable {
    /// When.
    public let time: Double
    /// How many were at risk just before.
    public let atRisk: Double
    /// The share still there; nil beyond the longest time that anybody was watched.
    public let survival: Double?
    /// The lower end of the band.
    public let lower: Double?
    /// The upper end of the band.
    public let upper: Double?
  }

  /// The share of customers who have left for one reason, over time.
  public struct Incidence: Sendable, Equatable, Encodable {
    /// The reason.
    public let reason: String
    /// How many left for it.
    public let events: Double
    /// The steps.
    public let curve: [IncidencePoint]
  }

  /// A step of the share who have left for one reason.
  public struct IncidencePoint: Sendable, Equatable, Encodable {
    /// When.
    public let time: Double
    /// The share.
    public let share: Double
    /// Its standard error.
    public let standardError: Double?
    /// The lower end of the interval.
    public let lower: Double?
    /// The upper end of the interval.
    public let upper: Double?
  }

  /// How fast customers leave within an interval of tenure.
  public struct Hazard: Sendable, Equatable, Encodable {
    /// Where the interval begins.
    public let from: Double
    /// Where it ends, itself included.
    public let to: Double
    /// Exits in it.
    public let events: Double
    /// Time under observation in it, of all customers together.
    public let exposure: Double
    /// Exits per unit of time.
    public let rate: Double
    /// The lower end of its interval.
    public let lower: Double
    /// The upper end of its interval.
    public let upper: Double
  }

  /// Whether groups differ.
  public struct LogRank: Sendable, Encodable {
    /// The test's name.
    public let test: String
    /// The statistic.
    public let chiSquare: Double
    /// Its degrees of freedom.
    public let degreesOfFreedom: Int
    /// The probability of one so large if the groups were alike.
    public let p: Double
    /// What the groups are compared within; nil for everybody together.
    public let within: String?
    /// Exits of each group, and those expected if the groups were alike; in the order of the groups.
    public let groups: [Expected]
  }

  /// What a group would show if all were alike.
  public struct Expected: Sendable, Equatable, Encodable {
    /// The group.
    public let name: String
    /// Exits, weighted as the test weights them.
    public let observed: Double
    /// Exits expected, weighted likewise.
    public let expected: Double
  }
}
