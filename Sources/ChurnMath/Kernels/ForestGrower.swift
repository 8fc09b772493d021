// Growing one tree of a forest.
//
// entry   a row in the tree: churned << 63 | weight << 32 | row; 8 bytes, moved by the partition
// cell    churned weight << 32 | weight: one addition counts both
// batch   the columns whose histograms are filled in one pass over the rows of a node
// words   256 bits a column of a batch: the bins a small node touched
//
// Steps, depth first: draw columns; fill their histograms in one pass, so that each row's line is
// loaded once; scan them; part the entries in place, stably. A small node walks only the bins it
// touched and clears them while walking, so it costs O(rows × columns), not O(256 × columns).

internal import CKernels

extension ForestTree {
  /// What an entry is made of: a row, how much it weighs in this tree, and whether it churned.
  @inline(__always)
  package static func entry(row: Int, weight: Int, churned: Bool) -> UInt64 {
    (churned ? 1 &<< 63 : 0) | UInt64(truncatingIfNeeded: weight & 0x7FFF_FFFF) &<< 32
      | UInt64(truncatingIfNeeded: row & 0xFFFF_FFFF)
  }

  /// Grows a tree.
  ///
  /// - Parameters:
  ///   - entries: At least one, each of weight 1 or more, less than 2³¹ together.
  ///   - table: The bins; the rows of the entries must be in it.
  ///   - columns: The columns of the table.
  ///   - settings: How it is grown.
  ///   - stream: Where the columns of each node are drawn from.
  package init(
    growingFrom entries: [UInt64], table: RowMajorBins, columns: [ForestColumn],
    settings: ForestSettings, stream: RandomStream
  ) {
    precondition(!entries.isEmpty, "a tree of no rows")
    precondition(
      columns.count == table.columnCount && columns.allSatisfy { (1...256).contains($0.binCount) },
      "\(columns.count) columns of \(table.columnCount)")
    var entries = entries
    var highestRow: UInt64 = 0
    var weight: UInt64 = 0
    var churned: UInt64 = 0
    for entry in entries {
      highestRow = max(highestRow, entry & 0xFFFF_FFFF)
      let rowWeight = entry &>> 32 & 0x7FFF_FFFF
      precondition(rowWeight > 0, "a row without weight")
      weight += rowWeight
      if entry &>> 63 == 1 { churned += rowWeight }
    }
    precondition(highestRow < UInt64(table.rowCount), "row \(highestRow) of \(table.rowCount)")
    precondition(weight < 1 << 31, "a weight of \(weight)")
    var spare = [UInt64](repeating: 0, count: entries.count)
    let batch = max(1, min(columns.count, settings.columnsPerSplit, ForestGrower.largestBatch))
    var cells = [UInt64](repeating: 0, count: 256 * batch)
    var words = [UInt64](repeating: 0, count: 4 * batch)
    var drawn = columns.indices.map { Int32(truncatingIfNeeded: $0) }
    nodes = []
    sets = []
    nodes.reserveCapacity(entries.count / 2 + 1)
    let count = entries.count
    unsafe table.withBytes { bins in
      unsafe columns.withUnsafeBufferPointer { columns in
        unsafe entries.withUnsafeMutableBufferPointer { entries in
          unsafe spare.withUnsafeMutableBufferPointer { spare in
            unsafe cells.withUnsafeMutableBufferPointer { cells in
              unsafe words.withUnsafeMutableBufferPointer { words in
                unsafe drawn.withUnsafeMutableBufferPointer { drawn in
                  // None of them is empty, but for the columns of a table without any.
                  guard let entryBase = entries.baseAddress, let spareBase = spare.baseAddress,
                    let cellBase = cells.baseAddress, let wordBase = words.baseAddress
                  else { return }
                  var grower = unsafe ForestGrower(
                    bins: bins, stride: table.stride, columns: columns, entries: entryBase,
                    spare: spareBase, cells: cellBase, words: wordBase, drawn: drawn,
                    batch: batch, settings: settings, stream: stream)
                  grower.grow(
                    count: count, weight: Int(weight), churned: Int(churned), into: &self)
                }
              }
            }
          }
        }
      }
    }
  }
}

/// The scratch of one tree; its pointers live as long as the call that grows it.
@safe struct ForestGrower {
  /// More columns than this are searched one batch after the other, so that the histograms of one
  /// stay in the first cache.
  static let largestBatch = 8
  /// Nodes of at most this many entries walk the bins they touched only.
  static let smallNode = 256

