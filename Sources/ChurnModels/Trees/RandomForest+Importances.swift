public import ChurnMath

extension TreeModel {
  /// How much impurity each feature took away, as shares that add up to 1; in feature order.
  ///
  /// Of each tree the loss of impurity times rows, summed over the questions about a feature and
  /// divided by that of all questions; then the mean over the trees that ask at all. All 0 when none
  /// does. For models of probabilities (a single tree, a forest); it favours features of many
  /// values, which permutation importances do not.
  ///
  /// - SeeAlso: Breiman et al. (1984), section 5.3.4; Strobl et al. (2007),
  ///   doi:10.1186/1471-2105-8-25.
  public func impurityImportances(criterion: SplitCriterion = .gini) -> [Double] {
    let count = Double(ensemble.trees.count)
    var sums = [Double](repeating: 0, count: ensemble.features.count)
    for tree in ensemble.trees {
      var lost = [Double](repeating: 0, count: sums.count)
      for node in tree.nodes where !node.isLeaf {
        let sides = [tree.nodes[Int(node.left)], tree.nodes[Int(node.right)]]
        let after = sides.reduce(0) { $0 + $1.cover * criterion.impurity($1.value * count) }
        lost[Int(node.feature)] += max(
          0, node.cover * criterion.impurity(node.value * count) - after)
      }
      let total = lost.reduce(0, +)
      guard total > 0 else { continue }
      for place in sums.indices { sums[place] += lost[place] / total }
    }
    let total = sums.reduce(0, +)
    return total > 0 ? sums.map { $0 / total } : sums
  }
}

extension RandomForest {
  /// By what a loss of knowledge is measured.
  public enum ImportanceMeasure: String, Sendable, CaseIterable {
    /// The fall of the area under the ROC curve.
    case auc
    /// The rise of the log loss.
    case logLoss
  }

  /// How much worse the out-of-bag estimates get when a feature's values are dealt out anew; in
  /// feature order.
  ///
  /// About 0, or a little under, for a feature that tells nothing; features that tell the same
  /// share their importance. Rows are judged by trees that have not seen their customer, and values
  /// change hands among all rows judged. Of more than `mostRows` rows those of some customers are
  /// taken.
  ///
  /// - Parameters:
  ///   - model: What this recipe learned from `samples`.
  ///   - samples: The training rows.
  ///   - measure: What gets worse.
  ///   - mostRows: About how many rows to judge.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Returns: One number a feature.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.inconsistentModel`,
  ///   `.invalidParameter` when the model has another number of trees, `.noRows` and
  ///   `.singleClass` when the rows judged do not allow it.
  /// - SeeAlso: Breiman (2001), section 10; Janitza, Strobl & Boulesteix (2013),
  ///   doi:10.1186/1471-2105-14-119, on AUC.
  public func permutationImportances(
    of model: Model, _ samples: TrainingSamples, measure: ImportanceMeasure = .auc,
    mostRows: Int = 20_000, threads: Int = 1
  ) throws(FitError) -> [Double] {
    try checkParameters()
    try samples.checkLearnable()
    let ensemble = model.ensemble
    if let reason = ensemble.inconsistency { throw .inconsistentModel(reason: reason) }
    guard ensemble.trees.count == treeCount else {
      throw .invalidParameter(
        name: "treeCount", value: Double(treeCount),
        expected: "the number of trees of the model, \(ensemble.trees.count)")
    }
    let judge = try OutOfBagJudge(self, ensemble, samples, mostRows: mostRows, threads: threads)
    let base = try judge.loss(of: judge.estimates(swapping: nil), measure)
    var importances: [Double] = []
    for place in ensemble.features.indices {
      importances.append(
        try judge.loss(of: judge.estimates(swapping: place), measure) - base)
    }
    return importances
  }
}
