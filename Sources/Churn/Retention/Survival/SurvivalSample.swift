public import ChurnMath

/// Lifetimes that were read or made from orders, and what they can be compared by.
public struct SurvivalSample: Sendable {
  /// The lifetimes, *n* of them; exit *k* is for `reasons[k − 1]`.
  public let lifetimes: Lifetimes
  /// What ends a lifetime, one name for each kind of exit; at least one.
  public let reasons: [String]
  /// The groups whose curves are compared; nil = everybody together.
  public let groups: SurvivalGrouping?
  /// Groups within which alone comparisons are made; nil = none.
  public let strata: SurvivalGrouping?
  /// The columns of a Cox model as they were read; *n* values each.
  public let covariates: [FeatureMatrix.Column]
  /// Whose lifetime each is, where a customer may have several; nil = one each.
  public let clusters: [Int]?
  /// What the lifetimes are, and in what unit.
  public let meaning: Meaning
  /// What the reader of the figures must know, one sentence each.
  public let notes: [String]

  /// What lifetimes are, in words.
  public struct Meaning: Sendable, Equatable, Encodable {
    /// What begins and what ends one: `from the first order to churn`.
    public let span: String
    /// What leaving is called: `left`.
    public let ending: String
    /// The unit of time, such as `days`; empty when it is not known.
    public let unit: String
    /// How long a silence counts as churn, in days; nil where no silence is judged.
    public let horizonDays: Int?
    /// The day after the last that counts, ISO 8601; nil for ready tables.
    public let end: String?

    /// Creates a meaning.
    public init(
      span: String, ending: String, unit: String, horizonDays: Int? = nil, end: String? = nil
    ) {
      self.span = span
      self.ending = ending
      self.unit = unit
      self.horizonDays = horizonDays
      self.end = end
    }
  }

  /// The number of lifetimes, *n*.
  public var count: Int { lifetimes.count }

  /// Creates a sample; rows are put into an order of their own, so that the file's never shows.
  init(
    lifetimes: Lifetimes, reasons: [String], groups: SurvivalGrouping?, strata: SurvivalGrouping?,
    covariates: [FeatureMatrix.Column] = [], clusters: [Int]? = nil, meaning: Meaning,
    notes: [String]
  ) {
    self.reasons = reasons
    self.meaning = meaning
    self.notes = notes
    // Counting is the same in any order; sums of weights, fractions and covariates are not.
    let isCounted = lifetimes.weights == nil && covariates.isEmpty && Self.isWhole(lifetimes)
    guard !isCounted else {
      self.lifetimes = lifetimes
      self.groups = groups
      self.strata = strata
      self.covariates = covariates
      self.clusters = clusters
      return
    }
    let order = Self.order(lifetimes, groups, strata, covariates, clusters)
    self.lifetimes = lifetimes.selecting(rows: order)
    self.groups = groups?.selecting(rows: order)
    self.strata = strata?.selecting(rows: order)
    self.covariates = covariates.map { column in
      FeatureMatrix.Column(
        name: column.name, kind: column.kind, values: order.map { column.values[$0] })
    }
    self.clusters = clusters.map { all in order.map { all[$0] } }
  }

  private static func isWhole(_ lifetimes: Lifetimes) -> Bool {
    ([lifetimes.durations] + [lifetimes.entries].compactMap { $0 })
      .allSatisfy { $0.allSatisfy { $0 == $0.rounded() && $0 < 0x1p40 } }
  }

  /// Rows by all that they say; equal rows are interchangeable but for their customers.
  private static func order(
    _ lifetimes: Lifetimes, _ groups: SurvivalGrouping?, _ strata: SurvivalGrouping?,
    _ covariates: [FeatureMatrix.Column], _ clusters: [Int]?
  ) -> [Int] {
    var keys = [lifetimes.durations, lifetimes.exits.map(Double.init)]
    keys += [lifetimes.entries, lifetimes.weights].compactMap { $0 }
    keys += [groups, strata].compactMap { $0?.codes.map(Double.init) }
    // A missing value is above every other, so that the order is one.
    keys += covariates.map { column in column.values.map { $0.isNaN ? .infinity : $0 } }
    if let clusters { keys.append(clusters.map(Double.init)) }
    return lifetimes.durations.indices.sorted { left, right in
      for key in keys where key[left] != key[right] { return key[left] < key[right] }
      return left < right
    }
  }
}
