internal import ChurnMath

/// Whether groups of customers stay equally long: the log-rank test and its weighted kin.
///
///     let test = LogRankTest(try RiskTable.byGroup(lifetimes, groups: plans, groupCount: 3))
///     test.p   // 0.002: plans differ by more than chance
///
/// At each exit time *dⱼ* exits of group *j* are set against *d nⱼ / n*, what it would have had if all
/// groups left alike, and the differences are added up with a weight *w*:
/// *U = Σ w (dⱼ − d nⱼ / n)*, with the hypergeometric variance
/// *V = Σ w² d (n − d) / (n − 1) · (nⱼ / n) (δⱼₖ − nₖ / n)*. *Uᵀ V⁻ U* is chi-square distributed.
/// Strata are summed before: customers are compared within their own stratum only.
///
/// Late entries and weights of customers (as so many customers) are taken into account; R's
/// `survdiff` knows neither. Without them the figures are those of `survdiff`.
///
/// - Complexity: O(*m k²*) for *m* distinct times and *k* groups.
/// - SeeAlso: Mantel (1966); Tarone & Ware (1977), doi:10.1093/biomet/64.1.156; Harrington & Fleming
///   (1982), doi:10.1093/biomet/69.3.553.
public struct LogRankTest: Sendable, Equatable {
  /// What a difference at a time counts.
  public enum Weighting: Sendable, Equatable {
    /// 1: the log-rank test, best where one hazard is a multiple of the other.
    case logRank
    /// *n*: the test of Gehan and Breslow (lifelines' "wilcoxon"); early differences count more.
    case gehan
    /// *√n*: the test of Tarone and Ware.
    case taroneWare
    /// *S(t−)*, the pooled Kaplan-Meier estimate just before: the test of Peto and Peto, R's `rho = 1`.
    case peto
    /// *∏ (1 − d / (n + 1))* up to and with *t*: lifelines' "peto".
    case modifiedPeto
    /// *S(t−)ᵖ (1 − S(t−))^q* with the pooled Kaplan-Meier estimate just before; R's `rho` is *p*.
    case flemingHarrington(p: Double, q: Double)
  }

  /// The weights used.
  public let weighting: Weighting
  /// The statistic, *Uᵀ V⁻ U*; 0 where nothing can be compared.
  public let chiSquare: Double
  /// One less than the number of groups that could have had exits.
  public let degreesOfFreedom: Int
  /// How often groups that leave alike would differ so much; 1 where nothing can be compared.
  public let p: Double
  /// Exits of each group, weighted by time; length *k*.
  public let observed: [Double]
  /// What each group would have had, weighted by time; length *k*.
  public let expected: [Double]
  /// The covariance of observed less expected; *k* × *k*, a row after the other.
  public let variance: [Double]

  /// Compares groups.
  ///
  /// - Parameters:
  ///   - tables: A table a group; an empty one counts for nothing.
  ///   - weighting: What a difference at a time counts.
  public init(_ tables: [RiskTable], weighting: Weighting = .logRank) {
    self.init(strata: [tables], weighting: weighting)
  }

  /// Compares groups within strata.
  ///
  /// - Parameters:
  ///   - strata: For every stratum a table a group; strata that miss the last groups count for the
  ///     others.
  ///   - weighting: What a difference at a time counts; shares are those of the stratum, as in R.
  public init(strata: [[RiskTable]], weighting: Weighting = .logRank) {
    var sums = LogRankSums(groups: strata.map(\.count).max() ?? 0)
    for tables in strata { sums.add(tables, weighting) }
    self.weighting = weighting
    observed = sums.observed
    expected = sums.expected
    variance = sums.variance
    (chiSquare, degreesOfFreedom) = sums.statistic
    p =
      degreesOfFreedom == 0
      ? 1 : GammaDistribution.chiSquare(above: chiSquare, degreesOfFreedom: degreesOfFreedom)
  }
}
