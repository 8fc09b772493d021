import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Pruning")
struct PruningTests {
  /// The definition, taken at its word: of all pruned trees the smallest of least cost.
  private func cheapest(_ tree: Tree, alpha: Double) -> (cost: Double, leaves: Int) {
    func best(_ place: Int) -> (cost: Double, leaves: Int) {
      let node = tree.nodes[place]
      let own = SplitCriterion.gini.impurity(node.value) * node.cover / tree.nodes[0].cover + alpha
      guard !node.isLeaf else { return (own, 1) }
      let (left, right) = (best(Int(node.left)), best(Int(node.right)))
      let branch = left.cost + right.cost
      return own <= branch + 1e-12 ? (own, 1) : (branch, left.leaves + right.leaves)
    }
    return best(0)
  }

  @Test("A pruned tree is the smallest of least cost", arguments: 1...8 as ClosedRange<UInt64>)
  func prunedTreeIsCheapest(_ seed: UInt64) throws {
    let samples = treeSamples(rows: 150, seed: seed)
    let model = try DecisionTreeTests.full.fit(samples)
    let tree = model.ensemble.trees[0]
    let path = PruningPath(tree, criterion: .gini)
    #expect(path.steps.map(\.leafCount) == path.steps.map(\.leafCount).sorted(by: >))
    #expect(path.steps.last?.leafCount == 1)
    for alpha in [0, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 1] {
      let pruned = path.tree(at: alpha)
      let ensemble = TreeEnsemble(
        features: model.ensemble.features, trees: [pruned], base: 0, output: .probability)
      #expect(ensemble.inconsistency == nil)
      #expect(pruned.leafCount == cheapest(tree, alpha: alpha).leaves)
    }
  }

  @Test("A single leaf has a path of one step")
  func singleLeaf() {
    let path = PruningPath(Tree(nodes: [.leaf(value: 0.5, cover: 4)]), criterion: .gini)
    #expect(path.steps == [.init(alpha: 0, impurity: 0.5, leafCount: 1)])
    #expect(path.tree(at: 1).nodes.count == 1)
  }

  /// Rows by turns to five folds.
  private func folds(_ count: Int) -> [SampleFold] {
    (0..<5).map { fold in
      SampleFold(
        training: (0..<count).filter { $0 % 5 != fold },
        validation: (0..<count).filter { $0 % 5 == fold })
    }
  }

  @Test("Noise is pruned away, a signal is kept")
  func searchFindsTheSignal() throws {
    var stream = RandomStream(seed: 3, stream: 0)
    let rows = 600
    let signal = (0..<rows).map { _ in stream.uniform() }
    let noise = (0..<rows).map { _ in stream.uniform() }
    let labels = signal.map { stream.chance($0 > 0.5 ? 0.9 : 0.1) }
    let samples = TrainingSamples(
      features: FeatureMatrix(
        columns: [.init(name: "signal", values: signal), .init(name: "noise", values: noise)],
        rowCount: rows), labels: labels)
    let search = PruningSearch(DecisionTree(maxDepth: nil, minLeafRows: 1))
    let choice = try search.run(samples, folds: folds(rows), threads: 2)
    #expect(choice.chosen.leafCount == 2)
    let model = try choice.estimator.fit(samples)
    #expect(model.ensemble.trees[0].leafCount == choice.chosen.leafCount)
    #expect(try search.run(samples, folds: folds(rows), threads: 1) == choice)
    var best = search
    best.rule = .best
    let lowest = try best.run(samples, folds: folds(rows))
    #expect(lowest.chosen.meanLoss <= choice.chosen.meanLoss)
    #expect(lowest.chosen.alpha <= choice.chosen.alpha)
    for trial in lowest.trials { #expect(trial.foldLosses.allSatisfy { $0.isFinite }) }
  }

  /// What a trial says is what pruning the fold's tree at its alpha and asking it says.
  @Test("The loss of a trial is that of the pruned tree")
  func lossIsThatOfThePrunedTree() throws {
    let samples = treeSamples(rows: 200, seed: 12)
    let recipe = DecisionTree(maxDepth: nil, minLeafRows: 3)
    let fold = folds(200)[0]
    let choice = try PruningSearch(recipe).run(samples, folds: [fold])
    let training = samples.selecting(rows: fold.training)
    let judged = samples.selecting(rows: fold.validation)
    let share = Double(training.labels.count { $0 }) / Double(training.count)
    for trial in choice.trials {
      var pruned = recipe
      pruned.pruningAlpha = trial.alpha
      let ensemble = try pruned.fit(training).ensemble
      let walk = try TreeWalk(ensemble, judged.features)
      let loss = (0..<judged.count).reduce(0.0) { sum, row in
        let path = walk.path(of: row, in: ensemble.trees[0])
        let leaf = ensemble.trees[0].nodes[path[path.count - 1]]
        let risk = (leaf.value * leaf.cover + share) / (leaf.cover + 1)
        return sum + rowLoss(logOdds(risk), churned: judged.labels[row])
      }
      #expect(abs(loss / Double(judged.count) - trial.meanLoss) < 1e-12)
    }
  }

  @Test("Folds that point nowhere are refused")
  func badFolds() throws {
    let samples = treeSamples(rows: 20, seed: 1)
    #expect(throws: FitError.noRows) { try PruningSearch().run(samples, folds: []) }
    #expect(throws: FitError.lengthMismatch(rows: 20, labels: 99)) {
      try PruningSearch().run(samples, folds: [SampleFold(training: [0, 1], validation: [99])])
    }
    #expect(throws: FitError.noRows) {
      try PruningSearch().run(
        samples, folds: [SampleFold(training: Array(0..<20), validation: [])])
    }
  }
}
