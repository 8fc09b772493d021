/// What a decision tree, a random forest and gradient boosting have in common once fitted: trees
/// whose values add up.
public struct TreeEnsemble: Sendable, Equatable {
  /// What the sum of the trees is.
  public enum Output: Sendable, Equatable {
    /// A probability of churn.
    case probability
    /// The log-odds of churn.
    case logOdds
  }

  /// The features, in the order of the matrix learned from; length *p*.
  public let features: [TreeFeature]
  /// The trees.
  public let trees: [Tree]
  /// What every row starts from.
  public let base: Double
  /// What the sum is.
  public let output: Output

  /// Puts an ensemble together from its parts; ask `inconsistency` before using a stored one.
  public init(features: [TreeFeature], trees: [Tree], base: Double, output: Output) {
    self.features = features
    self.trees = trees
    self.base = base
    self.output = output
  }

  /// The first contradiction between the parts; nil when they fit together.
  ///
  /// Nothing here traps on a part that is out of range, so it is safe to ask of parts read from a
  /// file, whatever they are.
  public var inconsistency: String? {
    guard base.isFinite else { return "the base value is not finite" }
    if let reason = featureInconsistency { return reason }
    for (number, tree) in trees.enumerated() {
      if let reason = inconsistency(of: tree) { return "tree \(number): \(reason)" }
    }
    return nil
  }

  private var featureInconsistency: String? {
    var names: Set<String> = []
    for feature in features {
      guard names.insert(feature.name).inserted else {
        return "two features \"\(feature.name)\""
      }
      switch feature.scale {
      case .numeric(let cuts):
        // An order that a NaN has no place in. The first may be −∞, and the last +∞: every value
        // lies at or below it, so it parts what is known from what is missing.
        guard zip(cuts, cuts.dropFirst()).allSatisfy({ $0 < $1 }), !(cuts.last?.isNaN ?? false)
        else { return "the cuts of \"\(feature.name)\" do not ascend" }
      case .categorical(let levels, let hasOther):
        guard levels.count + (hasOther ? 1 : 0) < TreeFeature.mostBins else {
          return "\"\(feature.name)\" has \(levels.count) levels"
        }
        // Byte for byte, as files tell levels apart; two spellings of é are two levels.
        guard Set(levels.map { Array($0.utf8) }).count == levels.count else {
          return "\"\(feature.name)\" has a level twice"
        }
      }
    }
    return nil
  }

  private func inconsistency(of tree: Tree) -> String? {
    guard !tree.nodes.isEmpty else { return "it has no nodes" }
    guard tree.levelSets.allSatisfy({ $0.words.count == 4 }) else { return "a set has no 256 bits" }
    var isChild = [Bool](repeating: false, count: tree.nodes.count)
    isChild[0] = true
    for (place, node) in tree.nodes.enumerated() {
      guard node.value.isFinite, node.cover.isFinite, node.cover >= 0 else {
        return "node \(place) holds a number that cannot be"
      }
      guard isChild[place] else { return "node \(place) is nobody's child" }
      if node.isLeaf {
        guard node.feature == -1, node.left == 0, node.right == 0, node.cut == 0,
          !node.missingGoesLeft
        else { return "leaf \(place) asks something" }
        continue
      }
      guard Int(node.feature) < features.count else { return "node \(place) asks for no feature" }
      switch features[Int(node.feature)].scale {
      case .numeric(let cuts):
        guard cuts.indices.contains(Int(node.cut)) else { return "node \(place) has no such cut" }
      case .categorical:
        guard tree.levelSets.indices.contains(Int(node.cut)),
          tree.levelSets[Int(node.cut)].contains(0) == node.missingGoesLeft
        else { return "node \(place) has no such set of levels" }
      }
      for child in [Int(node.left), Int(node.right)] {
        guard child > place, child < tree.nodes.count, !isChild[child] else {
          return "node \(place) has a child that cannot be"
        }
        isChild[child] = true
      }
    }
    return nil
  }
}
