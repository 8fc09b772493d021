internal import ChurnMath

/// The features of a forest, and the rows binned by them.
struct ForestBins: Sendable {
  /// The features, in column order.
  let features: [TreeFeature]
  /// The places of the features in the order of their names: the columns of `table`.
  let order: [Int]
  /// How the grower sees the columns of `table`.
  let columns: [ForestColumn]
  /// The bins, row after row.
  let table: RowMajorBins

  /// Finds the bins and sorts the rows into them.
  init(_ samples: TrainingSamples, threads: Int) throws(FitError) {
    let features = FeatureBinning().features(of: samples, threads: threads)
    try self.init(samples.features, features: features, threads: threads)
  }

  /// Sorts rows into known bins.
  init(_ matrix: FeatureMatrix, features: [TreeFeature], threads: Int) throws(FitError) {
    let binned = try BinnedMatrix(matrix, features: features, threads: threads)
    self.features = features
    order = TreeFeature.orderByName(features)
    columns = order.map { place in
      ForestColumn(
        binCount: features[place].binCount, isCategorical: features[place].isCategorical)
    }
    table = RowMajorBins(
      columns: binned.bins, rowCount: matrix.rowCount, order: order, threads: threads)
  }

  /// A grown tree, with values that are shares of churners times `share`.
  func tree(_ grown: ForestTree, weights: FixedWeights, share: Double) -> Tree {
    let nodes = grown.nodes.enumerated().map { place, node in
      let value = Double(node.churned) / Double(node.weight) * share
      var result = TreeNode.leaf(value: value, cover: weights.weight(Int(node.weight)))
      if node.column >= 0 {
        result.feature = Int32(truncatingIfNeeded: order[Int(node.column)])
        result.cut = node.set < 0 ? Int32(node.highest) - 1 : node.set
        result.missingGoesLeft = node.lowest == 0
        result.left = Int32(truncatingIfNeeded: place + 1)
        result.right = node.right
      }
      return result
    }
    let sets = stride(from: 0, to: grown.sets.count, by: 4).map { start in
      BinSet(words: grown.sets[start..<start + 4])
    }
    return Tree(nodes: nodes, levelSets: sets)
  }
}

extension BinSet {
  /// The set of these 256 bits, the lowest word first.
  init(words: ArraySlice<UInt64>) {
    self.init(
      words.enumerated().lazy.flatMap { place, word in
        (0..<64).lazy.filter { word >> UInt64($0) & 1 == 1 }.map { place * 64 + $0 }
      })
  }
}
