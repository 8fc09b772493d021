import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Trees as rules")
struct TreeRuleTests {
  private typealias Condition = TreeRule.Condition

  /// A tree of five leaves over `days` (cuts 10, 20, 30) and `plan` (a, b, c).
  ///
  ///     days <= 20 (missing left)
  ///       days <= 10 (missing right)         leaves 3, 4
  ///       plan in {a, c} (missing right)
  ///         days <= 30 (missing left)        leaves 7, 8
  ///         leaf 6
  private static let tree = Tree(
    nodes: [
      node(0, cut: 1, missingLeft: true, 1, 2), node(0, cut: 0, missingLeft: false, 3, 4),
      node(1, cut: 0, missingLeft: false, 5, 6), .leaf(value: 0, cover: 1),
      .leaf(value: 0, cover: 1), node(0, cut: 2, missingLeft: true, 7, 8),
      .leaf(value: 0, cover: 1), .leaf(value: 0, cover: 1), .leaf(value: 0, cover: 1),
    ], levelSets: [BinSet([1, 3])])

  private static let features = [
    TreeFeature(name: "days", scale: .numeric(cuts: [10, 20, 30])),
    TreeFeature(name: "plan", scale: .categorical(levels: ["a", "b", "c"], hasOther: false)),
  ]

  private static func node(
    _ feature: Int32, cut: Int32, missingLeft: Bool, _ left: Int32, _ right: Int32
  ) -> TreeNode {
    TreeNode(
      feature: feature, cut: cut, missingGoesLeft: missingLeft, left: left, right: right, value: 0,
      cover: 1)
  }

  private static func samples(days: [Double], plan: [Double], labels: [Bool]) -> TrainingSamples {
    TrainingSamples(
      features: FeatureMatrix(
        columns: [
          FeatureMatrix.Column(
            name: "plan", kind: .categorical(levels: ["a", "b", "c"]), values: plan),
          FeatureMatrix.Column(name: "days", values: days),
        ], rowCount: days.count), labels: labels)
  }

  /// By hand, from the drawing above.
  @Test("Conditions on one feature are merged, with where missing values go")
  func merging() throws {
    let samples = Self.samples(
      days: [5, 15, 25, 25, 35, .nan], plan: [0, 0, 0, 1, 2, 0],
      labels: [true, false, true, true, false, true])
    let rules = try TreeRule.rules(of: Self.tree, features: Self.features, counting: samples)
    func days(_ above: Double?, _ upTo: Double?, _ missing: Bool) -> Condition {
      Condition(
        feature: "days", values: .numbers(above: above, upTo: upTo, isWhole: true),
        allowsMissing: missing)
    }
    func plan(_ levels: [String]) -> Condition {
      Condition(feature: "plan", values: .levels(levels, others: false), allowsMissing: false)
    }
    #expect(
      rules == [
        TreeRule(conditions: [days(nil, 10, false)], rows: 1, churners: 1),
        TreeRule(conditions: [days(10, 20, true)], rows: 2, churners: 1),
        TreeRule(conditions: [days(20, 30, false), plan(["a", "c"])], rows: 1, churners: 1),
        TreeRule(conditions: [days(30, nil, false), plan(["a", "c"])], rows: 1, churners: 0),
        TreeRule(conditions: [days(20, nil, false), plan(["b"])], rows: 1, churners: 1),
      ])
  }

  /// Whether a row meets a condition, by its words alone.
  private func holds(_ condition: Condition, _ features: FeatureMatrix, row: Int) -> Bool {
    guard let column = features.columns.first(where: { $0.name == condition.feature }) else {
      return false
    }
    let value = column.values[row]
    if value.isNaN { return condition.allowsMissing }
    switch (condition.values, column.kind) {
    case (.numbers(let above, let upTo, _), _):
      return value > above ?? -.infinity && value <= upTo ?? .infinity
    case (.levels(let levels, _), .categorical(let known)):
      return levels.contains(known[Int(value)])
    default: return false
    }
  }

  @Test("Every row meets exactly one rule, and the rules count what they hold for")
  func partition() throws {
    let samples = ModelExplainerTests.samples(900, seed: 11)
    let fitted = try DecisionTree(maxDepth: 6, minLeafRows: 5).fit(samples).ensemble
    let rules = try TreeRule.rules(
      of: fitted.trees[0], features: fitted.features, counting: samples)
    #expect(rules.count > 8)
    var rows = [Int](repeating: 0, count: rules.count)
    var churners = rows
    for row in samples.labels.indices {
      let met = rules.indices.filter { place in
        rules[place].conditions.allSatisfy { holds($0, samples.features, row: row) }
      }
      #expect(met.count == 1)
      for place in met {
        rows[place] += 1
        if samples.labels[row] { churners[place] += 1 }
      }
    }
    #expect(rules.map(\.rows) == rows && rules.map(\.churners) == churners)
    for rule in rules {
      #expect(Set(rule.conditions.map(\.feature)).count == rule.conditions.count)
    }
  }

  /// By hand: the cut that parts known values from missing ones bounds neither.
  @Test("A question whether a quantity is known gives finite conditions")
  func knownOrNot() throws {
    let tree = Tree(nodes: [
      Self.node(0, cut: 1, missingLeft: false, 1, 2), .leaf(value: 0, cover: 1),
      .leaf(value: 0, cover: 1),
    ])
    let features = [TreeFeature(name: "days", scale: .numeric(cuts: [10, .infinity]))]
    let samples = Self.samples(
      days: [5, 15, .nan], plan: [0, 0, 0], labels: [false, true, true])
    let rules = try TreeRule.rules(of: tree, features: features, counting: samples)
    let known = Condition(
      feature: "days", values: .numbers(above: nil, upTo: nil, isWhole: true),
      allowsMissing: false)
    let missing = Condition(
      feature: "days", values: .levels([], others: false), allowsMissing: true)
    #expect(
      rules == [
        TreeRule(conditions: [known], rows: 2, churners: 1),
        TreeRule(conditions: [missing], rows: 1, churners: 1),
      ])
  }

  @Test("A tree of one leaf is one rule without conditions")
  func root() throws {
    let samples = Self.samples(days: [1, 2], plan: [0, 1], labels: [true, false])
    let rules = try TreeRule.rules(
      of: Tree(nodes: [.leaf(value: 0.5, cover: 2)]), features: [], counting: samples)
    #expect(rules == [TreeRule(conditions: [], rows: 2, churners: 1)])
    #expect(rules[0].churnRate == 0.5)
  }

  @Test("A tree that contradicts itself, or columns of another kind, are refused")
  func refusals() {
    let samples = Self.samples(days: [1, 2], plan: [0, 1], labels: [true, false])
    #expect(throws: FitError.self) {
      try TreeRule.rules(of: Tree(nodes: []), features: [], counting: samples)
    }
    #expect(throws: FitError.missingFeature(name: "age")) {
      try TreeRule.rules(
        of: Tree(nodes: [.leaf(value: 0, cover: 1)]),
        features: [TreeFeature(name: "age", scale: .numeric(cuts: []))], counting: samples)
    }
  }
}
