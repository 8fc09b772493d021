package import ChurnMath

extension TreeEnsemble {
  /// The first trees of an ensemble whose sum is in log-odds.
  package func prefix(_ count: Int) -> TreeEnsemble {
    TreeEnsemble(
      features: features, trees: Array(trees.prefix(max(0, count))), base: base, output: output)
  }

  /// The sum over rows of the log loss after the first tree, the second, and so on.
  ///
  /// - Parameters:
  ///   - samples: Rows that the trees did not learn from.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Returns: As many sums as there are trees.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.inconsistentModel`.
  package func stagedLosses(
    _ samples: TrainingSamples, threads: Int
  ) throws(FitError) -> [Double] {
    if let inconsistency { throw .inconsistentModel(reason: inconsistency) }
    let binned = try BinnedMatrix(samples.features, features: features, threads: threads)
    let isCategorical = features.map(\.isCategorical)
    var decisions = [Double](repeating: base, count: samples.count)
    var losses: [Double] = []
    losses.reserveCapacity(trees.count)
    for tree in trees {
      var loss = 0.0
      for row in decisions.indices {
        decisions[row] += tree.value(binned, row: row, isCategorical: isCategorical)
        loss += samples.weights[row] * rowLoss(decisions[row], churned: samples.labels[row])
      }
      losses.append(loss)
    }
    return losses
  }
}
