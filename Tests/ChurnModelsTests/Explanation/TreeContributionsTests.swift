import ChurnMath
import ChurnModels
import TestSupport
import Testing

@Suite struct TreeContributionsTests {
  /// Few features and deep trees, so that most paths ask for some feature several times.
  @Test(arguments: 1...12)
  func `contributions are the Shapley values of all coalitions`(seed: Int) throws {
    var random = RandomTrees(seed: UInt64(seed))
    let ensemble = random.ensemble(
      leaves: [1, 2, 3, 8, 25], features: 1 + seed % 6, cuts: 6,
      output: seed % 2 == 0 ? .logOdds : .probability)
    let matrix = random.rows(9, for: ensemble.features)
    let found = try ensemble.contributions(matrix)
    let coalitions = Coalitions(ensemble: ensemble, matrix: matrix)
    for row in 0..<9 {
      #expect(agree(found.map { $0[row] }, coalitions.shapleyValues(row: row), within: 1e-12))
    }
    #expect(abs(ensemble.expectedDecision - coalitions.value(of: [], row: 0)) < 1e-12)
  }

  @Test(arguments: [3, 20, 40], [40, 700])
  func `contributions and the expected decision add up to the decision`(
    features: Int, leaves: Int
  ) throws {
    var random = RandomTrees(seed: 77)
    let ensemble = random.ensemble(
      leaves: [leaves, 5, leaves, 64, 1], features: features, cuts: 300)
    let matrix = random.rows(100, for: ensemble.features)
    let found = try ensemble.contributions(matrix)
    let decision = try ensemble.decision(matrix)
    for row in 0..<100 {
      let total = found.reduce(ensemble.expectedDecision) { $0 + $1[row] }
      #expect(abs(total - decision[row]) <= 1e-12 * max(1, abs(decision[row])))
    }
  }

  /// A chain that asks for a new feature at each of 40 steps needs more nodes than one register
  /// has.
  @Test func `a path may ask for any number of features`() throws {
    let count = 40
    let features = (0..<count).map { TreeFeature(name: "x\($0)", scale: .numeric(cuts: [0.5])) }
    var nodes: [TreeNode] = []
    for step in 0..<count {
      nodes.append(
        TreeNode(
          feature: Int32(step), cut: 0, missingGoesLeft: false, left: Int32(2 * step + 1),
          right: Int32(2 * step + 2), value: 0, cover: Double(count + 1 - step)))
      nodes.append(.leaf(value: 0, cover: 1))
    }
    nodes.append(.leaf(value: 1, cover: 1))
    let ensemble = TreeEnsemble(
      features: features, trees: [Tree(nodes: nodes)], base: 0, output: .probability)
    let columns = features.map { FeatureMatrix.Column(name: $0.name, values: [1]) }
    let found = try ensemble.contributions(FeatureMatrix(columns: columns, rowCount: 1))
    // The row obeys all 40 edges. By the definition, with z the share of each edge and e(k) the
    // k-th elementary symmetric sum of the others' shares, a feature's value is (1 - z) Σ e(k) k!
    // (39 - k)! / 40!.
    let shares = (0..<count).map { 1 - 1 / Double(count + 1 - $0) }
    for feature in 0..<count {
      var sums = [1.0] + [Double](repeating: 0, count: count - 1)
      for other in 0..<count where other != feature {
        for k in stride(from: count - 1, through: 1, by: -1) {
          sums[k] += sums[k - 1] * shares[other]
        }
      }
      var expected = 0.0
      var ways = 1.0 / Double(count)
      for k in 0..<count {
        expected += sums[k] * ways
        ways *= Double(k + 1) / Double(count - 1 - k)
      }
      #expect(abs(found[feature][0] - (1 - shares[feature]) * expected) < 1e-14)
    }
  }

  @Test func `contributions depend neither on threads nor on the other rows`() throws {
    var random = RandomTrees(seed: 5)
    let ensemble = random.ensemble(leaves: [63, 31, 300, 63])
    let matrix = random.rows(1_300, for: ensemble.features)
    let found = try ensemble.contributions(matrix, threads: 1)
    #expect(try ensemble.contributions(matrix, threads: 2) == found)
    let rows = [1_299, 0, 640, 7]
    let some = try ensemble.contributions(matrix.selecting(rows: rows))
    #expect(some == found.map { column in rows.map { column[$0] } })
  }

  @Test func `branches that no training row took do not disturb`() throws {
    var random = RandomTrees(seed: 21)
    let features = random.features(5, cuts: 6)
    let trees = (0..<3).map { number in
      var tree = random.tree(leaves: 20, features: features, covers: number > 0)
      // In the last tree everything goes to the right at its root.
      if number == 2 { tree.nodes[Int(tree.nodes[0].left)].cover = 0 }
      return tree
    }
    let ensemble = TreeEnsemble(features: features, trees: trees, base: 0.5, output: .logOdds)
    let matrix = random.rows(60, for: features)
    let found = try ensemble.contributions(matrix)
    let coalitions = Coalitions(ensemble: ensemble, matrix: matrix)
    for row in 0..<60 {
      #expect(agree(found.map { $0[row] }, coalitions.shapleyValues(row: row), within: 1e-12))
    }
  }

  @Test func `no rows and no trees give empty and zero contributions`() throws {
    var random = RandomTrees(seed: 2)
    let features = random.features(3)
    let empty = TreeEnsemble(features: features, trees: [], base: 1, output: .logOdds)
    #expect(try empty.contributions(random.rows(0, for: features)) == [[], [], []])
    #expect(
      try empty.contributions(random.rows(2, for: features), threads: 2) == [
        [0, 0], [0, 0], [0, 0],
      ]
    )
    #expect(empty.expectedDecision == 1)
  }
}

/// The game a tree is: the value of a set of known features, and Shapley's sum over all of them.
struct Coalitions {
  let plain: PlainTrees

  init(ensemble: TreeEnsemble, matrix: FeatureMatrix) {
    plain = PlainTrees(ensemble: ensemble, matrix: matrix)
  }

  func value(of known: Set<Int>, row: Int) -> Double {
    func value(_ place: Int, _ tree: Tree) -> Double {
      let node = tree.nodes[place]
      if node.isLeaf { return node.value }
      let left = Int(node.left)
      let right = Int(node.right)
      if known.contains(Int(node.feature)) {
        return value(plain.goesLeft(node, in: tree, row: row) ? left : right, tree)
      }
      let covers = (tree.nodes[left].cover, tree.nodes[right].cover)
      let total = covers.0 + covers.1
      let share = total > 0 ? covers.0 / total : 0.5
      return share * value(left, tree) + (1 - share) * value(right, tree)
    }
    return plain.ensemble.trees.reduce(plain.ensemble.base) { $0 + value(0, $1) }
  }

  func shapleyValues(row: Int) -> [Double] {
    let count = plain.ensemble.features.count
    func factorial(_ n: Int) -> Double { (0..<n).reduce(1) { $0 * Double($1 + 1) } }
    let values = (0..<1 << count).map { bits in
      value(of: Set((0..<count).filter { bits >> $0 & 1 == 1 }), row: row)
    }
    return (0..<count).map { feature in
      var sum = 0.0
      for bits in values.indices where bits >> feature & 1 == 0 {
        let size = bits.nonzeroBitCount
        let weight = factorial(size) * factorial(count - 1 - size) / factorial(count)
        sum += weight * (values[bits | 1 << feature] - values[bits])
      }
      return sum
    }
  }
}
