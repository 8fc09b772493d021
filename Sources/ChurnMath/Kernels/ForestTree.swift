// The trees of a forest as they are grown: over bins, with whole weights.

/// A column of binned values, as a forest's tree sees it.
package struct ForestColumn: Sendable {
  /// The number of bins, that of missing values included; at most 256.
  package let binCount: Int
  /// Whether bins are levels, in any order; else they ascend.
  package let isCategorical: Bool

  /// Describes a column.
  package init(binCount: Int, isCategorical: Bool) {
    self.binCount = binCount
    self.isCategorical = isCategorical
  }
}

/// How a forest's tree is grown.
package struct ForestSettings: Sendable {
  /// How many columns a node looks at; more until one of them parts its rows.
  package var columnsPerSplit: Int
  /// The most questions on the way to a leaf.
  package var maxDepth: Int
  /// The least weight of a leaf.
  package var minLeaf: Int
  /// The least weight of a node that is split.
  package var minSplit: Int
  /// The least loss of impurity times weight.
  package var minDecrease: Double
  /// Entropy in bits instead of Gini's impurity.
  package var usesEntropy: Bool

  /// Creates the settings.
  package init(
    columnsPerSplit: Int, maxDepth: Int, minLeaf: Int, minSplit: Int, minDecrease: Double,
    usesEntropy: Bool
  ) {
    self.columnsPerSplit = columnsPerSplit
    self.maxDepth = maxDepth
    self.minLeaf = minLeaf
    self.minSplit = minSplit
    self.minDecrease = minDecrease
    self.usesEntropy = usesEntropy
  }
}

/// A node; the left child of one that asks stands right behind it.
package struct ForestNode: Sendable, Equatable {
  /// The column asked for; −1 for a leaf.
  package var column: Int32
  /// The place of the right child; 0 for a leaf.
  package var right: Int32
  /// The place of the set of bins that go left, of a categorical column; else −1.
  package var set: Int32
  /// The lowest bin that goes left: 0 if missing values do, else 1.
  package var lowest: UInt8
  /// The highest bin that goes left.
  package var highest: UInt8
  /// The weight of the rows that came by.
  package var weight: UInt32
  /// The weight of those that churned.
  package var churned: UInt32
}

/// A grown tree.
package struct ForestTree: Sendable, Equatable {
  /// The nodes: parent, left, right.
  package var nodes: [ForestNode]
  /// The sets of bins that go left, four words each.
  package var sets: [UInt64]

  /// No tree at all.
  package static let empty = ForestTree(nodes: [], sets: [])

  /// The share of churners in the leaves where rows end.
  ///
  /// - Parameters:
  ///   - table: The bins learned from, or others of the same columns.
  ///   - rows: The numbers of rows of `table`.
  /// - Returns: As long as `rows`.
  package func leafShares(_ table: RowMajorBins, rows: [Int32]) -> [Double] {
    precondition(
      rows.allSatisfy { $0 >= 0 && Int($0) < table.rowCount }, "a row that is not there")
    let columns = nodes.reduce(0) { max($0, Int($1.column) + 1) }
    precondition(columns <= table.columnCount, "\(columns) columns of \(table.columnCount)")
    let stride = table.stride
    return unsafe nodes.withUnsafeBufferPointer { nodes in
      unsafe table.withBytes { bins in
        rows.map { row in
          let line = unsafe bins + Int(row) &* stride
          var place = 0
          while true {
            let node = unsafe nodes[place]
            guard node.column >= 0 else {
              return Double(node.churned) / Double(node.weight)
            }
            let bin = unsafe line[Int(node.column)]
            let goesLeft =
              node.set < 0
              ? bin &- node.lowest <= node.highest &- node.lowest
              : sets[Int(node.set) &* 4 &+ Int(bin &>> 6)] &>> UInt64(bin & 63) & 1 == 1
            place = goesLeft ? place &+ 1 : Int(node.right)
          }
        }
      }
    }
  }
}
