internal import ChurnMath
internal import ChurnModels

extension RuleSet {
  /// The most leaves of a tree for reading.
  private static let mostLeaves = 12
  /// The most conditions of a rule for reading.
  private static let mostQuestions = 4
  /// The share of the rows that a rule for reading holds for at least.
  private static let leastShare = 0.02

  /// The champion's tree, or a small one fitted to the same rows, with the rows counted.
  ///
  /// - Throws: `FitError`.
  init?(
    of model: TrainedModel, training: TrainingSamples, threads: Int
  ) throws(FitError) {
    if let ensemble = model.ensemble, ensemble.output == .probability, ensemble.trees.count == 1 {
      self.init(
        rules: try TreeRule.rules(
          of: ensemble.trees[0], features: ensemble.features, counting: training),
        isChampion: true)
      return
    }
    let recipe = DecisionTree(
      maxDepth: Self.mostQuestions, maxLeaves: Self.mostLeaves,
      minLeafRows: max(20, (Double(training.count) * Self.leastShare).rounded(.up)))
    let fitted = try recipe.fit(training, threads: threads).ensemble
    guard let tree = fitted.trees.first else { return nil }
    self.init(
      rules: try TreeRule.rules(of: tree, features: fitted.features, counting: training),
      isChampion: false)
  }
}
