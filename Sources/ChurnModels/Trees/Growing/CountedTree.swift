internal import ChurnMath

/// A single tree on histograms, by the Gini impurity.
///
/// With churned weight as first-order and weight as second-order sum, first² / second is, but for a
/// constant, what a node takes off the Gini impurity; so the grower of boosting grows CART as well.
/// Weights that are whole numbers, of a sum under 2³¹, are counted exactly, others rounded to as
/// fine a unit as that sum has room for.
///
/// - SeeAlso: Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees.
struct CountedTree {
  /// The most questions on the way to a leaf; nil = no limit.
  var maxDepth: Int?
  /// The most leaves, of which the best are kept; nil = no limit.
  var maxLeaves: Int?
  /// The least weight of the rows of a leaf.
  var minLeafRows: Double

  /// Grows a tree whose leaves hold the share of churned weight.
  ///
  /// - Parameters:
  ///   - labels: Which rows churned; both outcomes occur.
  ///   - weights: How often each row counts.
  ///   - features: How columns are binned.
  ///   - binned: The rows in these bins.
  ///   - threads: The most threads to use; the tree does not depend on it.
  /// - Returns: The tree, its covers the weight of rows.
  func grow(
    labels: [Bool], weights: [Double], features: [TreeFeature], binned: BinnedMatrix, threads: Int
  ) -> Tree {
    guard !features.isEmpty else {
      return Tree(nodes: [.leaf(value: Self.share(labels, weights), cover: weights.reduce(0, +))])
    }
    return withWorkerTeam(threads: threads) { team in
      let isWeighted = !weights.allSatisfy { $0 == 1 }
      let workspace = TreeWorkspace(
        bins: binned.bins, binCounts: features.map(\.binCount),
        order: TreeFeature.orderByName(features), labels: labels,
        weights: isWeighted ? weights : nil, team: team)
      let unit = isWeighted ? Self.unit(weights) : 1
      let counts = team.map(workspace.partCount) { part in
        workspace.writeCounts(part: part) { row in
          UInt16(min(32_767, (weights[row] * unit).rounded()))
        }
      }
      let rows = LeafRows(starts: workspace.rowPieces.map(\.lowerBound), counts: counts)
      let rules = GrowthRules(
        maxLeaves: maxLeaves, maxDepth: maxDepth, minLeafRows: minLeafRows, leastSecond: 1,
        leastGain: 0, l2: 0, l1: 0, levelL2: 0, levelSmoothing: 0,
        isActive: Array(repeating: true, count: features.count),
        directions: Array(repeating: 0, count: features.count),
        isCategorical: features.map(\.isCategorical))
      var grown = HistogramGrower(workspace: workspace, team: team, rules: rules).grow(rows)
      // The output is −first / second.
      grown.tree.setValues(grown.leaves.map { ($0.node, min(1, max(0, -$0.output))) })
      return grown.tree
    }
  }

  private static func share(_ labels: [Bool], _ weights: [Double]) -> Double {
    let all = weights.reduce(0, +)
    let churned = zip(labels, weights).reduce(0) { $0 + ($1.0 ? $1.1 : 0) }
    return all > 0 ? churned / all : 0
  }

  /// Counted units for a weight of one.
  private static func unit(_ weights: [Double]) -> Double {
    let most = weights.max() ?? 1
    // Whole numbers of 2⁻¹⁶ of the largest, so that the order of the rows does not matter.
    var sum: Int64 = 0
    for weight in weights { sum &+= Int64((weight / most * 0x1p16).rounded(.up)) }
    let all = Double(sum) * 0x1p-16 * most
    let room = 0x1p31 - 1 - Double(weights.count)
    let finest = min(32_767 / most, room / all)
    let isWhole = weights.allSatisfy { $0 == $0.rounded() }
    return isWhole && finest >= 1 ? 1 : finest
  }
}
