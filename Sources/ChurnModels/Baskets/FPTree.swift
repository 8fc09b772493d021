// Baskets folded into a tree: those that begin alike share a path.
//
// rank     the place of an item by frequency, 0 = the most frequent; a path has ascending ranks
// node     a rank below a parent, with the number of baskets that run through it; 0 is the root
// level    the nodes of one rank; they stand next to each other, parents before children
//
// A tree is built rank by rank: every basket stands at a node, and those that hold the rank move on to a
// child. Whether the child is there already is told by the newest child of the node: it is of this
// rank, or the child has to be made. So no table of children is needed, and arrays are all there is.

/// Baskets folded by what they begin with.
struct FPTree: Sendable {
  /// Rank *r* has the nodes `levels[r]..<levels[r + 1]`; length ranks + 1.
  var levels: [UInt32] = [1]
  /// The node above each node.
  var parents: [UInt32] = [0]
  /// How many baskets run through each node.
  var counts: [UInt32] = [0]
  /// The rank of each node.
  var ranks: [UInt32] = [0]
  /// How many baskets hold each rank.
  var supports: [UInt32] = []
  /// What each rank is called: an item, or a rank of the whole tree.
  var names: [UInt32] = []

  /// An empty tree.
  init() {}

  /// Folds baskets.
  ///
  /// - Parameters:
  ///   - baskets: The baskets.
  ///   - minSupport: Items in fewer baskets are left out.
  init(_ baskets: Baskets, minSupport: Int) {
    let all = baskets.supports
    let frequent = all.indices.filter { all[$0] >= minSupport }
      .sorted { all[$0] != all[$1] ? all[$0] > all[$1] : $0 < $1 }
    names = frequent.map { UInt32($0) }
    supports = frequent.map { UInt32(clamping: all[$0]) }
    var rankOf = [UInt32](repeating: .max, count: baskets.itemCount)
    for (rank, item) in frequent.enumerated() { rankOf[item] = UInt32(rank) }

    // The baskets that hold each rank, one rank after the other.
    var starts = [0]
    starts.reserveCapacity(frequent.count + 1)
    for item in frequent { starts.append(starts[starts.count - 1] + all[item]) }
    var holders = [UInt32](repeating: 0, count: starts[frequent.count])
    var places = starts
    for basket in 0..<baskets.count {
      for place in baskets.starts[basket]..<baskets.starts[basket + 1] {
        let rank = rankOf[Int(baskets.items[place])]
        guard rank != .max else { continue }
        holders[places[Int(rank)]] = UInt32(truncatingIfNeeded: basket)
        places[Int(rank)] += 1
      }
    }

    var standing = [UInt32](repeating: 0, count: baskets.count)
    var newest: [UInt32] = [0]
    for rank in frequent.indices {
      let first = UInt32(truncatingIfNeeded: parents.count)
      for place in starts[rank]..<starts[rank + 1] {
        let basket = Int(holders[place])
        let parent = Int(standing[basket])
        var node = newest[parent]
        if node < first {
          node = UInt32(truncatingIfNeeded: parents.count)
          newest[parent] = node
          newest.append(0)
          parents.append(UInt32(truncatingIfNeeded: parent))
          counts.append(0)
          ranks.append(UInt32(rank))
        }
        counts[Int(node)] += 1
        standing[basket] = node
      }
      levels.append(UInt32(truncatingIfNeeded: parents.count))
    }
  }

  /// Makes the tree empty, keeping its memory.
  mutating func reset() {
    levels.removeAll(keepingCapacity: true)
    levels.append(1)
    parents.removeAll(keepingCapacity: true)
    parents.append(0)
    counts.removeAll(keepingCapacity: true)
    counts.append(0)
    ranks.removeAll(keepingCapacity: true)
    ranks.append(0)
    supports.removeAll(keepingCapacity: true)
    names.removeAll(keepingCapacity: true)
  }
}
