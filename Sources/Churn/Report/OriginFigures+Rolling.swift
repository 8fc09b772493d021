internal import ChurnData
internal import ChurnModels

/// What a kind of model says of the customers at one cutoff, learned from outcomes known there.
struct Origin: Sendable {
  /// The cutoff.
  let at: Day
  /// What it is used for besides.
  let role: String
  /// Log-odds of its customers, by models that had not seen their outcome.
  let logOdds: [Double]
  /// Length of `logOdds`.
  let labels: [Bool]
  /// The customers; length of `logOdds`.
  let groups: [Int]
}

extension OriginFigures {
  /// The figures of origin after origin, each calibrated on those before it.
  ///
  /// - Parameters:
  ///   - origins: Ascending by cutoff.
  ///   - reach: Gap and horizon: days after which the outcome of an origin is known.
  ///   - seed: Decides draws.
  ///   - threads: The most threads to use.
  /// - Returns: One for each origin with rows; before anything is known to calibrate on, as the model
  ///   says it.
  /// - Throws: `FitError.invalidScore`.
  static func rolling(
    _ origins: [Origin], reach: Int, seed: UInt64, threads: Int
  ) throws(FitError) -> [OriginFigures] {
    var all: [OriginFigures] = []
    for origin in origins where !origin.labels.isEmpty {
      let known = origins.filter { $0.at + reach <= origin.at }
      let choice = try? Calibrator.choose(
        logOdds: known.flatMap(\.logOdds), labels: known.flatMap(\.labels),
        groups: known.flatMap(\.groups), seed: seed)
      let calibrator = choice?.calibrator ?? .identity
      all.append(
        try OriginFigures(
          origin, probabilities: calibrator.calibrated(origin.logOdds), seed: seed,
          threads: threads))
    }
    return all
  }

  /// The figures of one origin with the probabilities told there; at least one row.
  init(
    _ origin: Origin, probabilities: [Double], seed: UInt64, threads: Int
  ) throws(FitError) {
    let ranked = try RankedScores(labels: origin.labels, scores: probabilities)
    let metrics = ClassificationMetrics(ranked)
    let replicates = max(100, min(400, 2_000_000 / origin.labels.count))
    let interval =
      try Bootstrap(replicates: replicates, seed: seed).intervals(
        groups: origin.groups, threads: threads
      ) { weights in
        [(try? ranked.reweighted(weights)).flatMap { RocAUC.value(of: $0) }]
      }.first ?? nil
    self.init(
      at: origin.at, role: origin.role, rows: origin.labels.count,
      churners: metrics.churners,
      churnRate: Double(metrics.churners) / Double(origin.labels.count),
      meanProbability: probabilities.reduce(0, +) / Double(origin.labels.count),
      rocAUC: metrics.rocAUC, rocAUCLower: interval?.lower, rocAUCUpper: interval?.upper,
      logLoss: metrics.logLoss, calibrationSlope: metrics.calibrationSlope)
  }
}
