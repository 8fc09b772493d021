/// The upper convex hull of the ROC curve, as its straight pieces from the riskiest scores down.
///
/// A threshold off the hull is never the best, whatever mistakes cost. The pieces are groups of scores
/// pooled until the share of churners falls from each to the next, as isotonic regression pools them.
///
/// - Complexity: O(number of distinct scores).
/// - SeeAlso: Provost & Fawcett (2001), doi:10.1023/A:1007601015854; Fawcett & Niculescu-Mizil (2007),
///   doi:10.1007/s10994-007-5011-0, for the pooling.
struct RocHull: Sendable, Equatable {
  /// The weight of each piece's churned and retained rows.
  let pieces: [RankedScores.Tie]
  /// The weight of all churned and of all retained rows.
  let totals: RankedScores.Tie

  /// The hull; nil unless both classes have some weight.
  init?(_ ranked: RankedScores) {
    var pieces: [RankedScores.Tie] = []
    var totals = RankedScores.Tie(churned: 0, retained: 0)
    for tie in ranked.ties where tie.churned + tie.retained > 0 {
      totals.churned += tie.churned
      totals.retained += tie.retained
      var piece = tie
      while let last = pieces.last,
        last.churned * piece.retained <= piece.churned * last.retained
      {
        piece.churned += last.churned
        piece.retained += last.retained
        pieces.removeLast()
      }
      pieces.append(piece)
    }
    guard totals.churned > 0, totals.retained > 0 else { return nil }
    self.pieces = pieces
    self.totals = totals
  }
}
