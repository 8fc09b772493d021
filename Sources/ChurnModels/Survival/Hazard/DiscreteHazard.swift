public import ChurnMath

/// When something happens, as a chain of yes-or-no questions: a discrete-time hazard model.
///
///     let model = try DiscreteHazard().fit(spells, over: grid, judgedBy: later, threads: 2)
///     let hazards = try model.hazards(features, threads: 2)
///     hazards.survival(0, before: 30)   // 0.82: nothing within 30 days in 82 of 100 such cases
///
/// Every row becomes one row for each interval in which it stood at risk (person-periods), and a
/// classifier learns whether it happened in that interval: logistic regression, of which the model is
/// the grouped form of proportional odds, or gradient boosting, which lets effects change with time.
/// The one with the smaller log loss on later rows is taken. Then `HazardScale` corrects its spread
/// by what later rows show, and its level such that the mean curve is Kaplan-Meier's.
///
/// A spread that is too wide was learned from too few: as the excess falls with the number of events
/// (van Houwelingen & le Cessie 1990), what the model of the earlier part shows is taken in proportion.
///
/// - SeeAlso: Singer & Willett (1993), doi:10.3102/10769986018002155; Allison (1982),
///   doi:10.2307/270718; van Houwelingen & le Cessie (1990), doi:10.1002/sim.4780091109.
public struct DiscreteHazard: Sendable {
  /// The penalties of logistic regression to try.
  public var penalties: [Double] = [1e-1, 1e-2, 1e-3]
  /// Gradient boosting, with the most rounds to try; nil = not tried.
  public var boosting: GradientBoosting? = GradientBoosting(
    rounds: 120, learningRate: 0.08, maxLeaves: 15, minLeafRows: 30, l2: 1, featureShare: 0.5)
  /// Person-periods to learn from, about; larger tables are thinned by customer.
  public var mostPeriods = 100_000
  /// Decides what is random.
  public var seed: UInt64 = 1

  /// The fewest events that can be learned from.
  public static let leastEvents = 20

  /// A recipe with the default settings.
  public init() {}

  /// A fitted hazard model.
  public struct Model: Sendable, Equatable {
    /// The intervals.
    public let grid: HazardGrid
    /// What gives each person-period its log-odds.
    public let classifier: TrainedModel
    /// What makes hazards of them.
    public let scale: HazardScale

    /// Puts a model together; nil when the scale is not one of that grid.
    public init?(grid: HazardGrid, classifier: TrainedModel, scale: HazardScale) {
      guard scale.intercepts.count == grid.count else { return nil }
      self.grid = grid
      self.classifier = classifier
      self.scale = scale
    }

    /// The features it was trained on, in order, without the column of the interval.
    public var featureNames: [String] {
      classifier.featureNames.filter { $0 != PersonPeriods.column }
    }

    /// The hazards of some rows.
    ///
    /// - Parameters:
    ///   - features: *n* × *p*, with all columns learned from.
    ///   - threads: The most threads to use.
    /// - Returns: One array of *n* for each interval.
    /// - Throws: `FitError.missingFeature`, `.wrongKind`.
    /// - Complexity: One prediction of the classifier for each interval; memory *n* × *K*.
    public func hazards(
      _ features: FeatureMatrix, threads: Int = 1
    ) throws(FitError) -> Hazards {
      var values: [[Double]] = []
      for interval in 0..<grid.count {
        let logOdds = try classifier.logOdds(
          PersonPeriods.features(features, in: interval, of: grid), threads: threads)
        values.append(logOdds.map { scale.hazard($0, in: interval) })
      }
      return Hazards(grid: grid, values: values)
    }
  }

  /// Learns from spells, and what to learn with from an earlier and a later part of them.
  ///
  /// - Parameters:
  ///   - spells: All rows; the shipped model is fitted to them.
  ///   - grid: The intervals; each must be observed whole for some row.
  ///   - earlier: Spells as they were known at some day.
  ///   - later: Spells that begin from that day on; with those of `earlier`, what the kind of
  ///     classifier and the slope are chosen by.
  ///   - threads: The most threads to use; the model does not depend on it.
  /// - Returns: The model.
  /// - Throws: `FitError.tooFewRows` with too few events; what fitting throws.
  public func fit(
    _ spells: Spells, over grid: HazardGrid, earlier: Spells, later: Spells, threads: Int = 1
  ) throws(FitError) -> Model {
    let all = PersonPeriods(spells.thinned(to: mostPeriods, over: grid, seed: seed), grid)
    guard Self.teaches(all.samples) else {
      let events = all.samples.labels.count { $0 }
      throw .tooFewRows(rows: min(events, all.samples.count - events), needed: Self.leastEvents)
    }
    let choice = try choose(earlier, later, grid, threads: threads)
    let classifier = try choice.recipe.fit(all.samples, threads: threads)
    let events = all.samples.labels.count { $0 }
    let scale = HazardScale.matched(
      try classifier.logOdds(all.samples.features, threads: threads), labels: all.samples.labels,
      intervals: all.intervals, count: grid.count, slope: choice.slope(learningFrom: events))
    guard let model = Model(grid: grid, classifier: classifier, scale: scale) else {
      throw .noRows
    }
    return model
  }

