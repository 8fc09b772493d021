public import ChurnMath

/// How well scores order customers by how long they stay.
///
/// A pair is comparable when one left while the other was under observation and stayed longer; one
/// who is censored at that very time stayed longer. It is concordant when the score says so, and the
/// share of concordant pairs, equal scores counting half, is the concordance: 0.5 by chance, 1 at
/// best. Pairs who left at the same time are counted apart.
///
///     let c = try Concordance(of: risks, lifetimes)
///     c?.value   // 0.71
///
/// Counts, weights and variance (the infinitesimal jackknife) are those of R's `concordance()`, with
/// scores compared exactly. The counts agree with lifelines and scikit-survival but for pairs who
/// left at the same time, which scikit-survival counts among all pairs of that time.
///
/// - SeeAlso: Harrell et al. (1996),
///   doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4; Uno et al. (2011),
///   doi:10.1002/sim.4154.
public struct Concordance: Sendable, Equatable {
  /// What a large score says.
  public enum Meaning: Sendable, Equatable {
    /// It leaves sooner: a risk, a linear predictor.
    case risk
    /// It stays longer: an expected lifetime.
    case lifetime
  }

  /// What the pairs of an exit at time *t* count; *S* and *G* are the shares still there and still
  /// observed just before, *n* those at risk.
  public enum Weighting: Sendable, Equatable {
    /// 1: Harrell's, R's "n".
    case pairs
    /// *1/G²*: Uno's, as R's "n/G2".
    case censoring
    /// *N S/n*: as if none were censored, R's "S" (Peto).
    case survival
    /// *N S/(G n)*: R's "S/G" (Schemper).
    case survivalOverCensoring
    /// *1/G(t)²*, *G* with what falls at *t* itself: Uno's as scikit-survival computes it, where *G*
    /// may come from other customers, those learned from.
    case uno(ProductLimit)
  }

  /// Weighted numbers of pairs.
  public struct Counts: Sendable, Equatable {
    /// The scores say who stayed longer.
    public var concordant = 0.0
    /// The scores say the opposite.
    public var discordant = 0.0
    /// The scores are equal.
    public var tiedScores = 0.0
    /// Both left at one time, with different scores.
    public var tiedTimes = 0.0
    /// Both left at one time, with equal scores.
    public var tiedBoth = 0.0

    /// Comparable pairs.
    public var comparable: Double { concordant + discordant + tiedScores }

    static func += (sum: inout Counts, other: Counts) {
      sum.concordant += other.concordant
      sum.discordant += other.discordant
      sum.tiedScores += other.tiedScores
      sum.tiedTimes += other.tiedTimes
      sum.tiedBoth += other.tiedBoth
    }
  }

  /// The pairs of all strata.
  public let counts: Counts
  /// The pairs of each stratum, ascending by label.
  public let strata: [Counts]
  /// The variance of `value`.
  public let variance: Double

  /// The concordance, in [0, 1].
  public var value: Double {
    (counts.concordant + counts.tiedScores / 2) / counts.comparable
  }

  /// The standard error of `value`.
  public var standardError: Double { variance.squareRoot() }

  /// Counts pairs; nil when none can be compared.
  ///
  /// - Parameters:
  ///   - scores: One a customer, finite; length *n*.
  ///   - lifetimes: Length *n*; with entries, customers are at risk only after them.
  ///   - meaning: What a large score says.
  ///   - weighting: What pairs count by the time of the exit.
  ///   - end: Exits at this time or later count nothing (Uno's τ); nil = all count.
  ///   - strata: Labels; only customers of one stratum are compared; nil = one.
  ///   - clusters: Labels of rows that vary together; nil = each on its own.
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.invalidScore`, `.invalidLifetime`,
  ///   `.invalidEntry`, `.invalidWeight`; `.leftTruncated` for entries with a weighting by *G*.
  /// - Complexity: O(*n* log *n*).
  public init?(
    of scores: [Double], _ lifetimes: Lifetimes, meaning: Meaning = .risk,
    weighting: Weighting = .pairs, before end: Double? = nil, strata: [Int]? = nil,
    clusters: [Int]? = nil
  ) throws(FitError) {
    try lifetimes.checkForEvaluation()
    let count = lifetimes.count
    for labels in [scores.count, strata?.count ?? count, clusters?.count ?? count]
    where labels != count { throw .lengthMismatch(rows: count, labels: labels) }
    for (row, score) in scores.enumerated() where !score.isFinite {
      throw .invalidScore(row: row, found: score)
    }
    if lifetimes.entries != nil {
      switch weighting {
      case .pairs, .survival: break
      case .censoring, .survivalOverCensoring, .uno:
        throw .leftTruncated(method: "Concordance weighted by the chance of being censored")
      }
    }
    let ranks = StratumRanks(strata, count: count)
    var rows = [[Int32]](repeating: [], count: ranks.labels.count)
    for row in 0..<count { rows[Int(ranks.rank(row))].append(Int32(row)) }
    var perStratum: [Counts] = []
    var total = Counts()
    var parts: [PairCounter] = []
    for members in rows {
      let counter = PairCounter(
        scores, lifetimes, rows: members, isRisk: meaning == .risk, weighting: weighting, end: end)
      perStratum.append(counter.counts)
      total += counter.counts
      parts.append(counter)
    }
    guard total.comparable > 0 else { return nil }
    counts = total
    self.strata = perStratum
    variance = Self.variance(total, parts, lifetimes, clusters: clusters)
  }

  /// The sum of the squared influences on the concordance.
  private static func variance(
    _ total: Counts, _ parts: [PairCounter], _ lifetimes: Lifetimes, clusters: [Int]?
  ) -> Double {
    let difference = (total.concordant - total.discordant) / total.comparable
    let ranks = StratumRanks(clusters, count: lifetimes.count)
    var sums = [Double](repeating: 0, count: clusters == nil ? 0 : ranks.labels.count)
    var variance = 0.0
    for part in parts {
      for (place, row) in part.rows.enumerated() {
        let own = part.influence[place]
        let weight = lifetimes.weights?[Int(row)] ?? 1
        let change =
          weight * (own.concordant - own.discordant - difference * own.comparable)
          / total.comparable
        if clusters == nil {
          variance += change * change / 4
        } else {
          sums[Int(ranks.rank(Int(row)))] += change
        }
      }
    }
    for sum in sums { variance += sum * sum / 4 }
    return variance
  }
}
