/// Labels and scores of the same rows, with the rows put in order once for all metrics.
///
/// Scores may be any finite numbers, larger = riskier; metrics that need probabilities are undefined
/// (nil) unless all lie in [0, 1].
///
/// - Complexity: O(*n* log *n*) to build; O(*n*) a metric, also after `reweighted`.
public struct RankedScores: Sendable, Equatable {
  /// `true` = churned; length *n*.
  public let labels: [Bool]
  /// Finite; length *n*.
  public let scores: [Double]
  /// How often each row counts; length *n*.
  public let weights: [Double]
  /// Rows from the largest score down, ties by row; length *n*.
  let order: [Int]
  /// Where in `order` each group of equal scores ends; ascending, the last is *n*.
  let tieEnds: [Int]
  /// The weight of the churned and of the retained rows of each group of equal scores.
  private(set) var ties: [Tie]
  /// Whether all scores lie in [0, 1].
  public let areProbabilities: Bool
  /// The log-odds of the scores when they are probabilities, else empty.
  let logits: [Double]

  /// Puts rows in order.
  ///
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.invalidScore` for one that is not finite,
  ///   `.invalidWeight`.
  public init(
    labels: [Bool], scores: [Double], weights: [Double]? = nil
  ) throws(FitError) {
    guard labels.count == scores.count else {
      throw .lengthMismatch(rows: scores.count, labels: labels.count)
    }
    guard !scores.isEmpty else { throw .noRows }
    for (row, score) in scores.enumerated() where !score.isFinite {
      throw .invalidScore(row: row, found: score)
    }
    try Self.check(weights, count: scores.count)
    self.labels = labels
    self.scores = scores
    self.weights = weights ?? Array(repeating: 1, count: scores.count)
    let order = scores.indices.sorted { a, b in
      scores[a] != scores[b] ? scores[a] > scores[b] : a < b
    }
    tieEnds = order.indices.filter { k in
      k + 1 == order.count || scores[order[k]] != scores[order[k + 1]]
    }.map { $0 + 1 }
    self.order = order
    ties = []
    areProbabilities = scores.allSatisfy { $0 >= 0 && $0 <= 1 }
    logits = areProbabilities ? scores.map(logOdds) : []
    ties = summedTies()
  }

  private init(_ other: RankedScores, weights: [Double]) {
    labels = other.labels
    scores = other.scores
    self.weights = weights
    order = other.order
    tieEnds = other.tieEnds
    areProbabilities = other.areProbabilities
    logits = other.logits
    ties = []
    ties = summedTies()
  }

  /// The same rows with other weights, without sorting again.
  ///
  /// - Throws: `FitError.lengthMismatch`, `.invalidWeight`.
  public func reweighted(_ weights: [Double]) throws(FitError) -> RankedScores {
    try Self.check(weights, count: scores.count)
    return RankedScores(self, weights: weights)
  }

  private static func check(_ weights: [Double]?, count: Int) throws(FitError) {
    guard let weights else { return }
    guard weights.count == count else {
      throw .lengthMismatch(rows: count, labels: weights.count)
    }
    for (row, weight) in weights.enumerated() where !(weight >= 0 && weight.isFinite) {
      throw .invalidWeight(row: row)
    }
  }

  /// The weight of the churned and of all rows.
  var totals: (churned: Double, all: Double) {
    var churned = 0.0
    var all = 0.0
    for (label, weight) in zip(labels, weights) {
      all += weight
      if label { churned += weight }
    }
    return (churned, all)
  }

  /// The rows of one score.
  struct Tie: Sendable, Equatable {
    /// The weight of the churned rows.
    var churned: Double
    /// The weight of the retained rows.
    var retained: Double
  }

  private func summedTies() -> [Tie] {
    var ties: [Tie] = []
    ties.reserveCapacity(tieEnds.count)
    var start = 0
    for end in tieEnds {
      var tie = Tie(churned: 0, retained: 0)
      for k in start..<end {
        let row = order[k]
        if labels[row] { tie.churned += weights[row] } else { tie.retained += weights[row] }
      }
      ties.append(tie)
      start = end
    }
    return ties
  }

  /// Calls `body` with the weight of the churned and of the retained rows of each distinct score,
  /// from the largest down.
  func forEachTie(_ body: (_ churned: Double, _ retained: Double) -> Void) {
    for tie in ties { body(tie.churned, tie.retained) }
  }
}
