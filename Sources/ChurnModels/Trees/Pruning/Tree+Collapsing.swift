extension Tree {
  /// The tree with a leaf in place of every branch whose first node is refused.
  ///
  /// The sets of levels stay, used or not, so that the numbers of the others hold.
  func collapsed(where isRefused: (_ place: Int, _ node: TreeNode) -> Bool) -> Tree {
    var result = Tree(nodes: [], levelSets: levelSets)
    guard !nodes.isEmpty else { return result }
    // Places in this tree, with the parent that waits to be told of its right child.
    var waiting: [(place: Int, parent: Int?)] = [(0, nil)]
    while let (place, parent) = waiting.popLast() {
      var node = nodes[place]
      let number = result.nodes.count
      if let parent { result.nodes[parent].right = Int32(truncatingIfNeeded: number) }
      if node.isLeaf || isRefused(place, node) {
        result.nodes.append(.leaf(value: node.value, cover: node.cover))
        continue
      }
      waiting.append((Int(node.right), number))
      waiting.append((Int(node.left), nil))
      node.left = Int32(truncatingIfNeeded: number + 1)
      result.nodes.append(node)
    }
    return result
  }

  /// By how much the question of an inner node lowers the impurity of the tree.
  func decrease(at place: Int, _ criterion: SplitCriterion) -> Double {
    let node = nodes[place]
    guard nodes[0].cover > 0, !node.isLeaf else { return 0 }
    func loss(_ node: TreeNode) -> Double {
      criterion.impurity(node.value) * (node.cover / nodes[0].cover)
    }
    return loss(node) - loss(nodes[Int(node.left)]) - loss(nodes[Int(node.right)])
  }

  /// The tree of at most so many leaves that asks those questions first that gain the most.
  func limited(to leaves: Int?, _ criterion: SplitCriterion) -> Tree {
    guard let leaves, leafCount > leaves else { return self }
    var isAsked = [Bool](repeating: false, count: nodes.count)
    var open = [0]
    for _ in 1..<max(1, leaves) {
      let gains = open.map { decrease(at: $0, criterion) }
      let best = open.indices.filter { !nodes[open[$0]].isLeaf }.max {
        gains[$0] == gains[$1] ? open[$0] > open[$1] : gains[$0] < gains[$1]
      }
      guard let best else { break }
      let place = open.remove(at: best)
      isAsked[place] = true
      open += [Int(nodes[place].left), Int(nodes[place].right)]
    }
    return collapsed { place, _ in !isAsked[place] }
  }
}
