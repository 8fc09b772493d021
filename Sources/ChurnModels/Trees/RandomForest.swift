public import ChurnMath

/// A random forest after Breiman: the mean of many trees, each grown on customers drawn anew and
/// looking at a few features a question.
///
///     let forest = RandomForest(treeCount: 200, seed: 7)
///     let model = try forest.fit(samples, threads: 2)
///     let (same, outOfBag) = try forest.fitReporting(samples, threads: 2)
///
/// Customers are drawn with replacement, and all rows of one go together: two rows of a customer are
/// nearly one row, and would otherwise let a tree be judged by what it has seen. Leaves give shares
/// of churners, not votes. Questions are those of `DecisionTree`'s histogram method.
///
/// Weights are taken in steps of a power of two such that the rows of a tree are less than 2³¹ steps
/// together; whole weights are steps themselves while they fit. A weight under half a step counts as
/// nothing.
///
/// - Complexity: O(trees × rows × features a split × depth).
/// - SeeAlso: Breiman (2001), doi:10.1023/A:1010933404324; Malley et al. (2012),
///   doi:10.3414/ME00-01-0052, on probabilities from leaves of some size.
public struct RandomForest: Estimator, Equatable {
  /// What is done when churners are few.
  public enum Balance: String, Sendable, CaseIterable {
    /// Nothing: probabilities stay those of the training rows.
    case none
    /// Both classes weigh the same.
    case classWeights
    /// Each tree draws as many customers who churned at some time as others, as many as there are of
    /// the rarer kind.
    ///
    /// - SeeAlso: Chen, Liaw & Breiman (2004), Using Random Forest to Learn Imbalanced Data.
    case bootstrap
  }

  /// The number of trees.
  public var treeCount: Int
  /// The most questions on the way to a leaf; nil = no limit.
  public var maxDepth: Int?
  /// The least weight of the rows of a leaf, a row drawn twice counting twice.
  public var minLeafRows: Double
  /// How many features a question is chosen from; nil = √*p*, rounded down, at least 1.
  ///
  /// If none of them parts the rows, others are drawn until one does.
  public var featuresPerSplit: Int?
  /// How many customers a tree draws, as a share of all.
  public var bootstrapShare: Double
  /// What is done when churners are few.
  public var balance: Balance
  /// How often a churned row counts for a retained one.
  public var churnerWeight: Double
  /// What impurity is.
  public var criterion: SplitCriterion
  /// What all draws depend on.
  public var seed: UInt64

  /// Creates the recipe; see the properties for the meaning of each value.
  public init(
    treeCount: Int = 200, maxDepth: Int? = 16, minLeafRows: Double = 5,
    featuresPerSplit: Int? = nil, bootstrapShare: Double = 1, balance: Balance = .none,
    churnerWeight: Double = 1, criterion: SplitCriterion = .gini, seed: UInt64 = 1
  ) {
    self.treeCount = treeCount
    self.maxDepth = maxDepth
    self.minLeafRows = minLeafRows
    self.featuresPerSplit = featuresPerSplit
    self.bootstrapShare = bootstrapShare
    self.balance = balance
    self.churnerWeight = churnerWeight
    self.criterion = criterion
    self.seed = seed
  }

  /// Grows the trees; see `Estimator.fit(_:threads:)`.
  ///
  /// The forest depends neither on the order of the rows nor on that of the columns, nor on threads.
  ///
  /// - Throws: `FitError.noRows`, `.singleClass`, `.invalidWeight`, `.invalidParameter`.
  public func fit(_ samples: TrainingSamples, threads: Int = 1) throws(FitError) -> Model {
    try ForestRun(self, samples, threads: threads).model()
  }

  /// Grows the trees, and judges each row by those that did not draw its customer.
  ///
  /// The estimates are honest without rows put aside: calibrate and compare by them.
  ///
  /// - Returns: The model of `fit`, and for each row the mean over the trees that have not seen its
  ///   customer; NaN if all have.
  /// - Throws: As `fit`.
  public func fitReporting(
    _ samples: TrainingSamples, threads: Int = 1
  ) throws(FitError) -> (model: Model, outOfBag: [Double]) {
    try ForestRun(self, samples, threads: threads).modelAndOutOfBag()
  }

  /// A forest, ready to be asked.
  public struct Model: TreeModel {
    /// The features and trees; each leaf holds its share of churners divided by the number of trees.
    public let ensemble: TreeEnsemble

    /// A model of known trees.
    public init(ensemble: TreeEnsemble) { self.ensemble = ensemble }
  }

  func checkParameters() throws(FitError) {
    for (name, value) in [("treeCount", treeCount), ("maxDepth", maxDepth ?? 1)] where value < 1 {
      throw .invalidParameter(
        name: name, value: Double(value), expected: "a whole number from 1 on")
    }
    if let featuresPerSplit, featuresPerSplit < 1 {
      throw .invalidParameter(
        name: "featuresPerSplit", value: Double(featuresPerSplit),
        expected: "a whole number from 1 on")
    }
    guard minLeafRows >= 0, minLeafRows.isFinite else {
      throw .invalidParameter(
        name: "minLeafRows", value: minLeafRows, expected: "a number from 0 on")
    }
    guard bootstrapShare > 0, bootstrapShare <= 1 else {
      throw .invalidParameter(
        name: "bootstrapShare", value: bootstrapShare, expected: "a share above 0, at most 1")
    }
    try checkChurnerWeight(churnerWeight)
  }
}
