internal import ChurnMath

/// Grows a tree on the histograms of a workspace, the best split first.
///
/// Sums are those that the workspace's records hold: gradients and hessians for boosting, churned
/// weight and weight for a single tree, where the gain first² / second is that of the Gini impurity.
///
/// - Complexity: each row is counted once a level at most, and the smaller half of each split only:
///   the other half's histograms are what is left of the parent's.
struct HistogramGrower {
  let workspace: TreeWorkspace
  let team: WorkerTeam
  let rules: GrowthRules

  /// Memory for histograms; leaves beyond it are counted anew when they are split.
  static let histogramBytes = 512 << 20

  /// A leaf of a grown tree.
  struct Leaf: Sendable {
    /// Its node.
    var node: Int
    /// Its rows.
    var rows: LeafRows
    /// Their sums.
    var sums: HistogramSums
    /// −first / (second + l2), within what constraints allow.
    var output: Double
  }

  /// A tree whose leaves have no values yet.
  struct Grown {
    var tree: Tree
    var leaves: [Leaf]
  }

  /// Grows a tree on the records of `rows`.
  func grow(_ rows: LeafRows) -> Grown {
    var growing = GrowingTree(grower: self)
    let slot = growing.takeSlot()
    team.run(workspace.partCount) { part in
      workspace.buildHistograms(part: part, of: rows, slot: slot)
    }
    let known = SplitSearch.Leaf(
      sums: workspace.total(slot: slot), weight: weight(rows), bounds: GrowthRules.Bounds(),
      slot: slot)
    growing.nodes = [.leaf(value: 0, cover: 0)]
    var root = GrowingLeaf(
      node: 0, depth: 0, rows: rows, known: known, hasHistograms: true, split: nil)
    if mayGrow(depth: 0, leaves: 1) {
      root.split = search([root.known])[0]
    }
    growing.open = [root]
    while let place = growing.next(maxLeaves: rules.maxLeaves) {
      growing.split(at: place)
    }
    return growing.finished()
  }

  func mayGrow(depth: Int, leaves: Int) -> Bool {
    depth < rules.maxDepth ?? .max && leaves < rules.maxLeaves ?? .max
  }

  func weight(_ rows: LeafRows) -> Double {
    workspace.isWeighted ? Double(workspace.weightUnits(of: rows)) * 0x1p-20 : Double(rows.count)
  }

  /// The best split of each leaf over all features.
  private func search(_ leaves: [SplitSearch.Leaf]) -> [HistogramSplit?] {
    let parts = team.map(workspace.partCount) { part in search(leaves, part: part) }
    return Self.best(parts, count: leaves.count)
  }

  func search(_ leaves: [SplitSearch.Leaf], part: Int) -> [HistogramSplit?] {
    let search = SplitSearch(rules: rules, workspace: workspace)
    return leaves.map { leaf in
      var best: HistogramSplit?
      for place in workspace.places[part] {
        if let split = search.best(leaf, place: place), split.isBetter(than: best) { best = split }
      }
      return best
    }
  }

  static func best(_ parts: [[HistogramSplit?]], count: Int) -> [HistogramSplit?] {
    (0..<count).map { leaf in
      var best: HistogramSplit?
      for part in parts {
        if let split = part[leaf], split.isBetter(than: best) { best = split }
      }
      return best
    }
  }

  /// The best split of a leaf when its rows are counted and not estimated.
  func searchCounting(_ leaf: GrowingLeaf) -> HistogramSplit? {
    let search = SplitSearch(rules: rules, workspace: workspace)
    let parts = team.map(workspace.partCount) { part in
      let weights = workspace.weightUnits(part: part, of: leaf.rows)
      var best: HistogramSplit?
      for (number, place) in workspace.places[part].enumerated() {
        let first = number * TreeWorkspace.cellCount
        let cells = weights[first..<first + TreeWorkspace.cellCount]
        if let split = search.best(leaf.known, place: place, weights: cells),
          split.isBetter(than: best)
        {
          best = split
        }
      }
      return [best]
    }
    return Self.best(parts, count: 1)[0]
  }
}

extension Tree {
  /// Brings covers back to the units of the rows' weights.
  mutating func scaleCovers(by scale: Double) {
    guard scale != 1 else { return }
    for place in nodes.indices { nodes[place].cover *= scale }
  }

  /// Gives the leaves their values, and inner nodes the mean over their rows.
  mutating func setValues(_ values: [(node: Int, value: Double)]) {
    for leaf in values { nodes[leaf.node].value = leaf.value }
    for place in nodes.indices.reversed() where !nodes[place].isLeaf {
      let left = nodes[Int(nodes[place].left)]
      let right = nodes[Int(nodes[place].right)]
      let cover = left.cover + right.cover
      nodes[place].value =
        cover > 0
        ? (left.value * left.cover + right.value * right.cover) / cover
        : (left.value + right.value) / 2
    }
  }
}
