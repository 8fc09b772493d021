internal import CKernels

/// Trees of any size, laid out for one row of numbers at a time.
package struct RowTrees: Sendable {
  /// A feature of the row.
  package enum Feature: Sendable {
    /// A quantity.
    case quantity
    /// The number of a level, counted from 0, of `count` known ones: bin 1 + its number; others
    /// have the bin `other`, missing ones bin 0.
    case level(count: Int, other: UInt8)
  }

  /// A node: a question with two children, or a value.
  package enum Node: Sendable {
    /// Rows whose value is at most `cut` go to `child`, the others to the node after it.
    case cut(Double, feature: Int, missingStays: Bool, child: Int)
    /// Rows whose bin is among these 256 bits go to `child`, the others to the node after it.
    case set([UInt64], feature: Int, child: Int)
    /// Rows end here.
    case leaf(Double)
  }

  private let levels: [Int32]
  private let others: [UInt8]
  private var nodes: [churn_row_node] = []
  private var values: [Double] = []
  private var roots: [UInt32] = []
  private var sets: [UInt8] = []

  /// No trees yet, for rows of these features.
  package init(features: [Feature]) {
    levels = features.map { feature in
      if case .level(let count, _) = feature { Int32(min(count, 255)) } else { -1 }
    }
    others = features.map { feature in
      if case .level(_, let other) = feature { other } else { 0 }
    }
  }

  /// The number of features of a row.
  package var featureCount: Int { levels.count }

  /// Adds a tree whose first node is its root; children stand in pairs behind their parent.
  package mutating func append(_ tree: [Node]) {
    let root = nodes.count
    precondition(root + tree.count <= Int(UInt32.max) && !tree.isEmpty, "\(tree.count) nodes")
    roots.append(UInt32(root))
    for (place, node) in tree.enumerated() {
      switch node {
      case .cut(let cut, let feature, let missingStays, let child):
        check(place, feature, child, tree.count)
        // The row is copied twice, with missing values below all cuts and above them.
        let column = feature + (missingStays ? 0 : levels.count)
        nodes.append(
          churn_row_node(
            cut: churn_row_key(cut), child: UInt32(root + child), column: UInt32(column)))
        values.append(0)
      case .set(let words, let feature, let child):
        check(place, feature, child, tree.count)
        nodes.append(
          churn_row_node(
            cut: UInt64(sets.count / 32), child: UInt32(root + child),
            column: UInt32(feature) | 1 << 31))
        values.append(0)
        sets += ByteTest(column: feature, set: words).setBytes
      case .leaf(let value):
        nodes.append(churn_row_node(cut: .max, child: UInt32(root + place), column: 0))
        values.append(value)
      }
    }
  }

  private func check(_ place: Int, _ feature: Int, _ child: Int, _ count: Int) {
    precondition(
      child > place && child + 1 < count && feature < levels.count && feature < 1 << 30,
      "node \(place) asks feature \(feature) and leads to \(child)")
  }

  /// `base` plus the trees' values, in their order, of one row of `featureCount` numbers.
  package func sum(_ row: Span<Double>, from base: Double) -> Double {
    precondition(row.count == levels.count, "\(row.count) values for \(levels.count) features")
    return unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(1, 2 * row.count)) {
      scratch in
      // A leaf looks at column 0, whether or not there is one.
      unsafe scratch.initialize(repeating: 0)
      return unsafe nodes.withUnsafeBufferPointer { nodes in
        unsafe values.withUnsafeBufferPointer { values in
          unsafe roots.withUnsafeBufferPointer { roots in
            unsafe sets.withUnsafeBufferPointer { sets in
              unsafe levels.withUnsafeBufferPointer { levels in
                unsafe others.withUnsafeBufferPointer { others in
                  var trees = unsafe churn_row_trees(
                    trees: roots.count, nodes: nodes.baseAddress, values: values.baseAddress,
                    roots: roots.baseAddress, sets: sets.baseAddress, set_count: sets.count / 32,
                    features: levels.count, levels: levels.baseAddress,
                    others: others.baseAddress)
                  return unsafe row.withUnsafeBufferPointer { row in
                    unsafe churn_sum_row(&trees, row.baseAddress, base, scratch.baseAddress)
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