  let bins: UnsafePointer<UInt8>
  let stride: Int
  let columns: UnsafeBufferPointer<ForestColumn>
  let entries: UnsafeMutablePointer<UInt64>
  let spare: UnsafeMutablePointer<UInt64>
  let cells: UnsafeMutablePointer<UInt64>
  let words: UnsafeMutablePointer<UInt64>
  let drawn: UnsafeMutableBufferPointer<Int32>
  let batch: Int
  let settings: ForestSettings
  var stream: RandomStream

  private struct Waiting {
    var start: Int
    var count: Int
    var depth: Int
    var weight: Int
    var churned: Int
    /// The node that waits to be told where its right child is; −1 for none.
    var parent: Int
  }

  mutating func grow(count: Int, weight: Int, churned: Int, into tree: inout ForestTree) {
    var waiting = [
      Waiting(start: 0, count: count, depth: 0, weight: weight, churned: churned, parent: -1)
    ]
    while let next = waiting.popLast() {
      let place = tree.nodes.count
      if next.parent >= 0 { tree.nodes[next.parent].right = Int32(truncatingIfNeeded: place) }
      var node = ForestNode(
        column: -1, right: 0, set: -1, lowest: 0, highest: 0,
        weight: UInt32(truncatingIfNeeded: next.weight),
        churned: UInt32(truncatingIfNeeded: next.churned))
      let isOpen =
        next.churned > 0 && next.churned < next.weight && next.depth < settings.maxDepth
        && next.weight >= settings.minSplit && next.weight / 2 >= settings.minLeaf
      guard isOpen else {
        tree.nodes.append(node)
        continue
      }
      let split = search(next.start, next.count, next.weight, next.churned)
      guard !split.isEmpty,
        settings.minDecrease <= 0 || split.decrease >= settings.minDecrease
      else {
        tree.nodes.append(node)
        continue
      }
      node.column = split.column
      node.lowest = split.lowest
      node.highest = split.highest
      let start = unsafe entries + next.start
      let left: Int
      if unsafe columns[Int(split.column)].isCategorical {
        let set = levelSet(next.start, next.count, split)
        node.set = Int32(truncatingIfNeeded: tree.sets.count / 4)
        node.lowest = UInt8(truncatingIfNeeded: ~set[0] & 1)
        tree.sets.append(contentsOf: set)
        left = unsafe part(start, next.count, column: Int(split.column), among: set)
      } else {
        left = unsafe part(
          start, next.count, column: Int(split.column), from: split.lowest, to: split.highest)
      }
      tree.nodes.append(node)
      let leftWeight = Int(split.left & 0xFFFF_FFFF)
      let leftChurned = Int(split.left &>> 32)
      waiting.append(
        Waiting(
          start: next.start + left, count: next.count - left, depth: next.depth + 1,
          weight: next.weight - leftWeight, churned: next.churned - leftChurned, parent: place))
      waiting.append(
        Waiting(
          start: next.start, count: left, depth: next.depth + 1, weight: leftWeight,
          churned: leftChurned, parent: -1))
    }
  }

  /// The best split of a node by the columns drawn for it.
  private mutating func search(
    _ start: Int, _ count: Int, _ weight: Int, _ churned: Int
  ) -> ForestSearch {
    var search = ForestSearch(
      weight: weight, churned: churned, minLeaf: settings.minLeaf,
      usesEntropy: settings.usesEntropy)
    let all = unsafe columns.count
    let wanted = settings.columnsPerSplit
    let isRandom = wanted < all
    let isSmall = count <= Self.smallNode
    var visited = 0
    while visited < all && (visited < wanted || search.isEmpty) {
      let size = visited < wanted ? min(batch, wanted - visited, all - visited) : 1
      if isRandom {
        for place in visited..<visited + size {
          let other = place + stream.below(all - place)
          unsafe drawn.swapAt(place, other)
        }
      }
      let chosen = unsafe UnsafeBufferPointer(rebasing: drawn[visited..<visited + size])
      if isSmall {
        unsafe fillTouched(entries + start, count, chosen)
      } else {
        unsafe fill(entries + start, count, chosen)
      }
      for slot in 0..<size {
        let column = unsafe chosen[slot]
        let base = unsafe cells + slot &* 256
        let marks = unsafe words + slot &* 4
        if unsafe columns[Int(column)].isCategorical {
          unsafe scanLevels(base, isSmall ? marks : nil, column, &search)
        } else if isSmall {
          unsafe scanTouched(base, marks, columns[Int(column)].binCount, column, &search)
        } else {
          unsafe scanAll(base, columns[Int(column)].binCount, column, &search)
        }
      }
      visited += size
    }
    return search
  }
}

/// The cell of an entry.
@inline(__always)
func forestCell(_ entry: UInt64) -> UInt64 {
  let weight = entry &>> 32 & 0x7FFF_FFFF
  return weight | (weight &<< 32) & UInt64(bitPattern: Int64(bitPattern: entry) &>> 63)
}
