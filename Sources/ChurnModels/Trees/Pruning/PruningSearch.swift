public import ChurnMath

/// Choosing how far to prune a decision tree by the log loss on rows not learned from.
///
///     let search = PruningSearch(DecisionTree(maxDepth: nil))
///     let choice = try search.run(samples, folds: timeFolds, threads: 2)
///     let model = try choice.estimator.fit(samples, threads: 2)
///
/// The tree of all samples gives the αs to try: between two prunings of its path nothing changes, and
/// the geometric mean of their αs stands for the range. In each fold a tree is grown on the training
/// rows, and every α is judged by what it leaves of that tree. A leaf of weight *w* with churned
/// weight *c* is judged as (*c* + *y*) / (*w* + 1), *y* being the share of churners of the training
/// rows, so that one surprise in a pure leaf does not cost without end.
///
/// - SeeAlso: Breiman et al. (1984), section 3.4.3, on one standard error.
public struct PruningSearch: Sendable, Equatable {
  /// Which α is taken.
  public enum Rule: Sendable, Equatable {
    /// That with the smallest mean loss; of equal ones the largest.
    case best
    /// The largest whose mean loss is within one standard error of the smallest.
    case oneStandardError
  }

  /// The recipe of the tree; its `pruningAlpha` is not used.
  public var recipe: DecisionTree
  /// Which α is taken.
  public var rule: Rule
  /// The most αs to try, taken evenly from the path.
  public var maxTrials: Int

  /// Creates a search.
  public init(
    _ recipe: DecisionTree = DecisionTree(maxDepth: 12), rule: Rule = .oneStandardError,
    maxTrials: Int = 100
  ) {
    self.recipe = recipe
    self.rule = rule
    self.maxTrials = maxTrials
  }

  /// One α and how it did.
  public struct Trial: Sendable, Equatable {
    /// The α.
    public let alpha: Double
    /// The leaves that it leaves of the tree of all samples.
    public let leafCount: Int
    /// The mean over the folds of the validation log loss.
    public let meanLoss: Double
    /// The standard error of that mean over the folds; over the rows when there is one fold.
    public let standardError: Double
    /// The validation log loss of each fold.
    public let foldLosses: [Double]
  }

  /// The trials and the one that was taken.
  public struct Choice: Sendable, Equatable {
    /// The trials, by ascending α.
    public let trials: [Trial]
    /// The one taken.
    public let chosen: Trial
    /// The recipe with its α.
    public let estimator: DecisionTree
  }

  /// Runs the search.
  ///
  /// - Parameters:
  ///   - samples: The rows the folds point into.
  ///   - folds: At least one; each needs both classes in its training rows and a validation row.
  ///   - threads: The most threads to use; the choice does not depend on it.
  /// - Returns: All trials and the one taken.
  /// - Throws: What fitting throws; `FitError.noRows` without folds or validation rows,
  ///   `.lengthMismatch` for a fold that points elsewhere.
  public func run(
    _ samples: TrainingSamples, folds: [SampleFold], threads: Int = 1
  ) throws(FitError) -> Choice {
    try samples.check(folds)
    let whole = try path(samples, threads: threads)
    let steps = taken(whole.path.steps)
    let alphas = steps.map(\.alpha)
    let results = mapIndices(folds.count, threads: threads) { index in
      Result { () throws(FitError) in try losses(samples, fold: folds[index], alphas: alphas) }
    }
    var byFold: [[FoldLoss]] = []
    for result in results { byFold.append(try result.get()) }
    let trials = steps.indices.map { place in
      Self.trial(steps[place], losses: byFold.map { $0[place] })
    }
    let chosen = choose(trials)
    var estimator = recipe
    estimator.pruningAlpha = chosen.alpha
    return Choice(trials: trials, chosen: chosen, estimator: estimator)
  }

  /// An α to try, and the leaves it leaves.
  private struct Candidate {
    let alpha: Double
    let leafCount: Int
  }

  /// The αs to try: 0, and the geometric means of neighbours of the path; the last is the root's.
  private func taken(_ steps: [PruningPath.Step]) -> [Candidate] {
    var candidates: [Candidate] = []
    for (place, step) in steps.enumerated() {
      let next = place + 1 < steps.count ? steps[place + 1].alpha : step.alpha
      // Between equal alphas there is no tree to choose.
      guard place + 1 == steps.count || next > step.alpha else { continue }
      candidates.append(
        Candidate(alpha: (step.alpha * next).squareRoot(), leafCount: step.leafCount))
    }
    let most = max(2, maxTrials)
    guard candidates.count > most else { return candidates }
    return (0..<most).map { candidates[$0 * (candidates.count - 1) / (most - 1)] }
  }

  private func path(
    _ samples: TrainingSamples, threads: Int
  ) throws(FitError) -> (ensemble: TreeEnsemble, path: PruningPath) {
    let ensemble = try recipe.grown(samples, threads: threads)
    let tree = ensemble.trees.first ?? Tree(nodes: [])
    return (ensemble, PruningPath(tree, criterion: recipe.criterion))
  }

  private func losses(
    _ samples: TrainingSamples, fold: SampleFold, alphas: [Double]
  ) throws(FitError) -> [FoldLoss] {
    let (ensemble, path) = try path(samples.selecting(rows: fold.training), threads: 1)
    let judged = samples.selecting(rows: fold.validation)
    let total = judged.weights.reduce(0, +)
    guard total > 0, let tree = ensemble.trees.first, let root = tree.nodes.first else {
      throw .noRows
    }
    let walk = try TreeWalk(ensemble, judged.features)
    var sums = [Double](repeating: 0, count: alphas.count)
    var squares = sums
    for row in 0..<judged.count {
      let places = walk.path(of: row, in: tree)
      var depth = places.count - 1
      for (k, alpha) in alphas.enumerated() {
        // Leaves only ever move towards the root when α grows; the first pruned node counts.
        while let higher = places[..<depth].lastIndex(where: { path.alphaOfNode[$0] <= alpha }) {
          depth = higher
        }
        let node = tree.nodes[places[depth]]
        let share = (node.value * node.cover + root.value) / (node.cover + 1)
        let loss = rowLoss(logOdds(share), churned: judged.labels[row])
        sums[k] += judged.weights[row] * loss
        squares[k] += judged.weights[row] * loss * loss
      }
    }
    return zip(sums, squares).map { FoldLoss(sum: $0, squares: $1, weight: total) }
  }

  private static func trial(_ candidate: Candidate, losses: [FoldLoss]) -> Trial {
    let (mean, error) = FoldLoss.summary(losses)
    return Trial(
      alpha: candidate.alpha, leafCount: candidate.leafCount, meanLoss: mean,
      standardError: error, foldLosses: losses.map(\.mean))
  }

  private func choose(_ trials: [Trial]) -> Trial {
    var best = trials[0]
    for trial in trials where trial.meanLoss <= best.meanLoss { best = trial }
    guard rule == .oneStandardError else { return best }
    let limit = best.meanLoss + best.standardError
    return trials.last { $0.meanLoss <= limit } ?? best
  }
}
