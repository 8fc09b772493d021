internal import ChurnMath

/// A tree whose questions are about bytes; its children stand in pairs.
struct AskedTree {
  /// The nodes, the root first; yes is left.
  let walk: [WalkTrees.Node]

  /// The number of leaves: one more than there are questions.
  var leafCount: Int { (walk.count + 1) / 2 }

  /// Rewrites a tree, parents before children.
  init(_ tree: Tree, features: [TreeFeature], layout: ScoringColumns) {
    var walk: [WalkTrees.Node] = []
    walk.reserveCapacity(tree.nodes.count)
    // The tree's place of each node of the walk; it grows as the walk goes on.
    var sources = [0]
    sources.reserveCapacity(tree.nodes.count)
    var place = 0
    while place < sources.count {
      let node = tree.nodes[sources[place]]
      place += 1
      if node.isLeaf {
        walk.append(.leaf(node.value))
        continue
      }
      let test = layout.test(
        of: node, in: tree, isCategorical: features[Int(node.feature)].isCategorical)
      walk.append(.question(test, child: sources.count))
      sources.append(Int(node.left))
      sources.append(Int(node.right))
    }
    self.walk = walk
  }

  /// Adds the tree as a list of questions.
  func append(to trees: inout QuestionTrees) {
    var leafOfNode = [Int](repeating: 0, count: walk.count)
    var tests: [ByteTest] = []
    var asked: [Int] = []
    var values = [Double](repeating: 0, count: leafCount)
    for (place, node) in walk.enumerated() {
      switch node {
      case .question(let test, let child):
        tests.append(test)
        asked.append(leafOfNode[place])
        leafOfNode[child] = leafOfNode[place]
        leafOfNode[child + 1] = tests.count
      case .leaf(let value): values[leafOfNode[place]] = value
      }
    }
    trees.append(tests: tests, asked: asked, values: values)
  }
}
