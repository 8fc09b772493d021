public import ChurnData

/// Why one customer's probability of churn is what it is: the base rate and what each feature adds.
///
/// Base rate and pushes add up to the probability, up to 10⁻¹⁵. What a feature pushes is what the model
/// makes of it beside the training rows, an association and not a cause.
public struct CustomerExplanation: Sendable, Equatable {
  /// What one feature adds.
  public struct Push: Sendable, Equatable {
    /// The feature's name.
    public let feature: String
    /// The family it belongs to.
    public let family: String
    /// The customer's value in words; nil when it is missing.
    public let value: String?
    /// What is typical of the training rows, in words; nil for names.
    public let typical: String?
    /// What it adds to the probability; 0.05 are five percentage points.
    public let points: Double
    /// The value as a clause.
    public let words: String
  }

  /// What the features of one family add together.
  public struct Family: Sendable, Equatable {
    /// The family's name.
    public let family: String
    /// What they add to the probability.
    public let points: Double
    /// The words of the member that pushes most in the family's direction.
    public let words: String
    /// The places of its features in `pushes`.
    public let members: [Int]
  }

  /// The customer's id, as it stands in the data.
  public let customer: String
  /// The cutoff; nil for a ready table.
  public let at: Day?
  /// The days within which churn is foretold; nil for a ready table.
  public let horizonDays: Int?
  /// The calibrated probability of churn.
  public let probability: Double
  /// The share of churners among the training rows.
  public let baseRate: Double
  /// The band of the probability.
  public let band: RiskBands.Band
  /// 1 = the riskiest of those scored.
  public let rank: Int
  /// How many were scored.
  public let scored: Int
  /// What each feature adds, the strongest push first, ties by name.
  public let pushes: [Push]
  /// The same by family, the strongest first, ties by name.
  public let families: [Family]
  /// The customer beside those of the same segment; nil where there are no segments.
  public internal(set) var segment: SegmentComparison?
  /// What has changed since an earlier cutoff; nil unless asked for.
  public internal(set) var since: ChangeSince?
  /// What might lower the risk; nil unless it was looked for.
  public internal(set) var acts: PossibleActs?

  /// The name in place of a feature for what no feature accounts for.
  ///
  /// How far the level of churn that the probabilities were calibrated to lies from the base rate,
  /// where no mix of the training rows has it. Nearly always there is no such push.
  public static let levelName = "(level)"

  /// Groups pushes by family.
  ///
  /// The pushes come in any order; those of 0 are kept, and say that a feature plays no part.
  init(
    customer: String, at: Day?, horizonDays: Int?, probability: Double, baseRate: Double,
    band: RiskBands.Band, rank: Int, scored: Int, pushes: [Push], level: Double
  ) {
    self.customer = customer
    self.at = at
    self.horizonDays = horizonDays
    self.probability = probability
    self.baseRate = baseRate
    self.band = band
    self.rank = rank
    self.scored = scored
    (self.pushes, families) = Self.grouped(
      pushes, level: level, levelWords: "churn at large is at another level than in training")
  }

  /// Pushes and families by size, the level among them when there is any.
  static func grouped(
    _ pushes: [Push], level: Double, levelWords: String
  ) -> (pushes: [Push], families: [Family]) {
    var pushes = pushes
    if level != 0 {
      pushes.append(
        Push(
          feature: levelName, family: levelName, value: nil, typical: nil, points: level,
          words: levelWords))
    }
    func isBefore(_ left: (Double, String), _ right: (Double, String)) -> Bool {
      abs(left.0) != abs(right.0)
        ? abs(left.0) > abs(right.0) : left.1.utf8.lexicographicallyPrecedes(right.1.utf8)
    }
    let sorted = pushes.sorted { isBefore(($0.points, $0.feature), ($1.points, $1.feature)) }
    var members: [String: [Int]] = [:]
    for (place, push) in sorted.enumerated() { members[push.family, default: []].append(place) }
    let families = members.map { family, places in
      let points = places.reduce(0) { $0 + sorted[$1].points }
      let spokesman = places.first { (sorted[$0].points < 0) == (points < 0) } ?? places[0]
      return Family(
        family: family, points: points, words: sorted[spokesman].words, members: places)
    }
    return (sorted, families.sorted { isBefore(($0.points, $0.family), ($1.points, $1.family)) })
  }
}
