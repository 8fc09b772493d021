public import ChurnMath

/// Choosing the penalty of a logistic regression by the log loss on rows not learned from.
///
///     let search = PenaltySearch()
///     let choice = try search.run(samples, folds: timeFolds, threads: 2)
///     let model = try choice.estimator.fit(samples, threads: 2)
///
/// For each fold the preprocessing is learned from the training rows alone, and the penalties are run
/// through from the largest down, each fit starting from the one before.
public struct PenaltySearch: Sendable, Equatable {
  /// Which penalty is taken.
  public enum Rule: Sendable, Equatable {
    /// The one with the smallest mean loss.
    case best
    /// The largest whose mean loss is within one standard error of the smallest.
    case oneStandardError
  }

  /// The penalties to try, relative to the mean log loss; put in descending order.
  public var penalties: [Double]
  /// The shares of L1 to try.
  public var l1Ratios: [Double]
  /// Which one is taken.
  public var rule: Rule
  /// The accuracy of the fits.
  public var tolerance: Double

  /// Two a decade from 1 to 10⁻⁵.
  public static let defaultPenalties: [Double] = [
    1, 0.3, 0.1, 0.03, 0.01, 0.003, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5,
  ]

  /// Creates a search.
  public init(
    penalties: [Double] = Self.defaultPenalties, l1Ratios: [Double] = [0],
    rule: Rule = .oneStandardError, tolerance: Double = 1e-7
  ) {
    self.penalties = penalties
    self.l1Ratios = l1Ratios
    self.rule = rule
    self.tolerance = tolerance
  }

  /// One combination and how it did.
  public struct Trial: Sendable, Equatable {
    /// λ.
    public let penalty: Double
    /// α.
    public let l1Ratio: Double
    /// The mean over the folds of the validation log loss.
    public let meanLoss: Double
    /// The standard error of that mean over the folds; over the rows when there is one fold.
    public let standardError: Double
    /// The validation log loss of each fold.
    public let foldLosses: [Double]
  }

  /// The trials and the one that was taken.
  public struct Choice: Sendable, Equatable {
    /// Every combination: by L1 share as given, then by descending penalty.
    public let trials: [Trial]
    /// The combination taken.
    public let chosen: Trial

    /// The recipe with the chosen penalty.
    public var estimator: LogisticRegression {
      LogisticRegression(penalty: chosen.penalty, l1Ratio: chosen.l1Ratio)
    }
  }

  /// Runs the search.
  ///
  /// - Parameters:
  ///   - samples: The rows the folds point into.
  ///   - folds: At least one; each needs both classes in its training rows and a validation row.
  ///   - threads: The most threads to use; the choice does not depend on it.
  /// - Returns: All trials and the one taken.
  /// - Throws: What fitting throws; `FitError.noRows` without folds or validation rows,
  ///   `.invalidParameter` without positive penalties.
  public func run(
    _ samples: TrainingSamples, folds: [SampleFold], threads: Int = 1
  ) throws(FitError) -> Choice {
    try samples.check(folds)
    guard !l1Ratios.isEmpty, !penalties.isEmpty else {
      throw .invalidParameter(name: "penalties", value: 0, expected: "at least one to try")
    }
    for penalty in penalties where !(penalty > 0 && penalty.isFinite) {
      throw .invalidParameter(name: "penalty", value: penalty, expected: "a number above 0")
    }
    let descending = penalties.sorted(by: >)
    let results = mapIndices(folds.count, threads: threads) { index in
      Result { () throws(FitError) in
        try path(samples, fold: folds[index], penalties: descending)
      }
    }
    var byFold: [[FoldLoss]] = []
    for result in results { byFold.append(try result.get()) }
    var trials: [Trial] = []
    for (k, ratio) in l1Ratios.enumerated() {
      for (j, penalty) in descending.enumerated() {
        let losses = byFold.map { $0[k * descending.count + j] }
        trials.append(Self.trial(penalty: penalty, l1Ratio: ratio, losses: losses))
      }
    }
    return Choice(trials: trials, chosen: choose(trials))
  }

  /// The losses of every combination on one fold.
  private func path(
    _ samples: TrainingSamples, fold: SampleFold, penalties: [Double]
  ) throws(FitError) -> [FoldLoss] {
    let training = samples.selecting(rows: fold.training)
    let validation = samples.selecting(rows: fold.validation)
    try training.checkLearnable()
    guard validation.weights.contains(where: { $0 > 0 }) else { throw .noRows }
    let encoder = try LinearEncoder(learning: training)
    let design = try encoder.encoded(training.features)
    let judged = try encoder.encoded(validation.features)
    var losses: [FoldLoss] = []
    for ratio in l1Ratios {
      var last: LogisticSolution?
      for penalty in penalties {
        let solver = LogisticSolver(
          penalty: penalty, l1Ratio: ratio, tolerance: tolerance, standardErrors: false)
        let solution = try solver.solve(
          design, labels: training.labels, weights: training.weights, names: encoder.outputNames,
          start: last)
        losses.append(Self.loss(of: solution, on: judged, validation))
        last = solution
      }
    }
    return losses
  }

  private static func loss(
    of solution: LogisticSolution, on design: Matrix, _ samples: TrainingSamples
  ) -> FoldLoss {
    var logOdds = [Double](repeating: solution.intercept, count: design.rows)
    for (j, coefficient) in solution.coefficients.enumerated() where coefficient != 0 {
      for i in 0..<design.rows { logOdds[i] += coefficient * design.values[j * design.rows + i] }
    }
    var total = 0.0
    var sum = 0.0
    var squares = 0.0
    for (i, weight) in samples.weights.enumerated() {
      let loss = rowLoss(logOdds[i], churned: samples.labels[i])
      total += weight
      sum += weight * loss
      squares += weight * loss * loss
    }
    return FoldLoss(sum: sum, squares: squares, weight: total)
  }

  private static func trial(penalty: Double, l1Ratio: Double, losses: [FoldLoss]) -> Trial {
    let (mean, error) = FoldLoss.summary(losses)
    return Trial(
      penalty: penalty, l1Ratio: l1Ratio, meanLoss: mean, standardError: error,
      foldLosses: losses.map(\.mean))
  }

  private func choose(_ trials: [Trial]) -> Trial {
    var best = trials[0]
    for trial in trials where trial.meanLoss < best.meanLoss { best = trial }
    guard rule == .oneStandardError else { return best }
    let limit = best.meanLoss + best.standardError
    let close = trials.filter { $0.l1Ratio == best.l1Ratio && $0.meanLoss <= limit }
    return close.max { $0.penalty < $1.penalty } ?? best
  }
}
