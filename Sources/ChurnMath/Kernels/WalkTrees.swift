internal import CKernels

/// Trees of any size, laid out for walking many rows down, eight at a time.
package struct WalkTrees: Sendable {
  /// A node: a question with two children, or a value.
  package enum Node: Sendable {
    /// Rows that answer yes go to `child`, the others to the node after it.
    case question(ByteTest, child: Int)
    /// Rows end here.
    case leaf(Double)
  }

  /// The most columns that a question can tell apart.
  package static let mostColumns = 1 << 23

  private var nodes: [churn_walk_node] = []
  private var values: [Double] = []
  private var setPlaces: [UInt32] = []
  private var roots: [UInt32] = []
  private var sets: [UInt8] = []
  private var columns = 0

  /// No trees yet.
  package init() {}

  /// Whether there are no trees.
  package var isEmpty: Bool { roots.isEmpty }

  /// Adds a tree whose first node is its root; children stand in pairs behind their parent.
  package mutating func append(_ tree: [Node]) {
    let root = nodes.count
    precondition(root + tree.count <= Int(UInt32.max) && !tree.isEmpty, "\(tree.count) nodes")
    roots.append(UInt32(root))
    for (place, node) in tree.enumerated() {
      switch node {
      case .question(let test, let child):
        precondition(
          child > place && child + 1 < tree.count && test.column < Self.mostColumns,
          "node \(place) asks column \(test.column) and leads to \(child)")
        var question = UInt32(test.column) << 9 | UInt32(test.threshold)
        if test.set != nil {
          question |= 256
          setPlaces.append(UInt32(sets.count / 32))
          sets += test.setBytes
        } else {
          setPlaces.append(0)
        }
        columns = max(columns, test.column + 1)
        nodes.append(churn_walk_node(child: UInt32(root + child), question: question))
        values.append(0)
      case .leaf(let value):
        columns = max(columns, 1)
        nodes.append(churn_walk_node(child: UInt32(root + place), question: 255))
        values.append(value)
        setPlaces.append(0)
      }
    }
  }

  /// Adds the trees' values, in their order, to the sums of some rows.
  ///
  /// - Parameters:
  ///   - bins: The columns of bytes, each `stride` long.
  ///   - stride: From one column to the next; at least `rows`.
  ///   - rows: How many; a multiple of eight.
  ///   - sums: One a row.
  package func add(bins: Span<UInt8>, stride: Int, rows: Int, to sums: inout MutableSpan<Double>) {
    precondition(
      rows % 8 == 0 && rows >= 0 && sums.count >= rows && stride >= rows
        && bins.count >= columns * stride,
      "\(bins.count) bins for \(columns) columns of \(rows) rows")
    unsafe nodes.withUnsafeBufferPointer { nodes in
      unsafe values.withUnsafeBufferPointer { values in
        unsafe setPlaces.withUnsafeBufferPointer { setPlaces in
          unsafe roots.withUnsafeBufferPointer { roots in
            unsafe sets.withUnsafeBufferPointer { sets in
              var trees = unsafe churn_walk_trees(
                trees: roots.count, nodes: nodes.baseAddress, values: values.baseAddress,
                set_places: setPlaces.baseAddress, roots: roots.baseAddress,
                sets: sets.baseAddress)
              unsafe bins.withUnsafeBufferPointer { bins in
                unsafe sums.withUnsafeMutableBufferPointer { sums in
                  unsafe churn_add_walks(
                    &trees, bins.baseAddress, stride, rows, sums.baseAddress)
                }
              }
            }
          }
        }
      }
    }
  }
}
