internal import ChurnMath

/// Trees prepared for scoring rows one at a time, as a service does it.
///
/// Making one takes as long as scoring some hundred rows; asking it allocates nothing. For many rows
/// at once `TreeEnsemble.decision` is faster.
public struct TreeScorer: Sendable {
  /// The features, in the order of a row's values.
  public let features: [TreeFeature]
  private let base: Double
  private let output: TreeEnsemble.Output
  private let trees: RowTrees

  /// Prepares the trees of an ensemble.
  ///
  /// - Throws: `FitError.inconsistentModel`.
  public init(_ ensemble: TreeEnsemble) throws(FitError) {
    if let reason = ensemble.inconsistency { throw .inconsistentModel(reason: reason) }
    features = ensemble.features
    base = ensemble.base
    output = ensemble.output
    var trees = RowTrees(
      features: ensemble.features.map { feature in
        switch feature.scale {
        case .numeric: .quantity
        case .categorical(let levels, let hasOther):
          .level(count: levels.count, other: hasOther ? UInt8(levels.count + 1) : 0)
        }
      })
    for tree in ensemble.trees { trees.append(Self.nodes(of: tree, ensemble.features)) }
    self.trees = trees
  }

  /// The base and the trees' values of one row, added up: what `TreeEnsemble.decision` gives it, to
  /// the bit.
  ///
  /// - Precondition: The row has as many values as there are features.
  /// - Parameter row: A value for each feature, in their order: a quantity, or the place of a level
  ///   among those of the feature; NaN = missing, and a place beyond the levels is an unknown one.
  /// - Returns: A probability or log-odds, as the ensemble's `output` says.
  /// - Complexity: O(trees × depth).
  public func decision(row: Span<Double>) -> Double {
    trees.sum(row, from: base)
  }

  /// The same of a row in an array.
  public func decision(row: [Double]) -> Double {
    trees.sum(row.span, from: base)
  }

  /// The churn probability of one row, in [0, 1]; see `decision(row:)`.
  public func probability(row: [Double]) -> Double {
    output.probability(decision(row: row))
  }

  /// The nodes of a tree in pairs, parents before children.
  private static func nodes(of tree: Tree, _ features: [TreeFeature]) -> [RowTrees.Node] {
    var nodes: [RowTrees.Node] = []
    var sources = [0]
    var place = 0
    while place < sources.count {
      let node = tree.nodes[sources[place]]
      place += 1
      if node.isLeaf {
        nodes.append(.leaf(node.value))
        continue
      }
      let feature = Int(node.feature)
      switch features[feature].scale {
      case .numeric(let cuts):
        nodes.append(
          .cut(
            cuts[Int(node.cut)], feature: feature, missingStays: node.missingGoesLeft,
            child: sources.count))
      case .categorical:
        nodes.append(
          .set(tree.levelSets[Int(node.cut)].words, feature: feature, child: sources.count))
      }
      sources.append(Int(node.left))
      sources.append(Int(node.right))
    }
    return nodes
  }
}
