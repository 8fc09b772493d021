internal import ChurnData
internal import ChurnMath
internal import ChurnModels

// What every kind of model is taught with.
//
// training     the rows the model is fitted to
// fold         a division inside of them, for settings and for the choice of the champion
// judged row   a row that some fold judges: models say something of it without having seen it
// calibration  later rows, for turning scores into probabilities

/// Rows to learn from, folds inside of them, and rows to calibrate on: the same for every kind.
struct Lesson: Sendable {
  /// The rows to learn from.
  let training: TrainingSamples
  /// Folds inside `training`, each with both outcomes among its training rows.
  let folds: [SampleFold]
  /// Where the calibration comes from.
  let calibration: Calibration
  /// Which way the risk can only go with a feature, by name.
  let directions: [String: RiskDirection]
  /// Decides everything random.
  let seed: UInt64
  /// The most threads to use.
  let threads: Int

  /// Where log-odds of rows come from that a model was not fitted to.
  enum Calibration: Sendable {
    /// Later rows. Where their label windows overlap those of the training rows, a customer must
    /// not be seen from both sides.
    case later(TrainingSamples, overlapsTraining: Bool)
    /// There are none: training rows, each scored by a model that has not seen its customer.
    case crossFitted
  }

  init(
    training: TrainingSamples, folds: [SampleFold], calibration: Calibration,
    directions: [String: RiskDirection] = [:], seed: UInt64, threads: Int
  ) {
    self.training = training
    self.folds = folds.filter { Self.canLearn($0, training.labels) }
    self.calibration = calibration
    self.directions = directions
    self.seed = seed
    self.threads = threads
  }

  /// The rows that folds judge, fold after fold.
  var judgedRows: [Int] { folds.flatMap(\.validation) }

  /// Parts that customers are dealt into for cross-fitting.
  static let parts = 5

  /// Cells of the matrix up to which folds rather than fits are spread over threads.
  private static let fewCells = 4_000_000

  /// Threads for work that is done side by side, and threads within each piece of it.
  var spread: (outer: Int, inner: Int) {
    let (cells, isLarge) = training.count.multipliedReportingOverflow(
      by: training.features.columns.count)
    return isLarge || cells > Self.fewCells ? (1, threads) : (threads, 1)
  }

  /// Log-odds of rows that a recipe's models were not fitted to, for calibration.
  ///
  /// - Parameters:
  ///   - recipe: The kind of model and its settings.
  ///   - model: The model fitted to all training rows.
  ///   - judged: The log-odds of the judged rows, if they are known.
  /// - Returns: Rows and their log-odds.
  /// - Throws: What fitting throws.
  func scoresForCalibration(
    _ recipe: ModelRecipe, _ model: TrainedModel, judged: [Double]?
  ) throws(FitError) -> (rows: TrainingSamples, logOdds: [Double]) {
    let groups = training.groups
    switch calibration {
    case .later(let later, overlapsTraining: false):
      return (later, try model.logOdds(later.features, threads: threads))
    case .later(let later, overlapsTraining: true):
      let numbers = InnerFolds.dealt(parts: Self.parts)
      let divisions = (0..<Self.parts).map { part in
        Division(
          training: groups.indices.filter { numbers(groups[$0]) != part },
          judged: later.groups.indices.filter { numbers(later.groups[$0]) == part })
      }
      return (later, try crossed(recipe, divisions, on: later))
    case .crossFitted:
      // Folds that judge every row once have done the work already.
      if let judged, judgedRows.count == training.count,
        Set(judgedRows).count == training.count
      {
        var logOdds = [Double](repeating: 0, count: training.count)
        for (row, value) in zip(judgedRows, judged) { logOdds[row] = value }
        return (training, logOdds)
      }
      let divisions = InnerFolds.byGroup(groups, parts: Self.parts)
        .map { Division(training: $0.training, judged: $0.validation) }
      return (training, try crossed(recipe, divisions, on: training))
    }
  }

  /// Rows to learn from and rows, maybe of other samples, to judge.
  private struct Division: Sendable {
    let training: [Int]
    let judged: [Int]
  }

  /// The log-odds of `samples`, each part by a model of the rows that its division allows.
  private func crossed(
    _ recipe: ModelRecipe, _ divisions: [Division], on samples: TrainingSamples
  ) throws(FitError) -> [Double] {
    let spread = spread
    let results = mapIndices(divisions.count, threads: spread.outer) { place in
      Result { () throws(FitError) -> [Double] in
        let division = divisions[place]
        guard !division.judged.isEmpty else { return [] }
        let model = try recipe.fit(
          training.selecting(rows: division.training), threads: spread.inner)
        return try model.logOdds(
          samples.features.selecting(rows: division.judged), threads: spread.inner)
      }
    }
    var logOdds = [Double](repeating: 0, count: samples.count)
    for (division, result) in zip(divisions, results) {
      for (row, value) in zip(division.judged, try result.get()) { logOdds[row] = value }
    }
    return logOdds
  }

  private static func canLearn(_ fold: SampleFold, _ labels: [Bool]) -> Bool {
    guard !fold.validation.isEmpty else { return false }
    let churned = fold.training.count { labels[$0] }
    return churned > 0 && churned < fold.training.count
  }
}
