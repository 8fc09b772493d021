internal import ChurnModels

extension ReliabilityBin {
  /// Probabilities told against what happened, in at most ten bins of nearly equal size, ascending.
  ///
  /// Rows of one probability stay together. Intervals are Wilson's; where a customer has several rows,
  /// they count for fewer.
  ///
  /// - Throws: `FitError.noRows`, `.invalidScore`.
  static func bins(_ rows: JudgedRows) throws(FitError) -> [ReliabilityBin] {
    let ranked = try RankedScores(labels: rows.labels, scores: rows.probabilities)
    return EqualSizeBin.bins(of: ranked).map { bin in
      let interval = WilsonInterval(
        labels: bin.rows.map { rows.labels[$0] }, groups: bin.rows.map { rows.groups[$0] })
      return ReliabilityBin(
        lowest: bin.lowest, highest: bin.highest, rows: bin.rows.count,
        meanProbability: bin.meanScore, churnRate: bin.churnRate, lower: interval.lower,
        upper: interval.upper)
    }
  }
}
