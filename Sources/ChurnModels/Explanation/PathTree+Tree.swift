internal import ChurnMath

extension PathTree {
  /// Lays out a tree that fits its features.
  ///
  /// - Parameters:
  ///   - tree: The tree.
  ///   - features: What it asks for.
  ///   - layout: The columns of bytes that rows are turned into.
  ///   - rules: Quadrature rules already made, by size; a new one is added.
  init(
    _ tree: Tree, features: [TreeFeature], layout: ScoringColumns, rules: inout [Int: GaussLegendre]
  ) {
    var nodes: [(node: Node, edge: Edge)] = []
    nodes.reserveCapacity(tree.nodes.count)
    // Of each node laid out: its place in the tree, and the different features above it.
    var sources: [Int] = []
    var featureCounts: [Int] = []
    var slots = [Int](repeating: -1, count: features.count)
    var asked: [Int] = []
    // Right children wait until everything below their left sibling stands.
    var waiting = [(source: 0, parent: -1)]
    while let (source, parent) = waiting.popLast() {
      let place = nodes.count
      var edge = Edge(parent: 0, depth: 0, previous: 0, slot: 0, share: 1, before: 1)
      var featureCount = 0
      if parent >= 0 {
        let question = tree.nodes[sources[parent]]
        let feature = Int(question.feature)
        edge.parent = parent
        edge.depth = nodes[parent].edge.depth + 1
        edge.slot = slots[feature]
        var above = parent
        while above > 0, nodes[above].edge.slot != edge.slot { above = nodes[above].edge.parent }
        edge.previous = above
        edge.before = above > 0 ? nodes[above].edge.share : 1
        edge.share = edge.before * tree.share(of: source, under: question)
        featureCount = featureCounts[parent] + (above > 0 ? 0 : 1)
        if place > parent + 1, case .question(let test, _) = nodes[parent].node {
          nodes[parent].node = .question(test, right: place)
        }
      }
      sources.append(source)
      featureCounts.append(featureCount)
      let node = tree.nodes[source]
      if node.isLeaf {
        nodes.append((.leaf(node.value), edge))
        continue
      }
      let feature = Int(node.feature)
      if slots[feature] < 0 {
        slots[feature] = asked.count
        asked.append(feature)
      }
      let test = layout.test(of: node, in: tree, isCategorical: features[feature].isCategorical)
      nodes.append((.question(test, right: 0), edge))
      waiting.append((Int(node.right), place))
      waiting.append((Int(node.left), place))
    }
    let size = Self.ruleSize(features: featureCounts.max() ?? 0)
    let rule = rules[size] ?? GaussLegendre(count: size)
    rules[size] = rule
    self.init(nodes, features: asked, rule: rule)
  }
}

extension Tree {
  /// The share of a node's rows that go to `child`; half where there were none.
  func share(of child: Int, under node: TreeNode) -> Double {
    // Halves, so that two large covers do not add up to infinity.
    let own = nodes[child].cover / 2
    let both = nodes[Int(node.left)].cover / 2 + nodes[Int(node.right)].cover / 2
    return both > 0 ? own / both : 0.5
  }

  /// The mean of the leaves' values, by cover.
  var expectedValue: Double {
    var values = nodes.map(\.value)
    for (place, node) in nodes.enumerated().reversed() where !node.isLeaf {
      let left = Int(node.left)
      let right = Int(node.right)
      values[place] =
        share(of: left, under: node) * values[left] + share(of: right, under: node) * values[right]
    }
    return values.first ?? 0
  }
}
