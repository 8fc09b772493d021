public import ChurnMath

/// A classification tree after Breiman, Friedman, Olshen and Stone.
///
///     let model = try DecisionTree(maxDepth: 4).fit(samples, threads: 2)
///     let risks = try model.predict(features)
///
/// Each node asks one question: whether a number is at most a cut, or whether a level is in a set.
/// The question taken lowers the impurity, weighted by rows, the most; of equal ones that of the
/// first feature by name, then the lowest cut. Rows without a value go to the side that lowers it
/// more; where no training row lacked one, to the side where most rows went. A leaf says the share
/// of churners among its training rows.
///
/// The exact method tries every cut midway between neighbouring values of the node and equals
/// scikit-learn's `DecisionTreeClassifier`, up to ties and its rounding of values to 32 bits; the
/// histogram method tries the at most 254 cuts of `FeatureBinning`.
///
/// - Complexity: exact O(*p* *n* (log *n* + depth)); histogram O(*p* *n* depth) with far less a step.
/// - SeeAlso: Breiman et al. (1984), Classification and Regression Trees.
public struct DecisionTree: Estimator, Equatable {
  /// How the best question is looked for.
  public enum Method: String, Sendable, CaseIterable {
    /// Exact up to a million values, histogram beyond.
    case automatic
    /// Every cut between neighbouring values.
    case exact
    /// The cuts of at most 254 bins a feature.
    case histogram
  }

  /// What impurity is.
  public var criterion: SplitCriterion
  /// The most questions on the way to a leaf; nil = no limit.
  public var maxDepth: Int?
  /// The most leaves, those with the largest gain being split first; nil = no limit.
  public var maxLeaves: Int?
  /// The least weight of the training rows of a leaf.
  public var minLeafRows: Double
  /// The least weight of the training rows of a node that is split.
  public var minSplitRows: Double
  /// The least loss of impurity by a split, times the node's share of the rows.
  public var minImpurityDecrease: Double
  /// The impurity a leaf must be worth, in the scale of scikit-learn's `ccp_alpha`; see
  /// `PruningPath`.
  public var pruningAlpha: Double
  /// How often a churned row counts for a retained one.
  public var churnerWeight: Double
  /// How the best question is looked for.
  public var method: Method

  /// Creates the recipe; the defaults give a tree that people can read.
  public init(
    criterion: SplitCriterion = .gini, maxDepth: Int? = 5, maxLeaves: Int? = nil,
    minLeafRows: Double = 20, minSplitRows: Double = 2, minImpurityDecrease: Double = 1e-6,
    pruningAlpha: Double = 0, churnerWeight: Double = 1, method: Method = .automatic
  ) {
    self.criterion = criterion
    self.maxDepth = maxDepth
    self.maxLeaves = maxLeaves
    self.minLeafRows = minLeafRows
    self.minSplitRows = minSplitRows
    self.minImpurityDecrease = minImpurityDecrease
    self.pruningAlpha = pruningAlpha
    self.churnerWeight = churnerWeight
    self.method = method
  }

  /// The most values, rows times columns, that the automatic method treats exactly.
  public static let exactValues = 1_000_000

  /// Grows and prunes the tree; see `Estimator.fit(_:threads:)`.
  ///
  /// The tree depends neither on the order of the rows nor on that of the columns, and a row of
  /// weight 2 equals the row twice.
  ///
  /// - Throws: `FitError.noRows`, `.singleClass`, `.invalidWeight`, `.invalidParameter`.
  public func fit(_ samples: TrainingSamples, threads: Int = 1) throws(FitError) -> Model {
    let ensemble = try grown(samples, threads: threads)
    guard pruningAlpha > 0, let tree = ensemble.trees.first else {
      return Model(ensemble: ensemble)
    }
    let pruned = PruningPath(tree, criterion: criterion).tree(at: pruningAlpha)
    return Model(
      ensemble: TreeEnsemble(
        features: ensemble.features, trees: [pruned], base: 0, output: .probability))
  }

  /// A tree, ready to be asked.
  public struct Model: TreeModel {
    /// The features, and the one tree.
    public let ensemble: TreeEnsemble

    /// A model of a known tree.
    public init(ensemble: TreeEnsemble) { self.ensemble = ensemble }
  }

  /// The tree before pruning.
  func grown(_ samples: TrainingSamples, threads: Int) throws(FitError) -> TreeEnsemble {
    try checkParameters()
    try samples.checkLearnable()
    let weights = try samples.classWeights(churner: churnerWeight, retained: 1)
    let values = samples.count.multipliedReportingOverflow(by: samples.features.columnCount)
    let isSmall = !values.overflow && values.partialValue <= Self.exactValues
    switch method {
    case .exact: return exact(samples, weights: weights, threads: threads)
    case .automatic where isSmall: return exact(samples, weights: weights, threads: threads)
    default: return try histogram(samples, weights: weights, threads: threads)
    }
  }

  private func checkParameters() throws(FitError) {
    if let maxDepth, maxDepth < 1 {
      throw .invalidParameter(
        name: "maxDepth", value: Double(maxDepth), expected: "a whole number from 1 on")
    }
    if let maxLeaves, maxLeaves < 2 {
      throw .invalidParameter(
        name: "maxLeaves", value: Double(maxLeaves), expected: "a whole number from 2 on")
    }
    let numbers = [
      ("minLeafRows", minLeafRows), ("minSplitRows", minSplitRows),
      ("minImpurityDecrease", minImpurityDecrease), ("pruningAlpha", pruningAlpha),
    ]
    for (name, value) in numbers where !(value >= 0 && value.isFinite) {
      throw .invalidParameter(name: name, value: value, expected: "a number from 0 on")
    }
    try checkChurnerWeight(churnerWeight)
  }
}

/// Refuses a weight of churners that no row can be multiplied by.
func checkChurnerWeight(_ weight: Double) throws(FitError) {
  guard weight > 0, weight.isFinite else {
    throw .invalidParameter(name: "churnerWeight", value: weight, expected: "a number above 0")
  }
}

extension TrainingSamples {
  /// The weights, times a factor by class.
  ///
  /// - Throws: `FitError.invalidWeight` when one is not finite any more, or became nothing.
  func classWeights(churner: Double, retained: Double) throws(FitError) -> [Double] {
    guard churner != 1 || retained != 1 else { return weights }
    var result = weights
    for (row, label) in labels.enumerated() {
      result[row] *= label ? churner : retained
      guard result[row].isFinite, result[row] > 0 || weights[row] == 0 else {
        throw .invalidWeight(row: row)
      }
    }
    return result
  }
}
