public import ChurnMath

/// Learns the mean outcome of customers from what is known of them, by one of the churn classifiers.
///
/// An outcome that happens or not is a label. One between a lowest and a highest value, such as money,
/// is split: a row of value *y* counts *s* = (*y* − lowest) / (highest − lowest) as a yes and 1 − *s*
/// as a no, so that the probability learned is the mean of *s*. For logistic regression that is the
/// fractional logit of Papke and Wooldridge; a tree that lowers the Gini impurity of such rows lowers
/// the variance of *y*, so the forest is one of regression trees.
///
/// Where nothing can be told apart (outcomes all alike, no feature that varies), the model is the mean.
///
/// - SeeAlso: Papke & Wooldridge (1996),
///   doi:10.1002/(SICI)1099-1255(199611)11:6<619::AID-JAE418>3.0.CO;2-1.
public struct OutcomeLearner: Sendable, Equatable {
  /// Which classifier learns.
  public enum Kind: String, Sendable, CaseIterable {
    /// Logistic regression, its penalty chosen by three folds.
    case logistic
    /// A random forest of shallow trees with large leaves.
    case forest
    /// Gradient boosting of small trees with slow steps.
    case boosting
  }

  /// Which classifier learns.
  public var kind: Kind
  /// Decides the draws of forests and boosting.
  public var seed: UInt64

  /// Creates the recipe.
  public init(_ kind: Kind = .logistic, seed: UInt64 = 1) {
    self.kind = kind
    self.seed = seed
  }

  /// Effects are small beside noise, so little detail is learned.
  private static let penalties: [Double] = [1, 0.1, 0.01, 1e-3, 1e-4]
  /// The penalty where rows are too few to choose one.
  private static let cautiousPenalty = 0.1
  private static let penaltyFolds = 3
  /// Leaves hold so many rows, or a tenth of all where that is less.
  private static let leafRows = 100.0

  /// Learns from *n* rows.
  ///
  /// - Parameters:
  ///   - features: *n* × *p*; `NaN` = missing.
  ///   - outcomes: Finite; length *n*.
  ///   - threads: The most threads to use; the model does not depend on it.
  /// - Returns: A fitted model of the mean.
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.notFinite`.
  public func fit(
    _ features: FeatureMatrix, outcomes: [Double], threads: Int = 1
  ) throws(FitError) -> Model {
    guard features.rowCount == outcomes.count else {
      throw .lengthMismatch(rows: features.rowCount, labels: outcomes.count)
    }
    if let row = outcomes.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(feature: "outcome", row: row)
    }
    guard let lowest = outcomes.min(), let highest = outcomes.max() else { throw .noRows }
    let mean = outcomes.reduce(0) { $0 + $1 / Double(outcomes.count) }
    let width = highest - lowest
    guard width > 0, width.isFinite, features.columnCount > 0 else {
      return Model(lowest: mean, width: 0, learned: nil)
    }
    let split = SplitOutcomes(outcomes, lowest: lowest, width: width)
    let samples = TrainingSamples(
      features: split.isWhole ? features : features.selecting(rows: split.rows),
      labels: split.labels, weights: split.weights, groups: split.rows)
    let learned: TrainedModel
    do {
      learned = try fit(samples, threads: threads)
    } catch .singleClass, .noUsableFeature, .notConverged, .noRows, .invalidWeight {
      // Too few rows, or alike in all that is known: their mean is all there is to tell.
      return Model(lowest: mean, width: 0, learned: nil)
    }
    return Model(lowest: lowest, width: width, learned: learned)
  }

  private func fit(_ samples: TrainingSamples, threads: Int) throws(FitError) -> TrainedModel {
    let leaf = min(Self.leafRows, Double(samples.count) / 10)
    switch kind {
    case .logistic:
      let penalty = Self.penalty(samples, threads: threads)
      return .logistic(try LogisticRegression(penalty: penalty).fit(samples, threads: threads))
    case .forest:
      let forest = RandomForest(treeCount: 200, maxDepth: 8, minLeafRows: leaf, seed: seed)
      return .forest(try forest.fit(samples, threads: threads))
    case .boosting:
      let boosting = GradientBoosting(
        rounds: 60, learningRate: 0.05, maxLeaves: 6, minLeafRows: leaf, l2: 10, seed: seed)
      return .boosting(try boosting.fit(samples, threads: threads))
    }
  }

  /// The penalty with the smallest loss on rows not learned from; halves of one row stay together.
  private static func penalty(_ samples: TrainingSamples, threads: Int) -> Double {
    let folds = (0..<penaltyFolds).map { fold in
      SampleFold(
        training: samples.groups.indices.filter { samples.groups[$0] % penaltyFolds != fold },
        validation: samples.groups.indices.filter { samples.groups[$0] % penaltyFolds == fold })
    }
    let search = PenaltySearch(penalties: penalties, rule: .best)
    let choice = try? search.run(samples, folds: folds, threads: threads)
    return choice?.chosen.penalty ?? cautiousPenalty
  }

  /// The mean outcome by what is known of a customer.
  public struct Model: Sendable, Equatable {
    /// The outcome at probability 0.
    let lowest: Double
    /// How far the outcome rises up to probability 1.
    let width: Double
    /// The probability; nil where the mean is all there is.
    let learned: TrainedModel?

    /// The mean outcome expected of each row; length *n*.
    ///
    /// - Throws: `FitError.missingFeature`, `.wrongKind`.
    public func predict(
      _ features: FeatureMatrix, threads: Int = 1
    ) throws(FitError) -> [Double] {
      guard let learned else { return Array(repeating: lowest, count: features.rowCount) }
      return try learned.predict(features, threads: threads).map { lowest + width * $0 }
    }
  }
}

/// Outcomes as weighted yes and no.
private struct SplitOutcomes {
  /// The row each came from.
  private(set) var rows: [Int] = []
  private(set) var labels: [Bool] = []
  private(set) var weights: [Double] = []
  /// Whether each row is one label of weight 1.
  var isWhole: Bool { weights.allSatisfy { $0 == 1 } }

  init(_ outcomes: [Double], lowest: Double, width: Double) {
    for (row, outcome) in outcomes.enumerated() {
      let share = min(1, max(0, (outcome - lowest) / width))
      if share > 0 { append(row, true, share) }
      if share < 1 { append(row, false, 1 - share) }
    }
  }

  private mutating func append(_ row: Int, _ label: Bool, _ weight: Double) {
    rows.append(row)
    labels.append(label)
    weights.append(weight)
  }
}
