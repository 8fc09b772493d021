internal import ChurnMath
internal import ChurnModels
internal import Glibc

extension ModelBundle {
  /// Keeps what later data are compared with: the inputs of the training rows, and the probabilities
  /// of the test rows, which the model has not seen.
  ///
  /// - Parameters:
  ///   - training: The rows that the model was fitted to.
  ///   - test: The rows that it was judged by.
  ///   - origins: The champion's kind over the cutoffs; they say how far the level of churn moves
  ///     from what was told.
  ///   - threads: The most threads to use.
  /// - Throws: `FitError`.
  mutating func learnToWatch(
    training: TrainingSamples, test: TrainingSamples, origins: [OriginFigures], threads: Int
  ) throws(FitError) {
    guard let bands, test.count > 0, training.count > 0 else { return }
    let probabilities = try model.calibrated(test.features, by: calibrator, threads: threads)
    let columns = training.features.columns
    let inputs = mapIndices(columns.count, threads: threads) {
      TrainingReference.Input(columns[$0])
    }
    let shares = RiskBands.Band.allCases.map { band in
      Double(probabilities.count { bands.band(of: $0) == band }) / Double(probabilities.count)
    }
    // A ready table is of one time.
    let count = manifest.orders?.trainingCutoffs.count ?? 1
    var cutoffs = [(rows: Int, churners: Int)](repeating: (0, 0), count: count)
    for (row, place) in training.cutoffs.enumerated() where cutoffs.indices.contains(place) {
      cutoffs[place].rows += 1
      if training.labels[row] { cutoffs[place].churners += 1 }
    }
    reference = TrainingReference(
      rows: training.count, customers: Set(training.groups).count, inputs: inputs,
      scores: TrainingReference.Scores(
        rows: test.count, churners: test.labels.count { $0 },
        mean: probabilities.reduce(0, +) / Double(probabilities.count),
        curve: ValueCurve(of: probabilities), bands: shares),
      cutoffs: cutoffs.map { TrainingReference.Cutoff(rows: $0.rows, churners: $0.churners) },
      levelErrors: origins.compactMap { TrainingReference.LevelError($0) })
  }
}

extension TrainingReference.Input {
  /// The reference of a column; values that are not finite are missing.
  init(_ column: FeatureMatrix.Column) {
    let known = column.values.filter(\.isFinite)
    feature = column.name
    missing =
      column.values.isEmpty
      ? 0 : Double(column.values.count - known.count) / Double(column.values.count)
    switch column.kind {
    case .numeric: content = .numbers(ValueCurve(of: known))
    case .categorical(let levels): content = .names(LevelShares(codes: known, levels: levels))
    }
  }
}

extension TrainingReference.LevelError {
  /// The level error of an origin; nil where everybody or nobody left, or too few rows tell.
  init?(_ origin: OriginFigures) {
    let rows = Double(origin.rows)
    let (p, q) = (origin.churnRate, origin.meanProbability)
    guard rows >= 2, p > 0, p < 1, q > 0, q < 1 else { return nil }
    logOdds = log(p / (1 - p)) - log(q / (1 - q))
    variance = 1 / (rows * p * (1 - p))
    guard logOdds.isFinite, variance.isFinite else { return nil }
  }
}
