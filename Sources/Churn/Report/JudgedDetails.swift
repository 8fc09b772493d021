internal import ChurnModels

/// What a report shows of a model on the rows it is judged by.
struct JudgedDetails: Sendable, Equatable {
  /// Probabilities told against what happened.
  var reliability: [ReliabilityBin]
  /// What contacting the riskiest finds; empty without churners.
  var gains: [GainPoint]
  /// What a campaign would have brought; nil without money.
  var profit: ProfitCurve?
  /// The probabilities by outcome.
  var scores: [ScoreBin]
  /// The model by segment.
  var segments: [SegmentFigures]
}

extension JudgedRows {
  /// Curves and segments of these rows; `segments` says what divides them.
  ///
  /// - Throws: `FitError.noRows`, `.invalidScore`.
  func details(
    costs: RetentionCosts, seed: UInt64, threads: Int
  ) throws(FitError) -> JudgedDetails {
    JudgedDetails(
      reliability: try ReliabilityBin.bins(self),
      gains: try GainPoint.curve(self, seed: seed, threads: threads),
      profit: ProfitCurve.of(self, costs: costs), scores: ScoreBin.bins(self),
      segments: try SegmentFigures.all(self))
  }
}
