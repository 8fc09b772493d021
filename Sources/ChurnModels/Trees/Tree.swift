/// One node of a tree: a question, or an answer.
public struct TreeNode: Sendable, Equatable {
  /// The place of the feature asked for; −1 for a leaf.
  public var feature: Int32
  /// The place of what decides.
  ///
  /// Of a numeric feature that of the cut: values up to it go left. Of a categorical one that of the
  /// set of bins that go left, in `Tree.levelSets`.
  public var cut: Int32
  /// Whether rows without a value go left; for a categorical feature also said by bin 0 of its set.
  public var missingGoesLeft: Bool
  /// The place of the child for rows that go left; 0 for a leaf.
  public var left: Int32
  /// The place of the child for rows that go right; 0 for a leaf.
  public var right: Int32
  /// What the tree adds to a row that ends here; of an inner node the mean over its rows.
  public var value: Double
  /// The weight of the training rows that came by.
  public var cover: Double

  /// Whether rows end here.
  public var isLeaf: Bool { feature < 0 }

  /// A leaf.
  public static func leaf(value: Double, cover: Double) -> TreeNode {
    TreeNode(
      feature: -1, cut: 0, missingGoesLeft: false, left: 0, right: 0, value: value, cover: cover)
  }

  /// Creates a node; see the properties.
  public init(
    feature: Int32, cut: Int32, missingGoesLeft: Bool, left: Int32, right: Int32, value: Double,
    cover: Double
  ) {
    self.feature = feature
    self.cut = cut
    self.missingGoesLeft = missingGoesLeft
    self.left = left
    self.right = right
    self.value = value
    self.cover = cover
  }
}

/// A binary tree of questions about one feature each.
///
/// Node 0 is the root; a child always stands behind its parent, and every node but the root is the
/// child of exactly one.
public struct Tree: Sendable, Equatable {
  /// The nodes.
  public var nodes: [TreeNode]
  /// The bins that go left, of the nodes that ask for a level.
  public var levelSets: [BinSet]

  /// Creates a tree.
  public init(nodes: [TreeNode], levelSets: [BinSet] = []) {
    self.nodes = nodes
    self.levelSets = levelSets
  }

  /// The number of leaves.
  public var leafCount: Int { nodes.count(where: \.isLeaf) }

  /// The largest number of questions on the way to a leaf.
  public var depth: Int {
    var depths = [Int](repeating: 0, count: nodes.count)
    for (place, node) in nodes.enumerated() where !node.isLeaf {
      depths[Int(node.left)] = depths[place] + 1
      depths[Int(node.right)] = depths[place] + 1
    }
    return depths.max() ?? 0
  }

  /// Whether a row in `bin` of a node's feature goes left.
  @inlinable
  public func goesLeft(_ node: TreeNode, bin: Int, isCategorical: Bool) -> Bool {
    if isCategorical { return levelSets[Int(node.cut)].contains(bin) }
    return bin == 0 ? node.missingGoesLeft : bin <= Int(node.cut) + 1
  }
}
