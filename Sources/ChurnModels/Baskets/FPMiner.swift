// Mining one tree: for each rank, the baskets that hold it, folded again without it and what is rarer.
//
// weight    of the baskets that hold the rank in question, how many run through a node
//
// Weights rise from the nodes of the rank to the root, level by level: every node hands its weight to
// its parent once, when all of its own has come in. The sum over a level is the support of a pair. Then
// the touched nodes are copied from the root down, those of rare ranks left out and those that thereby
// fall together made one, into the tree that is mined next.

/// Counts the sets of a tree; one a thread.
struct FPMiner {
  /// Sets found: their items one after the other, the length of each and its support.
  struct Found: Sendable {
    var items: [UInt32] = []
    var lengths: [UInt32] = []
    var supports: [UInt32] = []
  }

  private let minSupport: UInt32
  private let maxLength: Int
  private let limit: Int
  /// The weight of each node; all 0 between two projections.
  private var weights: [UInt32]
  /// The next touched node of the same rank; later the copy of the node.
  private var links: [UInt32]
  /// The newest child of each node of a tree in the making.
  private var newest: [UInt32]
  /// The first touched node of each rank.
  private var heads: [UInt32]
  /// The trees of all depths, kept for their memory.
  private var spare: [FPTree] = []
  private var found = Found()
  private var suffix: [UInt32] = []
  /// Whether more sets were found than allowed; what was found then is not all.
  private(set) var isOverflowing = false

  /// - Parameters:
  ///   - tree: The largest tree that will be mined.
  ///   - minSupport: The fewest baskets that count as frequent.
  ///   - maxLength: The most items of a set.
  ///   - limit: The most sets of one rank.
  init(_ tree: FPTree, minSupport: UInt32, maxLength: Int, limit: Int) {
    self.minSupport = minSupport
    self.maxLength = maxLength
    self.limit = limit
    weights = [UInt32](repeating: 0, count: tree.parents.count)
    links = weights
    newest = weights
    heads = [UInt32](repeating: 0, count: tree.supports.count)
  }

  /// All frequent sets whose rarest item has a rank of the whole tree.
  mutating func mine(_ tree: FPTree, rank: Int) -> Found {
    found = Found()
    isOverflowing = false
    extend(tree, rank, depth: 0)
    return found
  }

  /// Takes a rank of a tree into the suffix and goes on with what is bought together with it.
  private mutating func extend(_ tree: FPTree, _ rank: Int, depth: Int) {
    suffix.append(tree.names[rank])
    found.items.append(contentsOf: suffix)
    found.lengths.append(UInt32(suffix.count))
    found.supports.append(tree.supports[rank])
    if found.supports.count > limit { isOverflowing = true }
    if rank > 0, suffix.count < maxLength, !isOverflowing {
      if spare.count <= depth { spare.append(FPTree()) }
      // Taken out, so that it is changed in place.
      var projected = FPTree()
      swap(&projected, &spare[depth])
      Self.project(
        tree, rank, minSupport: minSupport, isLast: suffix.count + 1 >= maxLength,
        into: &projected, weights: &weights, links: &links, newest: &newest, heads: &heads)
      for other in projected.supports.indices where !isOverflowing {
        extend(projected, other, depth: depth + 1)
      }
      swap(&projected, &spare[depth])
    }
    suffix.removeLast()
  }

  /// Folds the baskets of a tree that hold a rank, without it and what is rarer.
  ///
  /// Where sets may grow by one more item only (`isLast`), supports are all that is wanted.
  private static func project(
    _ tree: FPTree, _ rank: Int, minSupport: UInt32, isLast: Bool, into target: inout FPTree,
    weights: inout [UInt32], links: inout [UInt32], newest: inout [UInt32],
    heads: inout [UInt32]
  ) {
    target.reset()
    var weights = weights.mutableSpan
    var links = links.mutableSpan
    var heads = heads.mutableSpan
    let parents = tree.parents.span
    let ranks = tree.ranks.span
    let counts = tree.counts.span

    for node in Int(tree.levels[rank])..<Int(tree.levels[rank + 1]) {
      let parent = Int(parents[node])
      guard parent != 0 else { continue }
      if weights[parent] == 0 {
        let level = Int(ranks[parent])
        links[parent] = heads[level]
        heads[level] = UInt32(truncatingIfNeeded: parent)
      }
      weights[parent] &+= counts[node]
    }
    var kept: [Int] = []
    for level in stride(from: rank - 1, through: 0, by: -1) {
      var node = Int(heads[level])
      guard node != 0 else { continue }
      var sum: UInt32 = 0
      while node != 0 {
        let weight = weights[node]
        sum &+= weight
        let parent = Int(parents[node])
        if parent != 0 {
          if weights[parent] == 0 {
            let above = Int(ranks[parent])
            links[parent] = heads[above]
            heads[above] = UInt32(truncatingIfNeeded: parent)
          }
          weights[parent] &+= weight
        }
        node = Int(links[node])
      }
      if sum >= minSupport {
        target.names.append(tree.names[level])
        target.supports.append(sum)
        kept.append(level)
      }
    }
    target.names.reverse()
    target.supports.reverse()
    kept.reverse()
    // A single level has nothing above it that could be asked for.
    let copied = isLast || kept.count < 2 ? [] : kept
    var newest = newest.mutableSpan
    copy(
      tree, rank, levels: copied, into: &target, weights: &weights, links: &links,
      newest: &newest, heads: &heads)
  }

  /// Copies the touched nodes of some levels and leaves weights and heads at 0.
  private static func copy(
    _ tree: FPTree, _ rank: Int, levels: [Int], into target: inout FPTree,
    weights: inout MutableSpan<UInt32>, links: inout MutableSpan<UInt32>,
    newest: inout MutableSpan<UInt32>, heads: inout MutableSpan<UInt32>
  ) {
    let parents = tree.parents.span
    newest[0] = 0
    var next = 0
    for level in 0..<rank where heads[level] != 0 {
      var node = Int(heads[level])
      heads[level] = 0
      let isKept = next < levels.count && levels[next] == level
      let first = UInt32(truncatingIfNeeded: target.parents.count)
      while node != 0 {
        let following = Int(links[node])
        if !levels.isEmpty {
          let above = Int(parents[node])
          let parent = above == 0 ? 0 : links[above]
          if isKept {
            var copy = newest[Int(parent)]
            if copy < first {
              copy = UInt32(truncatingIfNeeded: target.parents.count)
              newest[Int(parent)] = copy
              newest[Int(copy)] = 0
              target.parents.append(parent)
              target.counts.append(0)
              target.ranks.append(UInt32(truncatingIfNeeded: next))
            }
            target.counts[Int(copy)] &+= weights[node]
            links[node] = copy
          } else {
            links[node] = parent
          }
        }
        weights[node] = 0
        node = following
      }
      if isKept {
        target.levels.append(UInt32(truncatingIfNeeded: target.parents.count))
        next += 1
      }
    }
  }
}
