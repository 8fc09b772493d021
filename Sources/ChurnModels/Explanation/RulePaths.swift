internal import ChurnMath

/// The ways from the root of a tree to its leaves, with the conditions on each feature merged.
struct RulePaths {
  /// One leaf.
  struct Leaf {
    /// Its place among the nodes.
    let place: Int
    /// The conditions, the feature asked for first standing first.
    let conditions: [TreeRule.Condition]
  }

  /// The leaves from left to right.
  private(set) var leaves: [Leaf] = []

  private let tree: Tree
  private let features: [TreeFeature]
  /// Whether a feature misses values in the rows, and whether all known ones are whole.
  private let traits: [Int: (isMissing: Bool, isWhole: Bool)]

  /// What is still possible for one feature on the way.
  private struct Scope {
    let feature: Int
    var above: Double?
    var upTo: Double?
    /// Bins still possible of a name, bin 0 left out; nil for a number.
    var bins: [Int]?
    var allowsMissing = true
  }

  init(tree: Tree, features: [TreeFeature], columns: [FeatureMatrix.Column]) {
    self.tree = tree
    self.features = features
    var traits: [Int: (isMissing: Bool, isWhole: Bool)] = [:]
    for feature in Set(tree.nodes.filter { !$0.isLeaf }.map { Int($0.feature) }) {
      let values = columns[feature].values
      traits[feature] = (
        values.contains { $0.isNaN },
        values.allSatisfy { $0.isNaN || (abs($0) < 0x1p53 && $0 == $0.rounded()) }
      )
    }
    self.traits = traits
    // Own stack: a tree as deep as it has nodes must not use up that of the thread.
    var open: [(place: Int, scopes: [Scope])] = [(0, [])]
    while let (place, scopes) = open.popLast() {
      let node = tree.nodes[place]
      if node.isLeaf {
        leaves.append(Leaf(place: place, conditions: scopes.map(condition)))
      } else {
        open.append((Int(node.right), narrowed(scopes, by: node, isLeft: false)))
        open.append((Int(node.left), narrowed(scopes, by: node, isLeft: true)))
      }
    }
  }

  private func narrowed(_ scopes: [Scope], by node: TreeNode, isLeft: Bool) -> [Scope] {
    var scopes = scopes
    let feature = Int(node.feature)
    let place = scopes.firstIndex { $0.feature == feature } ?? scopes.count
    if place == scopes.count { scopes.append(Scope(feature: feature)) }
    scopes[place].allowsMissing =
      scopes[place].allowsMissing && node.missingGoesLeft == isLeft
    switch features[feature].scale {
    case .numeric(let cuts):
      let cut = cuts[Int(node.cut)]
      if isLeft {
        // An infinite cut parts known values from missing ones and bounds nothing.
        guard cut < .infinity else { break }
        scopes[place].upTo = min(scopes[place].upTo ?? cut, cut)
      } else {
        scopes[place].above = max(scopes[place].above ?? cut, cut)
      }
    case .categorical:
      let set = tree.levelSets[Int(node.cut)]
      let all = scopes[place].bins ?? Array(1..<max(1, features[feature].binCount))
      scopes[place].bins = all.filter { set.contains($0) == isLeft }
    }
    return scopes
  }

  /// What is left possible, as a condition.
  private func condition(_ scope: Scope) -> TreeRule.Condition {
    let feature = features[scope.feature]
    let traits = traits[scope.feature] ?? (true, false)
    let allowsMissing = scope.allowsMissing && traits.isMissing
    switch feature.scale {
    case .numeric where scope.above == .infinity:
      return TreeRule.Condition(
        feature: feature.name, values: .levels([], others: false), allowsMissing: allowsMissing)
    case .numeric:
      return TreeRule.Condition(
        feature: feature.name,
        values: .numbers(above: scope.above, upTo: scope.upTo, isWhole: traits.isWhole),
        allowsMissing: allowsMissing)
    case .categorical(let levels, _):
      let bins = scope.bins ?? []
      return TreeRule.Condition(
        feature: feature.name,
        values: .levels(
          bins.filter { $0 <= levels.count }.map { levels[$0 - 1] },
          others: bins.contains { $0 > levels.count }),
        allowsMissing: allowsMissing)
    }
  }
}
