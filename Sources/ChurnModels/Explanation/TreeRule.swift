public import ChurnMath

/// One leaf of a tree as a rule: the conditions on the way to it, and who meets them.
///
/// Conditions on one feature are merged, so a feature stands in a rule once: an interval of numbers or
/// some levels, and whether a missing value will do.
public struct TreeRule: Sendable, Equatable {
  /// What a rule asks of one feature.
  public struct Condition: Sendable, Equatable {
    /// The values that meet it, missing ones apart.
    public enum Values: Sendable, Equatable {
      /// Numbers *x* with *above* < *x* ≤ *upTo*; nil = no bound. `isWhole`: all values seen were
      /// whole numbers.
      case numbers(above: Double?, upTo: Double?, isWhole: Bool)
      /// Names; `others`: rare and unknown ones as well. Without any, only a missing value meets it,
      /// that of a quantity too.
      case levels([String], others: Bool)
    }

    /// The feature's name.
    public let feature: String
    /// The values that meet it.
    public let values: Values
    /// Whether a missing value meets it; false where none was ever missing.
    public let allowsMissing: Bool

    /// Creates a condition.
    public init(feature: String, values: Values, allowsMissing: Bool) {
      self.feature = feature
      self.values = values
      self.allowsMissing = allowsMissing
    }
  }

  /// The conditions, those nearest to the root first.
  public let conditions: [Condition]
  /// Training rows that meet all of them.
  public let rows: Int
  /// Those of them that churned.
  public let churners: Int

  /// Creates a rule.
  public init(conditions: [Condition], rows: Int, churners: Int) {
    self.conditions = conditions
    self.rows = rows
    self.churners = churners
  }

  /// The share of churners among the rows; 0 without rows.
  public var churnRate: Double { rows > 0 ? Double(churners) / Double(rows) : 0 }

  /// The leaves of a tree as rules, from left to right, with the rows of some samples that end there.
  ///
  /// Every row meets exactly one of them. Rows count once each, whatever their weights.
  ///
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.inconsistentModel`.
  /// - Complexity: O(*n* *d*) for *n* rows and depth *d*.
  public static func rules(
    of tree: Tree, features: [TreeFeature], counting samples: TrainingSamples
  ) throws(FitError) -> [TreeRule] {
    let ensemble = TreeEnsemble(features: features, trees: [tree], base: 0, output: .probability)
    if let reason = ensemble.inconsistency { throw .inconsistentModel(reason: reason) }
    let columns = try BinnedMatrix.matched(samples.features, to: features)
    let binsOfLevels = zip(features, columns).map { $0.binsOfLevels(in: $1) }
    let walk = Walk(tree: tree, features: features, columns: columns, binsOfLevels: binsOfLevels)
    var rows = [Int](repeating: 0, count: tree.nodes.count)
    var churners = rows
    for row in samples.labels.indices {
      let leaf = walk.leaf(of: row)
      rows[leaf] += 1
      if samples.labels[row] { churners[leaf] += 1 }
    }
    return RulePaths(tree: tree, features: features, columns: columns).leaves.map { leaf in
      TreeRule(
        conditions: leaf.conditions, rows: rows[leaf.place], churners: churners[leaf.place])
    }
  }
}

/// Rows on their way through a tree, from raw values.
private struct Walk {
  let tree: Tree
  let features: [TreeFeature]
  let columns: [FeatureMatrix.Column]
  let binsOfLevels: [[Int]]

  func leaf(of row: Int) -> Int {
    var place = 0
    while !tree.nodes[place].isLeaf {
      let node = tree.nodes[place]
      place = Int(goesLeft(node, row: row) ? node.left : node.right)
    }
    return place
  }

  private func goesLeft(_ node: TreeNode, row: Int) -> Bool {
    let feature = Int(node.feature)
    let value = columns[feature].values[row]
    switch features[feature].scale {
    case .numeric(let cuts):
      return value.isNaN ? node.missingGoesLeft : value <= cuts[Int(node.cut)]
    case .categorical:
      let bins = binsOfLevels[feature]
      let bin = value >= 0 && value < Double(bins.count) ? bins[Int(value)] : 0
      return tree.levelSets[Int(node.cut)].contains(bin)
    }
  }
}
