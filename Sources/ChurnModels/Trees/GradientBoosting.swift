public import ChurnMath

/// Gradient boosting of trees on the log loss.
///
///     let model = try GradientBoosting(rounds: 100).fit(samples, threads: 2)
///     let risks = try model.predict(features)
///
/// Each round grows a tree, best leaf first, on the gradients *g* = *p* − *y* and hessians
/// *h* = *p*(1 − *p*) of the log loss; a leaf adds −η Σ*g* / (Σ*h* + λ) to the log-odds of its rows.
/// Values are seen in at most 256 bins. Missing values go to the side where they fit better, levels
/// of a categorical feature are parted into the best two subsets (in the order of their means).
///
/// Gradients are rounded at random to whole numbers, of as many steps as the sums of all rows leave
/// room for (some 2,000 at a million rows, 32,000 at sixty thousand and fewer), so that sums are
/// exact: the model depends neither on the number of threads nor on the order of rows or columns.
/// The rounding is decided by a row's score, not by its place; a whole weight *w* counts as *w* rows.
///
/// - SeeAlso: Friedman (2001), doi:10.1214/aos/1013203451; Chen & Guestrin (2016),
///   doi:10.1145/2939672.2939785; Ke et al., LightGBM (NeurIPS 2017); Shi et al., Quantized training
///   of gradient boosting decision trees (NeurIPS 2022).
public struct GradientBoosting: Estimator, Equatable {
  /// In which direction a prediction may move with the value of a feature.
  public enum Monotonicity: Int8, Sendable {
    /// The larger the value, the higher the risk, all else equal.
    case increasing = 1
    /// The larger the value, the lower the risk, all else equal.
    case decreasing = -1
  }

  /// The number of trees, or the most of them when fitting stops early; 1 or more.
  public var rounds: Int
  /// η, the share of a leaf's best value that is added; above 0.
  public var learningRate: Double
  /// The most leaves of a tree; 2 or more.
  public var maxLeaves: Int
  /// The most questions on the way to a leaf; nil = no limit.
  public var maxDepth: Int?
  /// The fewest rows of a leaf, counted by weight.
  public var minLeafRows: Double
  /// The least sum of hessians of a leaf.
  public var minLeafHessian: Double
  /// λ, the L2 penalty on leaf values.
  public var l2: Double
  /// The L1 penalty on leaf values.
  public var l1: Double
  /// What a split must gain, in units of the log loss times two.
  public var minSplitGain: Double
  /// The share of customers that each tree learns from; 1 = all.
  public var rowShare: Double
  /// The share of features that each tree may ask for; 1 = all.
  public var featureShare: Double
  /// The most bins of a feature, that of missing values left out; 2...255.
  public var maxBins: Int
  /// The L2 penalty added where a split parts more than four levels.
  public var categoryL2: Double
  /// The sum of hessians by which a level's mean is drawn to zero when levels are ordered.
  public var categorySmoothing: Double
  /// Directions by the name of the feature; names that no column has are ignored.
  public var monotone: [String: Monotonicity]
  /// How many times each churned row counts; above 0.
  ///
  /// Other than 1, probabilities are shifted and want calibration.
  public var churnerWeight: Double
  /// Rounds without a smaller log loss on the later rows after which fitting stops.
  public var stoppingRounds: Int
  /// The seed of the rows and features drawn, and of the rounding.
  public var seed: UInt64

  /// Creates the recipe; see the properties for the meaning of each value.
  public init(
    rounds: Int = 200, learningRate: Double = 0.1, maxLeaves: Int = 31, maxDepth: Int? = nil,
    minLeafRows: Double = 20, minLeafHessian: Double = 1e-3, l2: Double = 0, l1: Double = 0,
    minSplitGain: Double = 0, rowShare: Double = 1, featureShare: Double = 1, maxBins: Int = 255,
    categoryL2: Double = 10, categorySmoothing: Double = 10,
    monotone: [String: Monotonicity] = [:], churnerWeight: Double = 1, stoppingRounds: Int = 20,
    seed: UInt64 = 1
  ) {
    self.rounds = rounds
    self.learningRate = learningRate
    self.maxLeaves = maxLeaves
    self.maxDepth = maxDepth
    self.minLeafRows = minLeafRows
    self.minLeafHessian = minLeafHessian
    self.l2 = l2
    self.l1 = l1
    self.minSplitGain = minSplitGain
    self.rowShare = rowShare
    self.featureShare = featureShare
    self.maxBins = maxBins
    self.categoryL2 = categoryL2
    self.categorySmoothing = categorySmoothing
    self.monotone = monotone
    self.churnerWeight = churnerWeight
    self.stoppingRounds = stoppingRounds
    self.seed = seed
  }