  /// Whether both outcomes occur often enough to learn from.
  private static func teaches(_ samples: TrainingSamples) -> Bool {
    let events = samples.labels.count { $0 }
    return min(events, samples.count - events) >= leastEvents
  }

  /// A classifier with its settings.
  private enum Recipe {
    case logistic(LogisticRegression)
    case boosting(GradientBoosting)

    func fit(_ samples: TrainingSamples, threads: Int) throws(FitError) -> TrainedModel {
      switch self {
      case .logistic(let recipe): .logistic(try recipe.fit(samples, threads: threads))
      case .boosting(let recipe): .boosting(try recipe.fit(samples, threads: threads))
      }
    }
  }

  /// What to learn with, and what was seen of its spread.
  private struct Choice {
    let recipe: Recipe
    /// The slope on the later part.
    var slope = 1.0
    /// Events that the model learned from of which it is the slope.
    var events = 0

    /// The slope to be expected of a model that learns from so many events.
    func slope(learningFrom all: Int) -> Double {
      slope >= 1 ? slope : 1 - (1 - slope) * min(1, Double(events) / Double(max(1, all)))
    }
  }

  /// The recipe with the smallest log loss on the later part, and the slope it shows there.
  ///
  /// Where the parts show too little to choose by, logistic regression with the middle penalty.
  private func choose(
    _ earlier: Spells, _ later: Spells, _ grid: HazardGrid, threads: Int
  ) throws(FitError) -> Choice {
    let standard = LogisticRegression(
      penalty: penalties.sorted()[penalties.count / 2], tolerance: Self.tolerance)
    // Only intervals that both parts have seen can be compared.
    let seen = min(earlier.followUps.max() ?? 0, later.followUps.max() ?? 0)
    guard let grid = grid.ending(by: seen) else { return Choice(recipe: .logistic(standard)) }
    let earlier = PersonPeriods(earlier.thinned(to: mostPeriods, over: grid, seed: seed), grid)
    let later = PersonPeriods(later.thinned(to: mostPeriods, over: grid, seed: seed), grid)
    let labels = later.samples.labels
    guard Self.teaches(earlier.samples), Self.teaches(later.samples) else {
      return Choice(recipe: .logistic(standard))
    }
    var best: (recipe: Recipe, logOdds: [Double], loss: Double)?
    func offer(_ recipe: Recipe, _ logOdds: [Double]) {
      let loss = zip(logOdds, labels).reduce(0) { $0 + rowLoss($1.0, churned: $1.1) }
      if best.map({ loss < $0.loss }) ?? true { best = (recipe, logOdds, loss) }
    }
    for penalty in penalties {
      var recipe = standard
      recipe.penalty = penalty
      let model = try Recipe.logistic(recipe).fit(earlier.samples, threads: threads)
      offer(.logistic(recipe), try model.logOdds(later.samples.features, threads: threads))
    }
    if var recipe = boosting {
      recipe.seed = seed
      let trees = try recipe.fit(earlier.samples, threads: threads).ensemble
      let losses = try trees.stagedLosses(later.samples, threads: threads)
      recipe.rounds = 1 + (losses.indices.min { losses[$0] < losses[$1] } ?? 0)
      offer(
        .boosting(recipe),
        try trees.prefix(recipe.rounds).decision(later.samples.features, threads: threads))
    }
    guard let best else { return Choice(recipe: .logistic(standard)) }
    return Choice(
      recipe: best.recipe,
      slope: HazardScale.slope(
        best.logOdds, labels: labels, intervals: later.intervals, count: grid.count),
      events: earlier.samples.labels.count { $0 })
  }

  /// Fits are compared and corrected afterwards, so a rough optimum is enough.
  private static let tolerance = 1e-6
}
