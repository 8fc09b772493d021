extension ExactGrower {
  /// The grown tree: its nodes in the order parent, left, right, and the cuts used of each column.
  ///
  /// - Parameters:
  ///   - places: Of each column in name order its place in the matrix.
  ///   - weights: What a step weighs.
  /// - Returns: The tree, and by place in the matrix the cuts it uses, ascending.
  func tree(places: [Int], weights: FixedWeights) -> (tree: Tree, cuts: [[Double]]) {
    var cuts = [[Double]](repeating: [], count: places.count)
    for node in nodes {
      if let split = node.split, case .atMost(let cut, _) = split.question {
        cuts[places[split.column]].append(cut)
      }
    }
    cuts = cuts.map { cuts in
      var distinct: [Double] = []
      for cut in cuts.sorted() where distinct.last != cut { distinct.append(cut) }
      return distinct
    }
    var tree = Tree(nodes: [])
    // Places in `nodes`, with the parent that waits to be told of its right child.
    var waiting: [(place: Int, parent: Int?)] = [(0, nil)]
    while let (place, parent) = waiting.popLast() {
      let node = nodes[place]
      let number = tree.nodes.count
      if let parent { tree.nodes[parent].right = Int32(truncatingIfNeeded: number) }
      var grown = TreeNode.leaf(
        value: Double(node.churned) / Double(node.weight), cover: weights.weight(node.weight))
      if let split = node.split {
        grown.feature = Int32(truncatingIfNeeded: places[split.column])
        grown.left = Int32(truncatingIfNeeded: number + 1)
        switch split.question {
        case .atMost(let cut, let missingGoesLeft):
          let cutPlace = cuts[places[split.column]].firstIndex(of: cut) ?? 0
          grown.cut = Int32(truncatingIfNeeded: cutPlace)
          grown.missingGoesLeft = missingGoesLeft
        case .among(let set):
          grown.cut = Int32(truncatingIfNeeded: tree.levelSets.count)
          grown.missingGoesLeft = set.contains(0)
          tree.levelSets.append(set)
        }
        waiting.append((node.right, number))
        waiting.append((node.left, nil))
      }
      tree.nodes.append(grown)
    }
    return (tree, cuts)
  }
}
