internal import ChurnMath

extension DecisionTree {
  /// The tree of the exact method, before pruning.
  func exact(_ samples: TrainingSamples, weights: [Double], threads: Int) -> TreeEnsemble {
    let matrix = samples.features.columns
    let binned = levelFeatures(samples)
    let order = TreeFeature.orderByName(
      matrix.map { TreeFeature(name: $0.name, scale: .numeric(cuts: [])) })
    let columns = order.map { place in
      guard let feature = binned[place] else {
        return ExactColumn(content: .numeric(matrix[place].values))
      }
      let bins = feature.binsOfLevels(in: matrix[place])
      let rows = matrix[place].values.map { value in
        value >= 0 && value < Double(bins.count) ? bins[Int(value)] : 0
      }
      return ExactColumn(content: .categorical(rows, binCount: feature.binCount))
    }
    let fixed = FixedWeights(weights, summands: samples.count, bits: 52)
    var grower = ExactGrower(
      self, columns: columns, weights: fixed, labels: samples.labels, threads: threads)
    grower.grow()
    let (tree, cuts) = grower.tree(places: order, weights: fixed)
    let features = matrix.indices.map { place in
      binned[place]
        ?? TreeFeature(name: matrix[place].name, scale: .numeric(cuts: cuts[place]))
    }
    return TreeEnsemble(features: features, trees: [tree], base: 0, output: .probability)
  }

  /// The categorical features, with their levels by name; nil for the others.
  private func levelFeatures(_ samples: TrainingSamples) -> [TreeFeature?] {
    let columns = samples.features.columns
    let places = columns.indices.filter { columns[$0].kind != .numeric }
    let chosen = TrainingSamples(
      features: FeatureMatrix(columns: places.map { columns[$0] }, rowCount: samples.count),
      labels: samples.labels, weights: samples.weights, groups: samples.groups,
      cutoffs: samples.cutoffs)
    var features = [TreeFeature?](repeating: nil, count: columns.count)
    for (place, feature) in zip(places, FeatureBinning().features(of: chosen, threads: 1)) {
      features[place] = feature
    }
    return features
  }

  /// The tree of the histogram method, before pruning.
  func histogram(
    _ samples: TrainingSamples, weights: [Double], threads: Int
  ) throws(FitError) -> TreeEnsemble {
    // Without a column there is nothing to bin.
    guard samples.features.columnCount > 0 else {
      return exact(samples, weights: weights, threads: threads)
    }
    let features = FeatureBinning().features(of: samples, threads: threads)
    let fixed = FixedWeights(weights, summands: samples.count, bits: 31)
    let tree =
      switch criterion {
      case .gini: try gini(samples, features: features, weights: fixed, threads: threads)
      case .entropy: try entropy(samples, features: features, weights: fixed, threads: threads)
      }
    return TreeEnsemble(features: features, trees: [tree], base: 0, output: .probability)
  }

  /// By the grower of boosting, which knows sums of squares.
  private func gini(
    _ samples: TrainingSamples, features: [TreeFeature], weights: FixedWeights, threads: Int
  ) throws(FitError) -> Tree {
    let binned = try BinnedMatrix(samples.features, features: features, threads: threads)
    let counted = CountedTree(
      maxDepth: maxDepth, maxLeaves: maxLeaves,
      minLeafRows: Double(weights.steps(atLeast: minLeafRows)))
    let grown = counted.grow(
      labels: samples.labels, weights: weights.steps.map(Double.init), features: features,
      binned: binned, threads: threads)
    let minSplit = Double(weights.steps(atLeast: minSplitRows))
    var tree = grown.collapsed { place, node in
      node.cover < minSplit
        || minImpurityDecrease > 0
          && grown.decrease(at: place, criterion) < minImpurityDecrease * (1 - 1e-12)
    }
    for place in tree.nodes.indices {
      tree.nodes[place].cover = weights.weight(tree.nodes[place].cover)
    }
    return tree
  }

  /// By the grower of forests, on all rows and columns; the limit of leaves is kept by pruning.
  private func entropy(
    _ samples: TrainingSamples, features: [TreeFeature], weights: FixedWeights, threads: Int
  ) throws(FitError) -> Tree {
    let bins = try ForestBins(samples.features, features: features, threads: threads)
    let entries = samples.labels.indices.compactMap { row in
      weights.steps[row] > 0
        ? ForestTree.entry(row: row, weight: weights.steps[row], churned: samples.labels[row])
        : nil
    }
    let total = weights.steps.reduce(0, +)
    let settings = ForestSettings(
      columnsPerSplit: bins.columns.count, maxDepth: maxDepth ?? .max,
      minLeaf: weights.steps(atLeast: minLeafRows), minSplit: weights.steps(atLeast: minSplitRows),
      minDecrease: minImpurityDecrease * Double(total) * (1 - 1e-12), usesEntropy: true)
    let grown = ForestTree(
      growingFrom: entries, table: bins.table, columns: bins.columns, settings: settings,
      stream: RandomStream(seed: 0, stream: 0))
    return bins.tree(grown, weights: weights, share: 1).limited(to: maxLeaves, criterion)
  }
}
