/// What a learner is given: features, labels, weights, and where each row comes from.
///
/// A learner sees rows, never customers: `groups` says which rows belong together, `cutoffs` which
/// came first, and that is all.
public struct TrainingSamples: Sendable {
  /// *n* × *p*; `NaN` = missing.
  public let features: FeatureMatrix
  /// `true` = churned within the horizon; length *n*.
  public let labels: [Bool]
  /// How often each row counts, not negative; length *n*.
  public let weights: [Double]
  /// The number of the customer a row belongs to; length *n*.
  public let groups: [Int]
  /// The number of the cutoff a row was taken at, ascending in time; length *n*.
  public let cutoffs: [Int]

  /// The number of rows, *n*.
  public var count: Int { labels.count }

  /// Creates samples; without weights every row counts once, without groups every row is a customer
  /// of its own, without cutoffs all rows are of one time.
  public init(
    features: FeatureMatrix, labels: [Bool], weights: [Double]? = nil, groups: [Int]? = nil,
    cutoffs: [Int]? = nil
  ) {
    let n = features.rowCount
    precondition(labels.count == n, "\(labels.count) labels for \(n) rows")
    precondition((weights?.count ?? n) == n, "\(weights?.count ?? n) weights for \(n) rows")
    precondition((groups?.count ?? n) == n, "\(groups?.count ?? n) groups for \(n) rows")
    precondition((cutoffs?.count ?? n) == n, "\(cutoffs?.count ?? n) cutoffs for \(n) rows")
    self.features = features
    self.labels = labels
    self.weights = weights ?? Array(repeating: 1, count: n)
    self.groups = groups ?? Array(0..<n)
    self.cutoffs = cutoffs ?? Array(repeating: 0, count: n)
  }

  /// Only `rows`, in that order; an index may repeat.
  public func selecting(rows: [Int]) -> TrainingSamples {
    TrainingSamples(
      features: features.selecting(rows: rows), labels: rows.map { labels[$0] },
      weights: rows.map { weights[$0] }, groups: rows.map { groups[$0] },
      cutoffs: rows.map { cutoffs[$0] })
  }
}
