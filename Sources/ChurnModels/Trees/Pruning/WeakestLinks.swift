/// The branches of a tree that is being pruned, the weakest at hand.
struct WeakestLinks {
  /// *R* of the tree as it is now.
  var impurity: Double { branchImpurity.first ?? 0 }
  /// The leaves of the tree as it is now.
  var leafCount: Int { leaves.first ?? 0 }

  private let nodes: [TreeNode]
  private var parents: [Int]
  /// *R*(*t*) of each node.
  private let nodeImpurity: [Double]
  /// *R* of the branch that begins at each node.
  private var branchImpurity: [Double]
  private var leaves: [Int]
  /// A tournament: the place of the weakest of two, node by node up to the winner at 1; −1 = none.
  private var winners: [Int]
  private var strengths: [Double]
  private let width: Int

  init(_ tree: Tree, criterion: SplitCriterion) {
    let nodes = tree.nodes
    self.nodes = nodes
    let total = nodes.first?.cover ?? 0
    nodeImpurity = nodes.map {
      total > 0 ? criterion.impurity($0.value) * ($0.cover / total) : 0
    }
    parents = [Int](repeating: -1, count: nodes.count)
    branchImpurity = nodeImpurity
    leaves = [Int](repeating: 1, count: nodes.count)
    // Children stand behind their parents.
    for place in nodes.indices.reversed() where !nodes[place].isLeaf {
      let (left, right) = (Int(nodes[place].left), Int(nodes[place].right))
      parents[left] = place
      parents[right] = place
      branchImpurity[place] = branchImpurity[left] + branchImpurity[right]
      leaves[place] = leaves[left] + leaves[right]
    }
    strengths = [Double](repeating: .infinity, count: nodes.count)
    var width = 1
    while width < nodes.count { width *= 2 }
    self.width = width
    winners = [Int](repeating: -1, count: 2 * width)
    for place in nodes.indices where !nodes[place].isLeaf {
      strengths[place] = strength(place)
      winners[width + place] = place
    }
    for place in (1..<max(1, width)).reversed() { play(place) }
  }

  /// Makes a leaf of the weakest branch, the first of equals; nil when only the root is left.
  mutating func prune() -> (place: Int, alpha: Double)? {
    let weakest = winners[1]
    guard weakest >= 0 else { return nil }
    let alpha = strengths[weakest]
    let lostLeaves = leaves[weakest] - 1
    let gained = nodeImpurity[weakest] - branchImpurity[weakest]
    retire(below: weakest)
    leaves[weakest] = 1
    branchImpurity[weakest] = nodeImpurity[weakest]
    var place = parents[weakest]
    while place >= 0 {
      leaves[place] -= lostLeaves
      branchImpurity[place] += gained
      strengths[place] = strength(place)
      replay(place)
      place = parents[place]
    }
    return (weakest, alpha)
  }

  private func strength(_ place: Int) -> Double {
    (nodeImpurity[place] - branchImpurity[place]) / Double(leaves[place] - 1)
  }

  /// Takes a node and all inner ones under it out of the tournament.
  private mutating func retire(below place: Int) {
    var waiting = [place]
    while let next = waiting.popLast() {
      guard !nodes[next].isLeaf, winners[width + next] >= 0 else { continue }
      winners[width + next] = -1
      replay(next)
      waiting.append(Int(nodes[next].left))
      waiting.append(Int(nodes[next].right))
    }
  }

  private mutating func replay(_ node: Int) {
    var place = (width + node) / 2
    while place >= 1 {
      play(place)
      place /= 2
    }
  }

  private mutating func play(_ place: Int) {
    let (left, right) = (winners[2 * place], winners[2 * place + 1])
    if left < 0 || right < 0 {
      winners[place] = max(left, right)
    } else {
      winners[place] = strengths[right] < strengths[left] ? right : left
    }
  }
}
