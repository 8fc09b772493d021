import ChurnMath
import Testing

@Suite struct PathTreeTests {
  /// A tree that asks its features in turn, so that each comes several times on a long path.
  private static func tree(depth: Int, features: Int, _ stream: inout RandomStream) -> PathTree {
    var nodes: [(node: PathTree.Node, edge: PathTree.Edge)] = []
    func grow(_ edge: PathTree.Edge, above: [Int: Int], level: Int) {
      let place = nodes.count
      guard level < depth, stream.uniform() < 0.9 else {
        nodes.append((.leaf(stream.uniform() - 0.5), edge))
        return
      }
      let feature = level % features
      let test =
        stream.uniform() < 0.2
        ? ByteTest(column: feature, set: (0..<4).map { _ in stream.next() })
        : ByteTest(column: feature, threshold: UInt8(stream.uniform() * 256))
      nodes.append((.question(test, right: 0), edge))
      let previous = above[feature] ?? 0
      let before = previous > 0 ? nodes[previous].edge.share : 1
      let left = before * stream.uniform()
      for share in [left, before - left] {
        if share != left { nodes[place].node = .question(test, right: nodes.count) }
        var below = above
        below[feature] = nodes.count
        grow(
          PathTree.Edge(
            parent: place, depth: level + 1, previous: previous, slot: feature, share: share,
            before: before), above: below, level: level + 1)
      }
    }
    grow(
      PathTree.Edge(parent: 0, depth: 0, previous: 0, slot: 0, share: 1, before: 1), above: [:],
      level: 0)
    return PathTree(
      nodes, features: Array(0..<features),
      rule: GaussLegendre(count: PathTree.ruleSize(features: features)))
  }

  @Test(arguments: [2, 8, 9, 16, 20])
  func `values are the same to the bit on every instruction set`(features: Int) {
    var stream = RandomStream(seed: UInt64(features), stream: 0)
    let tree = Self.tree(depth: 12, features: features, &stream)
    let rows = 150
    let stride = 192
    let bins = (0..<features * stride).map { _ in UInt8(stream.uniform() * 256) }
    func values(_ level: SIMDLevel) -> [Double] {
      var values = [Double](repeating: 0, count: features * rows)
      var span = values.mutableSpan
      var workspace = PathTree.Workspace()
      tree.add(
        bins: bins.span, stride: stride, rows: rows, to: &span, valueStride: rows,
        workspace: &workspace, level: level)
      return values
    }
    let plain = values(.baseline)
    #expect(plain.contains { $0 != 0 } && plain.allSatisfy(\.isFinite))
    #expect(values(.avx2) == plain)
    #expect(values(.avx512) == plain)
  }
}
