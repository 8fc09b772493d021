/// The Brier score taken apart: *brier = reliability − resolution + uncertainty + within*.
///
/// Over groups *g* of rows, with mean probability *p* and churn rate *o* in each and *ō* overall:
/// reliability *Σ W_g (p_g − o_g)² / W* is what wrong probabilities cost, resolution
/// *Σ W_g (o_g − ō)² / W* what telling the groups apart brings, and uncertainty *ō (1 − ō)* what a guess of
/// the base rate scores. When the groups are the distinct probabilities, `within` is 0 and this is
/// Murphy's identity; but where every row has a probability of its own those groups of one row say
/// nothing. Over bins, `within` is what probabilities inside of a bin add to or spare.
///
/// - SeeAlso: Murphy (1973), doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2; Stephenson, Coelho &
///   Jolliffe (2008), doi:10.1175/2007WAF2006116.1, for the terms within bins.
public struct BrierDecomposition: Sendable, Equatable {
  /// What wrong probabilities cost; at least 0, and 0 is perfect.
  public let reliability: Double
  /// What telling the groups apart brings; at least 0, and more is better.
  public let resolution: Double
  /// The score of the base rate, in [0, 0.25].
  public let uncertainty: Double
  /// What the groups leave out; 0 over distinct probabilities.
  public let within: Double

  /// Takes the score apart over `bins` bins of nearly equal size; nil = over the distinct probabilities.
  ///
  /// Nil unless the scores are probabilities and some row has weight.
  public init?(_ ranked: RankedScores, bins: Int? = nil) {
    let totals = ranked.totals
    guard let brier = BrierScore.value(of: ranked), totals.all > 0 else { return nil }
    let rate = totals.churned / totals.all
    var reliability = 0.0
    var resolution = 0.0
    for group in Self.groups(ranked, bins: bins) where group.weight > 0 {
      let share = group.weight / totals.all
      reliability += share * (group.mean - group.rate) * (group.mean - group.rate)
      resolution += share * (group.rate - rate) * (group.rate - rate)
    }
    self.reliability = reliability
    self.resolution = resolution
    uncertainty = rate * (1 - rate)
    within = brier - (reliability - resolution + uncertainty)
  }

  private static func groups(
    _ ranked: RankedScores, bins: Int?
  ) -> [(weight: Double, mean: Double, rate: Double)] {
    if let bins {
      return EqualSizeBin.bins(of: ranked, count: bins).map {
        ($0.weight, $0.meanScore, $0.churnRate)
      }
    }
    return zip(ranked.ties, ranked.tieEnds).map { tie, end in
      let weight = tie.churned + tie.retained
      return (weight, ranked.scores[ranked.order[end - 1]], tie.churned / weight)
    }
  }
}