  /// Grows `rounds` trees, or fewer when no split gains any more; see `Estimator.fit(_:threads:)`.
  ///
  /// - Throws: `FitError.noRows`, `.singleClass`, `.invalidWeight`, `.invalidParameter`.
  /// - Complexity: O(*n* *p*) a round at most; memory 2 *n* *p* bytes and 24 *n*.
  public func fit(_ samples: TrainingSamples, threads: Int = 1) throws(FitError) -> Model {
    try fit(samples, judgedBy: nil, threads: threads).model
  }

  /// Grows trees until the log loss on later rows has not fallen for `stoppingRounds` rounds.
  ///
  /// - Parameters:
  ///   - samples: The rows to learn from.
  ///   - validation: Later rows, with the same columns; of some weight.
  ///   - threads: The most threads to use; the model does not depend on it.
  /// - Returns: The model of the round with the smallest loss, and the number of that round.
  /// - Throws: As without validation; `FitError.missingFeature`, `.wrongKind`.
  public func fit(
    _ samples: TrainingSamples, validation: TrainingSamples, threads: Int = 1
  ) throws(FitError) -> (model: Model, rounds: Int) {
    guard validation.weights.contains(where: { $0 > 0 }) else { throw .noRows }
    if let row = validation.weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw .invalidWeight(row: row)
    }
    let fitted = try fit(samples, judgedBy: validation, threads: threads)
    return (fitted.model, fitted.rounds)
  }

  private func fit(
    _ samples: TrainingSamples, judgedBy validation: TrainingSamples?, threads: Int
  ) throws(FitError) -> (model: Model, rounds: Int) {
    try checkParameters()
    try samples.checkLearnable()
    let weights = try samples.classWeights(churner: churnerWeight, retained: 1)
    let features = FeatureBinning(maxBins: maxBins).features(of: samples, threads: threads)
    let binned = try BinnedMatrix(samples.features, features: features, threads: threads)
    var judge: BoostingJudge?
    if let validation {
      judge = BoostingJudge(
        binned: try BinnedMatrix(validation.features, features: features, threads: threads),
        samples: validation)
    }
    return withWorkerTeam(threads: threads) { team in
      var run = BoostingRun(
        recipe: self, samples: samples, weights: weights, features: features, binned: binned,
        team: team)
      let rounds = run.grow(judgedBy: judge)
      let ensemble = TreeEnsemble(
        features: features, trees: Array(run.trees.prefix(rounds)), base: run.base,
        output: .logOdds)
      return (Model(ensemble: ensemble), rounds)
    }
  }

  private func checkParameters() throws(FitError) {
    func check(_ name: String, _ value: Double, _ holds: Bool, _ expected: String) throws(FitError)
    {
      guard holds else { throw .invalidParameter(name: name, value: value, expected: expected) }
    }
    try check("rounds", Double(rounds), rounds >= 1, "1 or more")
    try check(
      "learningRate", learningRate, learningRate > 0 && learningRate.isFinite, "a number above 0")
    try check("maxLeaves", Double(maxLeaves), maxLeaves >= 2, "2 or more")
    try check("maxDepth", Double(maxDepth ?? 1), (maxDepth ?? 1) >= 1, "1 or more")
    try check("maxBins", Double(maxBins), (2...255).contains(maxBins), "2 to 255")
    try check("stoppingRounds", Double(stoppingRounds), stoppingRounds >= 1, "1 or more")
    for (name, share) in [("rowShare", rowShare), ("featureShare", featureShare)] {
      try check(name, share, share > 0 && share <= 1, "a share above 0, at most 1")
    }
    for (name, value) in [
      ("minLeafRows", minLeafRows), ("minLeafHessian", minLeafHessian), ("l2", l2), ("l1", l1),
      ("minSplitGain", minSplitGain), ("categoryL2", categoryL2),
      ("categorySmoothing", categorySmoothing),
    ] {
      try check(name, value, value >= 0 && value.isFinite, "a number from 0 on")
    }
    try check(
      "churnerWeight", churnerWeight, churnerWeight > 0 && churnerWeight.isFinite,
      "a number above 0")
  }

  /// Fitted gradient boosting: trees that add up to the log-odds of churn.
  public struct Model: TreeModel {
    /// Its features and trees.
    public let ensemble: TreeEnsemble

    /// A model of these trees.
    public init(ensemble: TreeEnsemble) { self.ensemble = ensemble }
  }
}
