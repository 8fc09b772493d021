internal import ChurnData
internal import ChurnMath
internal import ChurnModels

// What every kind of model is taught with.
//
// training     the rows the model is fitted to
// fold         a division inside of them, for settings and for the choice of the champion
// judged row   a row that some fold judges: models say something of it without having seen it
// origin       a later cutoff whose rows turn scores into probabilities, judged by what was known then

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
  /// Whether so few teach that a penalty is taken as large as one standard error allows.
  let shrinksMore: Bool
  /// Decides everything random.
  let seed: UInt64
  /// The most threads to use.
  let threads: Int

  /// Rows that models judge without having seen them: those of the folds, then those of the origins.
  let judged: Judged

  /// Where log-odds of rows come from that a model was not fitted to.
  enum Calibration: Sendable {
    /// Later rows, origin after origin.
    case origins([Origin])
    /// There are none: training rows, each scored by a model that has not seen its customer.
    case crossFitted

    /// One origin.
    ///
    /// Where its label windows overlap those of the training rows, a customer must not be seen from
    /// both sides.
    static func later(_ rows: TrainingSamples, overlapsTraining: Bool) -> Calibration {
      .origins([Origin(rows: rows, teachers: overlapsTraining ? .otherCustomers : .everybody)])
    }
  }

  /// Later rows, and who may teach the model that judges them.
  struct Origin: Sendable {
    let rows: TrainingSamples
    let teachers: Teachers
  }

  /// Training rows whose outcome was known when an origin's rows are judged.
  enum Teachers: Sendable {
    /// All of them: the model itself may judge.
    case everybody
    /// Only these, by their places.
    case rows([Int])
    /// None surely, so that only customers keep both apart.
    case otherCustomers
  }

  /// Outcome and customer of rows that are judged.
  struct Judged: Sendable {
    var labels: [Bool]
    var groups: [Int]
    /// How many of them are rows of folds; the others are those of origins.
    var foldCount: Int
  }

  init(
    training: TrainingSamples, folds: [SampleFold], calibration: Calibration,
    directions: [String: RiskDirection] = [:], shrinksMore: Bool = false, seed: UInt64,
    threads: Int
  ) {
    self.training = training
    let folds = folds.filter { Self.canLearn($0, training.labels) }
    let places = folds.flatMap(\.validation)
    var judged = Judged(
      labels: places.map { training.labels[$0] }, groups: places.map { training.groups[$0] },
      foldCount: places.count)
    if case .origins(let origins) = calibration {
      judged.labels += origins.flatMap(\.rows.labels)
      judged.groups += origins.flatMap(\.rows.groups)
    }
    self.folds = folds
    self.judged = judged
    self.calibration = calibration
    self.directions = directions
    self.shrinksMore = shrinksMore
    self.seed = seed
    self.threads = threads
  }

  /// The training rows that folds judge, fold after fold.
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

  /// The log-odds of all origins' rows, origin after origin; empty when there are none.
  ///
  /// - Parameters:
  ///   - recipe: The kind of model and its settings.
  ///   - model: The model fitted to all training rows.
  /// - Returns: One value a row.
  /// - Throws: What fitting throws.
  func originLogOdds(
    _ recipe: ModelRecipe, _ model: TrainedModel
  ) throws(FitError) -> [Double] {
    guard case .origins(let origins) = calibration else { return [] }
    let groups = training.groups
    var all: [Double] = []
    for origin in origins {
      switch origin.teachers {
      case .rows(let places) where Self.hasBothOutcomes(places, training.labels):
        let earlier = try recipe.fit(training.selecting(rows: places), threads: threads)
        all += try earlier.logOdds(origin.rows.features, threads: threads)
      case .everybody, .rows:
        all += try model.logOdds(origin.rows.features, threads: threads)
      case .otherCustomers:
        let numbers = InnerFolds.dealt(parts: Self.parts)
        let divisions = (0..<Self.parts).map { part in
          Division(
            training: groups.indices.filter { numbers(groups[$0]) != part },
            judged: origin.rows.groups.indices.filter { numbers(origin.rows.groups[$0]) == part })
        }
        all += try crossed(recipe, divisions, on: origin.rows)
      }
    }
    return all
  }

  /// The log-odds of all training rows, each by a model that has not seen its customer.
  ///
  /// - Parameters:
  ///   - recipe: The kind of model and its settings.
  ///   - judged: The log-odds of the rows that folds judge.
  /// - Returns: One value a training row.
  /// - Throws: What fitting throws.
  func crossFittedLogOdds(
    _ recipe: ModelRecipe, judged: [Double]
  ) throws(FitError) -> [Double] {
    // Folds that judge every row once have done the work already.
    if judgedRows.count == training.count, Set(judgedRows).count == training.count {
      var logOdds = [Double](repeating: 0, count: training.count)
      for (row, value) in zip(judgedRows, judged) { logOdds[row] = value }
      return logOdds
    }
    let divisions = InnerFolds.byGroup(training.groups, parts: Self.parts)
      .map { Division(training: $0.training, judged: $0.validation) }
    return try crossed(recipe, divisions, on: training)
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
    !fold.validation.isEmpty && hasBothOutcomes(fold.training, labels)
  }

  private static func hasBothOutcomes(_ rows: [Int], _ labels: [Bool]) -> Bool {
    let churned = rows.count { labels[$0] }
    return churned > 0 && churned < rows.count
  }
}
