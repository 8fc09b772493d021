/// The trees that weakest-link pruning makes of one tree, from the whole tree to its root.
///
/// With *R*(*t*) the impurity of node *t* times its share of the rows, and *R*(*T*) the sum over the
/// leaves of *T*, pruning at α minimises *R*(*T*) + α |leaves of *T*|. Again and again the node whose
/// branch gains the least per leaf, *g*(*t*) = (*R*(*t*) − *R*(*T*ₜ)) / (leaves of *T*ₜ − 1), becomes a
/// leaf, and its *g* is the next α. Alphas equal those of scikit-learn's
/// `cost_complexity_pruning_path`.
///
/// - Complexity: O(nodes × depth × log nodes).
/// - SeeAlso: Breiman et al. (1984), chapter 3.
public struct PruningPath: Sendable, Equatable {
  /// One pruning.
  public struct Step: Sendable, Equatable {
    /// From this α on the tree is that small.
    public let alpha: Double
    /// *R* of the tree, the impurity of its leaves weighted by their shares of the rows.
    public let impurity: Double
    /// The number of its leaves.
    public let leafCount: Int
  }

  /// The whole tree at α = 0, then one step for every pruning, α ascending up to rounding.
  public let steps: [Step]
  /// The α from which on a node is a leaf; infinite for a leaf.
  let alphaOfNode: [Double]
  private let tree: Tree

  /// Finds the prunings of a tree whose values are shares of churners.
  public init(_ tree: Tree, criterion: SplitCriterion) {
    self.tree = tree
    var links = WeakestLinks(tree, criterion: criterion)
    var steps = [Step(alpha: 0, impurity: links.impurity, leafCount: links.leafCount)]
    var alphaOfNode = [Double](repeating: .infinity, count: tree.nodes.count)
    var highest = 0.0
    while let (place, alpha) = links.prune() {
      // Rounding must not let a node become a leaf before one that is weaker.
      highest = max(highest, alpha)
      alphaOfNode[place] = highest
      steps.append(Step(alpha: alpha, impurity: links.impurity, leafCount: links.leafCount))
    }
    self.steps = steps
    self.alphaOfNode = alphaOfNode
  }

  /// The smallest tree that minimises *R* + α |leaves|.
  public func tree(at alpha: Double) -> Tree {
    tree.collapsed { place, _ in alphaOfNode[place] <= alpha }
  }
}
