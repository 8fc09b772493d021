internal import ChurnModels

extension GainPoint {
  /// What contacting the riskiest share finds, for every percent, equal probabilities as expectation.
  ///
  /// Intervals hold at each share by itself, from a bootstrap by customer. Empty without churners.
  ///
  /// - Throws: `FitError.noRows`, `.invalidScore`.
  static func curve(
    _ rows: JudgedRows, seed: UInt64, threads: Int
  ) throws(FitError) -> [GainPoint] {
    let ranked = try RankedScores(labels: rows.labels, scores: rows.probabilities)
    let shares = (0...100).map { Double($0) / 100 }
    guard let gains = Gains.gains(of: ranked, shares: shares) else { return [] }
    let replicates = FigureIntervals.replicates(rows.labels.count)
    let intervals = try Bootstrap(replicates: replicates, seed: seed).intervals(
      groups: rows.groups, threads: threads
    ) { weights in
      guard let drawn = try? ranked.reweighted(weights),
        let gains = Gains.gains(of: drawn, shares: shares)
      else { return Array(repeating: nil, count: shares.count) }
      return gains
    }
    return shares.indices.map { k in
      let interval = intervals.indices.contains(k) ? intervals[k] : nil
      return GainPoint(
        share: shares[k], gain: gains[k], lower: min(interval?.lower ?? 0, gains[k]),
        upper: max(interval?.upper ?? 1, gains[k]),
        precision: Gains.precision(of: ranked, share: shares[k]),
        lift: Gains.lift(of: ranked, share: shares[k]))
    }
  }
}
