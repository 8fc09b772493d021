internal import ChurnMath

/// A leaf that may yet be split.
struct GrowingLeaf: Sendable {
  var node: Int
  var depth: Int
  var rows: LeafRows
  var known: SplitSearch.Leaf
  /// Whether the slot still holds its histograms.
  var hasHistograms: Bool
  var split: HistogramSplit?
}

/// A tree on its way: its nodes, its leaves, and the memory of their histograms.
struct GrowingTree {
  let grower: HistogramGrower
  var nodes: [TreeNode] = []
  var levelSets: [BinSet] = []
  /// The leaves, split or not.
  var open: [GrowingLeaf] = []
  var closed: [GrowingLeaf] = []
  private var free: [Int] = []
  private var slotCount = 0
  private let mostSlots: Int

  init(grower: HistogramGrower) {
    self.grower = grower
    mostSlots = max(4, HistogramGrower.histogramBytes / (8 * grower.workspace.cellsPerSlot + 1))
  }

  mutating func takeSlot() -> Int {
    if let slot = free.popLast() { return slot }
    slotCount += 1
    grower.workspace.reserveSlots(slotCount)
    return slotCount - 1
  }

  /// The place in `open` of the leaf to split next; leaves that cannot be split are closed.
  mutating func next(maxLeaves: Int?) -> Int? {
    if let maxLeaves, open.count + closed.count >= maxLeaves { return nil }
    for place in open.indices.reversed() where open[place].split == nil { close(place) }
    // Without a limit the order does not matter, and the latest leaf holds the least memory.
    guard maxLeaves != nil else { return open.indices.last }
    var best: Int?
    for place in open.indices {
      guard let split = open[place].split else { continue }
      if let chosen = best, let other = open[chosen].split {
        let isEarlier = split.gain == other.gain && open[place].node < open[chosen].node
        if split.gain > other.gain || isEarlier { best = place }
      } else {
        best = place
      }
    }
    return best
  }

  private mutating func close(_ place: Int) {
    let leaf = open.remove(at: place)
    if leaf.hasHistograms { free.append(leaf.known.slot) }
    closed.append(leaf)
  }

  /// Splits the leaf at a place of `open`, or finds that its split leaves too few rows.
  mutating func split(at place: Int) {
    let leaf = open[place]
    guard let split = leaf.split else { return }
    let workspace = grower.workspace
    let feature = workspace.order[split.place]
    let goesLeft = split.goesLeft
    let counts = grower.team.map(workspace.partCount) { part in
      workspace.partition(part: part, leaf.rows, column: feature, goesLeft: goesLeft)
    }
    var left = leaf.rows
    var right = leaf.rows
    for part in counts.indices {
      left.counts[part] = counts[part]
      right.starts[part] += counts[part]
      right.counts[part] -= counts[part]
    }
    let leftWeight = grower.weight(left)
    let rightWeight = grower.weight(right)
    guard min(leftWeight, rightWeight) >= grower.rules.minLeafRows else {
      restoreHistograms(place)
      open[place].split = grower.searchCounting(open[place])
      return
    }
    open.remove(at: place)
    let node = leaf.node
    nodes[node].feature = Int32(feature)
    switch split.rule {
    case .cut(let last, let missingGoesLeft):
      nodes[node].cut = Int32(last - 1)
      nodes[node].missingGoesLeft = missingGoesLeft
    case .levels(let set):
      nodes[node].cut = Int32(levelSets.count)
      nodes[node].missingGoesLeft = set.contains(0)
      levelSets.append(set)
    }
    nodes[node].left = Int32(nodes.count)
    nodes[node].right = Int32(nodes.count + 1)
    nodes.append(.leaf(value: 0, cover: 0))
    nodes.append(.leaf(value: 0, cover: 0))
    let rules = grower.rules
    let rightSums = leaf.known.sums - split.left
    let bounds = rules.bounds(
      leaf.known.bounds, direction: rules.directions[feature],
      left: rules.output(split.left, leaf.known.bounds),
      right: rules.output(rightSums, leaf.known.bounds))
    var children = [
      GrowingLeaf(
        node: nodes.count - 2, depth: leaf.depth + 1, rows: left,
        known: SplitSearch.Leaf(
          sums: split.left, weight: leftWeight, bounds: bounds.left, slot: -1),
        hasHistograms: false, split: nil),
      GrowingLeaf(
        node: nodes.count - 1, depth: leaf.depth + 1, rows: right,
        known: SplitSearch.Leaf(
          sums: rightSums, weight: rightWeight, bounds: bounds.right, slot: -1),
        hasHistograms: false, split: nil),
    ]
    let leaves = open.count + closed.count + 2
    if grower.mayGrow(depth: leaf.depth + 1, leaves: leaves) {
      searchChildren(&children, of: leaf)
    } else if leaf.hasHistograms {
      free.append(leaf.known.slot)
    }
    open.append(contentsOf: children)
  }

  /// Makes the histograms of two children and finds their best splits, in one round.
  private mutating func searchChildren(_ children: inout [GrowingLeaf], of parent: GrowingLeaf) {
    let grower = grower
    let workspace = grower.workspace
    let small = children[0].rows.count <= children[1].rows.count ? 0 : 1
    let large = 1 - small
    children[small].known.slot = takeSlot()
    children[small].hasHistograms = true
    // Without the parent's histograms there is nothing to take the smaller half's off.
    let subtracts = parent.hasHistograms
    children[large].known.slot = subtracts ? parent.known.slot : takeSlot()
    children[large].hasHistograms = true
    let leaves = children.map(\.known)
    let rows = children.map(\.rows)
    let parts = grower.team.map(workspace.partCount) { part in
      workspace.buildHistograms(part: part, of: rows[small], slot: leaves[small].slot)
      if subtracts {
        workspace.subtractHistograms(
          part: part, slot: leaves[small].slot, from: leaves[large].slot)
      } else {
        workspace.buildHistograms(part: part, of: rows[large], slot: leaves[large].slot)
      }
      return grower.search(leaves, part: part)
    }
    let splits = HistogramGrower.best(parts, count: 2)
    for child in children.indices {
      children[child].split = splits[child]
      // Memory is bounded: what does not fit is counted again when its turn comes.
      if splits[child] == nil || slotCount - free.count > mostSlots {
        free.append(children[child].known.slot)
        children[child].hasHistograms = false
      }
    }
  }

  /// Counts the histograms of an open leaf again if they were given up.
  private mutating func restoreHistograms(_ place: Int) {
    guard !open[place].hasHistograms else { return }
    let slot = takeSlot()
    let rows = open[place].rows
    let workspace = grower.workspace
    grower.team.run(workspace.partCount) { part in
      workspace.buildHistograms(part: part, of: rows, slot: slot)
    }
    open[place].known.slot = slot
    open[place].hasHistograms = true
  }

  /// The tree, with covers, and its leaves in the order of their nodes.
  mutating func finished() -> HistogramGrower.Grown {
    let leaves = (open + closed).sorted { $0.node < $1.node }
    for leaf in leaves { nodes[leaf.node].cover = leaf.known.weight }
    for node in nodes.indices.reversed() where !nodes[node].isLeaf {
      nodes[node].cover =
        nodes[Int(nodes[node].left)].cover + nodes[Int(nodes[node].right)].cover
    }
    return HistogramGrower.Grown(
      tree: Tree(nodes: nodes, levelSets: levelSets),
      leaves: leaves.map { leaf in
        HistogramGrower.Leaf(
          node: leaf.node, rows: leaf.rows, sums: leaf.known.sums,
          output: grower.rules.output(leaf.known.sums, leaf.known.bounds))
      })
  }
}
