internal import CKernels

/// A tree laid out for the Shapley values of its features.
///
/// Nodes stand in the order of a walk that visits the left child right after its parent. An edge
/// has the number of the node it leads to; node 0 has none.
package struct PathTree: Sendable {
  /// A node: a question with two children, or a value.
  package enum Node: Sendable {
    /// Rows that answer yes go to the next node, the others to `right`.
    case question(ByteTest, right: Int)
    /// Rows end here.
    case leaf(Double)
  }

  /// The edge from a node's parent.
  package struct Edge: Sendable {
    /// The number of the parent.
    package var parent: Int
    /// The number of edges from the root.
    package var depth: Int
    /// The nearest edge above that is about the same feature; 0 if there is none.
    package var previous: Int
    /// The place of the feature among `features`.
    package var slot: Int
    /// The share of training rows that obey this edge and those of its feature above it, if only
    /// these counted.
    package var share: Double
    /// The same without this edge: 1, or the share of the previous edge.
    package var before: Double

    /// Puts an edge together.
    package init(
      parent: Int, depth: Int, previous: Int, slot: Int, share: Double, before: Double
    ) {
      self.parent = parent
      self.depth = depth
      self.previous = previous
      self.slot = slot
      self.share = share
      self.before = before
    }
  }

  /// What adding one tree after the other writes to on the way.
  package struct Workspace: Sendable {
    fileprivate var bytes: [UInt8] = []

    /// A workspace that grows with the trees.
    package init() {}

    fileprivate mutating func fit(_ count: Int) {
      if bytes.count < count { bytes = [UInt8](repeating: 0, count: count) }
    }
  }

  /// Rows are followed down a tree in groups of this many.
  package static let group = Int(CHURN_SHAPLEY_GROUP)

  private var nodes: [churn_path_node] = []
  private var sets: [UInt8] = []
  private let features: [UInt32]
  private let featureEnd: Int
  private var columns = 1
  private var depth = 0
  private let rule: GaussLegendre

  /// The number of quadrature nodes for paths of `features` different features.
  ///
  /// Half as many nodes are exact; they are taken in fours or eights.
  package static func ruleSize(features: Int) -> Int {
    features <= 8 ? 4 : (features + 15) / 16 * 8
  }

  /// Lays out a tree.
  ///
  /// - Parameters:
  ///   - nodes: The nodes and the edges to them; that to node 0 is not looked at.
  ///   - features: The features that the tree asks for, each once.
  ///   - rule: A rule of `ruleSize` nodes for the longest list of different features on a path.
  package init(_ nodes: [(node: Node, edge: Edge)], features: [Int], rule: GaussLegendre) {
    precondition(nodes.count < Int(UInt32.max) && !nodes.isEmpty, "\(nodes.count) nodes")
    precondition(
      rule.nodes.count == 4 || rule.nodes.count % 8 == 0,
      "\(rule.nodes.count) quadrature nodes")
    self.features = features.map { UInt32($0) }
    featureEnd = (features.max() ?? -1) + 1
    self.rule = rule
    self.nodes.reserveCapacity(nodes.count)
    for (place, (node, edge)) in nodes.enumerated() {
      if place > 0 {
        precondition(
          (0..<place).contains(edge.parent) && (0..<place).contains(edge.previous)
            && features.indices.contains(edge.slot)
            && edge.depth == Int(self.nodes[edge.parent].depth) + 1
            && (place == edge.parent + 1 || place == Int(self.nodes[edge.parent].right)),
          "node \(place) does not follow \(edge.parent)")
        depth = max(depth, edge.depth)
      }
      var laid = churn_path_node(
        column: 0, set: 0, threshold: 0, right: 0, previous: UInt32(place == 0 ? 0 : edge.previous),
        slot: UInt32(place == 0 ? 0 : edge.slot), depth: UInt32(place == 0 ? 0 : edge.depth),
        parent: UInt32(place == 0 ? 0 : edge.parent), share: edge.share, before: edge.before,
        value: 0)
      switch node {
      case .question(let test, let right):
        precondition(
          right > place + 1 && right < nodes.count, "node \(place) leads to \(right)")
        laid.right = UInt32(right)
        laid.column = UInt32(test.column)
        laid.threshold = UInt32(test.threshold)
        if test.set != nil {
          sets += test.setBytes
          laid.set = UInt32(sets.count / 32)
        }
        columns = max(columns, test.column + 1)
      case .leaf(let value): laid.value = value
      }
      self.nodes.append(laid)
    }
  }

  /// Adds the Shapley values of some rows.
  ///
  /// The tree is a game among its features: at a question about a feature outside a coalition both
  /// children are taken, each by its share of the training rows.
  ///
  /// - Parameters:
  ///   - bins: The columns of bytes, each `stride` long.
  ///   - stride: From one column to the next; at least `rows`, filled up to whole groups.
  ///   - rows: How many.
  ///   - values: For each feature `valueStride` numbers, one a row.
  ///   - valueStride: From one feature to the next; at least `rows`.
  ///   - workspace: What is written to on the way.
  ///   - level: The instruction set; the values are the same on all.
  /// - Complexity: O(rows × nodes × features of the longest path).
  package func add(
    bins: Span<UInt8>, stride: Int, rows: Int, to values: inout MutableSpan<Double>,
    valueStride: Int, workspace: inout Workspace, level: SIMDLevel = .current
  ) {
    let padded = (rows + Self.group - 1) / Self.group * Self.group
    precondition(
      rows >= 0 && stride >= padded && bins.count >= columns * stride,
      "\(bins.count) bins for \(columns) columns of \(rows) rows")
    precondition(
      valueStride >= rows && values.count >= featureEnd * valueStride,
      "\(values.count) values for \(featureEnd) features of \(rows) rows")
    let level = Int32(min(level, .supported).rawValue)
    let lanes = min(8, rule.nodes.count)
    unsafe nodes.withUnsafeBufferPointer { nodes in
      unsafe features.withUnsafeBufferPointer { features in
        unsafe sets.withUnsafeBufferPointer { sets in
          var tree = unsafe churn_path_tree(
            nodes: nodes.baseAddress, count: nodes.count, slots: features.count,
            features: features.baseAddress, depth: depth, sets: sets.baseAddress)
          unsafe workspace.fit(churn_shapley_scratch(&tree))
          for first in Swift.stride(from: 0, to: rule.nodes.count, by: lanes) {
            let points = Array(rule.nodes[first..<first + lanes])
            let weights = Array(rule.weights[first..<first + lanes])
            unsafe bins.withUnsafeBufferPointer { bins in
              unsafe values.withUnsafeMutableBufferPointer { values in
                unsafe churn_add_shapley(
                  level, &tree, Int32(lanes), points, weights, bins.baseAddress, stride, rows,
                  values.baseAddress, valueStride, &workspace.bytes)
              }
            }
          }
        }
      }
    }
  }
}
