internal import ChurnMath

/// Grows one tree by looking at every value of every column.
///
///     vocabulary
///     order   the rows of a node, once for each numeric column by its values; a node is the same
///             range of every order
///     step    the unit of weight, a whole number
///     open    a node that may still be split
///
/// Each column is sorted once; a split parts every order stably, so the rows of a node stay sorted.
///
/// - Complexity: O(*p* *n* log *n*) to sort, O(*p* *n*) a level.
/// - SeeAlso: Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees.
struct ExactGrower {
  /// A node while the tree grows.
  struct Node {
    var weight: Int
    var churned: Int
    var split: ExactSplit?
    var left = 0
    var right = 0
  }

  private struct Open {
    var node: Int
    var range: Range<Int>
    var depth: Int
    var split: ExactSplit
  }

  private let recipe: DecisionTree
  private let columns: [ExactColumn]
  private let weights: FixedWeights
  private let labels: [Bool]
  private let threads: Int
  private var orders: [[Int32]]
  private var side: [Bool]
  private(set) var nodes: [Node] = []

  /// Sorts the columns, which stand in name order.
  init(
    _ recipe: DecisionTree, columns: [ExactColumn], weights: FixedWeights, labels: [Bool],
    threads: Int
  ) {
    self.recipe = recipe
    self.columns = columns
    self.weights = weights
    self.labels = labels
    self.threads = threads
    let rows = labels.indices.filter { weights.steps[$0] > 0 }.map { Int32(truncatingIfNeeded: $0) }
    let sorted = mapIndices(columns.count, threads: threads) { columns[$0].sorted(rows) }
    // One order more than columns, so that there is one even without a column.
    orders = sorted + [rows]
    side = [Bool](repeating: false, count: labels.count)
  }

  /// Grows the tree: depth first, or the largest gain first when the leaves are limited.
  mutating func grow() {
    guard let rows = orders.last else { return }
    var root = Node(weight: 0, churned: 0)
    for row in rows {
      root.weight += weights.steps[Int(row)]
      if labels[Int(row)] { root.churned += weights.steps[Int(row)] }
    }
    nodes = [root]
    var open: [Open] = []
    if let first = opened(0, rows.indices, depth: 0) { open.append(first) }
    let most = recipe.maxLeaves ?? .max
    var leaves = 1
    while leaves < most, let place = next(of: open) {
      let taken = open.remove(at: place)
      let middle = part(taken.range, taken.split)
      let parent = nodes[taken.node]
      let left = Node(weight: taken.split.leftWeight, churned: taken.split.leftChurned)
      let right = Node(
        weight: parent.weight - left.weight, churned: parent.churned - left.churned)
      nodes[taken.node].split = taken.split
      nodes[taken.node].left = nodes.count
      nodes[taken.node].right = nodes.count + 1
      nodes.append(left)
      nodes.append(right)
      leaves += 1
      let count = nodes.count
      let ranges = [taken.range.lowerBound..<middle, middle..<taken.range.upperBound]
      for (child, range) in zip([count - 2, count - 1], ranges) {
        if let entry = opened(child, range, depth: taken.depth + 1) { open.append(entry) }
      }
    }
  }

  /// The open node to split next.
  private func next(of open: [Open]) -> Int? {
    guard recipe.maxLeaves != nil else { return open.indices.last }
    return open.indices.max { a, b in
      let gainA = decrease(open[a])
      let gainB = decrease(open[b])
      return gainA == gainB ? open[a].node > open[b].node : gainA < gainB
    }
  }

  /// Weight times impurity lost by the split of an open node, in steps.
  private func decrease(_ open: Open) -> Double {
    let node = nodes[open.node]
    let before = recipe.criterion.purity(
      weight: Double(node.weight), churned: Double(node.churned))
    return (open.split.purity - before) * recipe.criterion.decreasePerPurity
  }

  /// The node with its best split, unless it stays a leaf.
  private func opened(_ place: Int, _ range: Range<Int>, depth: Int) -> Open? {
    let node = nodes[place]
    guard node.churned > 0, node.churned < node.weight, depth < recipe.maxDepth ?? .max,
      node.weight >= weights.steps(atLeast: recipe.minSplitRows)
    else { return nil }
    var search = ExactSearch(
      criterion: recipe.criterion, minLeaf: weights.steps(atLeast: recipe.minLeafRows),
      weight: node.weight, churned: node.churned)
    for (j, column) in columns.enumerated() {
      column.offerSplits(
        order: orders[j], range: range, weights: weights.steps, labels: labels, place: j,
        to: &search)
    }
    guard let split = search.best else { return nil }
    let open = Open(node: place, range: range, depth: depth, split: split)
    let least = recipe.minImpurityDecrease * Double(nodes[0].weight)
    return least > 0 && decrease(open) < least * (1 - 1e-12) ? nil : open
  }

  /// Parts a range of every order by a split, stably; where the right part begins.
  private mutating func part(_ range: Range<Int>, _ split: ExactSplit) -> Int {
    let column = columns[split.column]
    for i in range {
      let row = Int(orders[split.column][i])
      side[row] = column.goesLeft(row, split.question)
    }
    var middle = range.lowerBound
    var spare: [Int32] = []
    spare.reserveCapacity(range.count)
    for j in orders.indices {
      spare.removeAll(keepingCapacity: true)
      var left = range.lowerBound
      for i in range {
        let row = orders[j][i]
        if side[Int(row)] {
          orders[j][left] = row
          left += 1
        } else {
          spare.append(row)
        }
      }
      for (offset, row) in spare.enumerated() { orders[j][left + offset] = row }
      middle = left
    }
    return middle
  }
}
