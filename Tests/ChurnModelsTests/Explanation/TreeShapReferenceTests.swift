import ChurnMath
import ChurnModels
import TestSupport
import Testing

/// `reference/08_treeshap.json`: an enumeration of all coalitions, `shap` and LightGBM.
@Suite(.enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
struct TreeShapReferenceTests {
  let reference: Reference

  init() throws { reference = try Reference.file("08_treeshap.json") }

  @Test func `hand-made trees have the contributions of the enumeration`() throws {
    let reading = ThresholdTrees(reference.ensemble.list, features: 4) { node in
      node.L.isNothing
        ? .leaf(node.v.number, cover: node.c.number)
        : .question(
          Int(node.f.number), upTo: node.t.number, cover: node.c.number, left: node.L,
          right: node.R)
    }
    let ensemble = reading.ensemble
    let points = reference.points.list
    #expect(points.count == 6)
    let matrix = reading.matrix(points.map(\.x.numbers))
    let found = try ensemble.contributions(matrix)
    let decision = try ensemble.decision(matrix)
    for (row, point) in points.enumerated() {
      #expect(abs(decision[row] - point.prediction.number) < 1e-12)
      #expect(abs(ensemble.expectedDecision - point.path_dependent.base.number) < 1e-10)
      #expect(agree(found.map { $0[row] }, point.path_dependent.phi.numbers, within: 1e-10))
      #expect(found[3][row] == 0)
    }
  }

  @Test func `a scikit-learn tree has the contributions of shap`() throws {
    let table = try ReferenceTable("breast_cancer.csv")
    let names = Array(table.names.prefix(6))
    let nodes = reference.sklearn_tree.tree.list
    let reading = ThresholdTrees([nodes[0]], features: 6) { node in
      guard case .text(let name) = node.feature, let feature = names.firstIndex(of: name) else {
        return .leaf(node.value.numbers[1], cover: node.n.number)
      }
      return .question(
        feature, upTo: node.threshold.number, cover: node.n.number,
        left: nodes[Int(node.left.number)], right: nodes[Int(node.right.number)])
    }
    let rows = (0..<5).map { row in names.map { table.columns[$0]?[row] ?? .nan } }
    let matrix = reading.matrix(rows)
    let expected = reference.sklearn_tree
    // Leaf values are printed with 12 digits.
    #expect(agree(try reading.ensemble.decision(matrix), expected.proba.numbers, within: 1e-11))
    #expect(
      abs(reading.ensemble.expectedDecision - expected.expected_value.number) < 1e-11)
    let found = try reading.ensemble.contributions(matrix)
    for row in 0..<5 {
      #expect(agree(found.map { $0[row] }, expected.shap.list[row].numbers, within: 1e-10))
    }
  }

  @Test func `a LightGBM model has the contributions that LightGBM gives`() throws {
    let trees = reference.lightgbm.model.list.map(\.tree_structure)
    let reading = ThresholdTrees(trees, features: 6) { node in
      node.left_child.isNothing
        ? .leaf(node.leaf_value.number, cover: node.leaf_count.number)
        : .question(
          Int(node.split_feature.number), upTo: node.threshold.number,
          cover: node.internal_count.number, left: node.left_child, right: node.right_child)
    }
    let matrix = reading.matrix(reference.lightgbm.rows.list.map(\.numbers))
    let found = try reading.ensemble.contributions(matrix)
    let decision = try reading.ensemble.decision(matrix)
    #expect(agree(decision, reference.lightgbm.raw.numbers, within: 1e-12))
    for (row, expected) in reference.lightgbm.contrib_last_is_base.list.enumerated() {
      let values = found.map { $0[row] } + [reading.ensemble.expectedDecision]
      #expect(agree(values, expected.numbers, within: 1e-6))
    }
  }
}

extension Reference {
  fileprivate var isNothing: Bool { if case .nothing = self { true } else { false } }
}

/// Trees whose nodes ask whether a value is at most a threshold, as other tools print them.
private struct ThresholdTrees {
  enum Node {
    case leaf(Double, cover: Double)
    case question(Int, upTo: Double, cover: Double, left: Reference, right: Reference)
  }

  let ensemble: TreeEnsemble

  init(_ roots: [Reference], features: Int, reading: (Reference) -> Node) {
    var cuts = [Set<Double>](repeating: [], count: features)
    func collect(_ node: Reference) {
      guard case .question(let feature, let cut, _, let left, let right) = reading(node)
      else { return }
      cuts[feature].insert(cut)
      collect(left)
      collect(right)
    }
    roots.forEach(collect)
    let sorted = cuts.map { $0.sorted() }
    func add(_ node: Reference, to nodes: inout [TreeNode]) {
      switch reading(node) {
      case .leaf(let value, let cover): nodes.append(.leaf(value: value, cover: cover))
      case .question(let feature, let cut, let cover, let left, let right):
        let place = nodes.count
        nodes.append(
          TreeNode(
            feature: Int32(feature), cut: Int32(sorted[feature].firstIndex(of: cut) ?? -1),
            missingGoesLeft: true, left: Int32(place + 1), right: 0, value: 0, cover: cover))
        add(left, to: &nodes)
        nodes[place].right = Int32(nodes.count)
        add(right, to: &nodes)
      }
    }
    let trees = roots.map { root in
      var nodes: [TreeNode] = []
      add(root, to: &nodes)
      return Tree(nodes: nodes)
    }
    ensemble = TreeEnsemble(
      features: sorted.enumerated().map {
        TreeFeature(name: "x\($0.offset)", scale: .numeric(cuts: $0.element))
      }, trees: trees, base: 0, output: .logOdds)
  }

  func matrix(_ rows: [[Double]]) -> FeatureMatrix {
    FeatureMatrix(
      columns: ensemble.features.enumerated().map { place, feature in
        FeatureMatrix.Column(name: feature.name, values: rows.map { $0[place] })
      }, rowCount: rows.count)
  }
}
