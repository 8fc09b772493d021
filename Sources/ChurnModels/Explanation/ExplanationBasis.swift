public import ChurnMath

/// What a bundle keeps of its training rows to explain later ones by.
public struct ExplanationBasis: Sendable, Equatable {
  /// The training rows in steps of rising risk.
  public let reference: ReferenceBase
  /// How far each feature pushes a training row, on average and whichever way.
  ///
  /// In probability; length *p*. A feature that the model does not use has exactly 0.
  public let importances: [Double]

  /// About how many training rows are looked at.
  public static let sampleRows = 2_000

  /// Puts a basis together from stored parts; nil unless they fit together.
  public init?(reference: ReferenceBase, importances: [Double]) {
    guard importances.count == reference.contributions.count,
      importances.allSatisfy({ $0 >= 0 && $0 <= 1 })
    else { return nil }
    self.reference = reference
    self.importances = importances
  }

  /// Whether every step's contributions add up to its decision, as they do for rows of this model.
  public func agrees(with model: TrainedModel) -> Bool {
    let additive = model.additive
    guard importances.count == additive.featureNames.count else { return false }
    return reference.decisions.enumerated().allSatisfy { step, decision in
      let values = reference.contributions.map { $0[step] }
      let size = values.reduce(abs(decision)) { $0 + abs($1) }
      let sum = values.reduce(additive.expectedDecision, +)
      // Rounding in a few thousand sums, over hundreds of trees.
      return abs(sum - decision) <= 1e-7 * max(1, size)
    }
  }

  /// Looks at the training rows of a model, evenly spaced where there are many.
  ///
  /// - Parameters:
  ///   - model: The fitted model.
  ///   - calibrator: What turns its log-odds into probabilities.
  ///   - features: The rows it was fitted to, in an order that does not depend on the file's.
  ///   - baseRate: The share of churners among them.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.noRows`.
  public init(
    _ model: TrainedModel, _ calibrator: Calibrator, _ features: FeatureMatrix, baseRate: Double,
    threads: Int
  ) throws(FitError) {
    let count = min(Self.sampleRows, features.rowCount)
    let sample = features.selecting(rows: (0..<count).map { $0 * features.rowCount / count })
    let rows = try model.additive.rows(sample, threads: threads)
    guard
      let reference = ReferenceBase(rows: rows.decisions, contributions: rows.contributions)
    else { throw .noRows }
    let explainer = ModelExplainer(model, calibrator, reference: reference, baseRate: baseRate)
    let pushes = explainer.explained(rows, threads: threads)
    var sums = [Double](repeating: 0, count: rows.contributions.count)
    for row in pushes {
      for (feature, push) in row.pushes.enumerated() { sums[feature] += abs(push) }
    }
    self.reference = reference
    importances = sums.map { min($0 / Double(count), 1) }
  }
}
