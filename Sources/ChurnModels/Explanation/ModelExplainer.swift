public import ChurnMath

/// Says how far each feature pushes the calibrated probability of a row away from the base rate.
///
///     let explainer = ModelExplainer(model, calibrator, basis: basis, baseRate: 0.41)
///     let row = try explainer.explained(features, threads: 2)[0]
///     row.pushes.reduce(0.41 + row.level, +)   // the row's probability
///
/// What features add to the model's decision is exact for every kind of model (for trees by
/// path-dependent TreeSHAP); `ProbabilityPushes` carries it over to probability.
public struct ModelExplainer: Sendable {
  /// The names of the features, in the order of pushes; length *p*.
  public let featureNames: [String]

  private let model: AdditiveModel
  private let pushes: ProbabilityPushes

  /// An explainer that compares with the training rows.
  ///
  /// - Parameters:
  ///   - model: The fitted model.
  ///   - calibrator: What turns its log-odds into probabilities.
  ///   - basis: What is known of its training rows; without it only the model's own middle is, and
  ///     its distance from the base rate is said as `level`.
  ///   - baseRate: The share of churners among the training rows.
  public init(
    _ model: TrainedModel, _ calibrator: Calibrator, basis: ExplanationBasis?, baseRate: Double
  ) {
    let additive = model.additive
    let count = additive.featureNames.count
    let reference = basis.map(\.reference).flatMap { $0.contributions.count == count ? $0 : nil }
    self.init(
      model, calibrator,
      reference: reference
        ?? ReferenceBase(expectedDecision: additive.expectedDecision, featureCount: count),
      baseRate: baseRate)
  }

  /// An explainer that compares with any base, such as the customers of one segment and their rate.
  public init(
    _ model: TrainedModel, _ calibrator: Calibrator, reference: ReferenceBase, baseRate: Double
  ) {
    self.model = model.additive
    featureNames = self.model.featureNames
    pushes = ProbabilityPushes(
      reference: reference,
      link: ProbabilityLink(isLogOdds: self.model.isLogOdds, calibrator: calibrator),
      baseRate: baseRate)
  }

  /// The pushes of each row.
  ///
  /// - Parameters:
  ///   - features: The rows; *n* × *p* or more columns, matched by name.
  ///   - probabilities: The calibrated probability of each row, to whose last bit pushes shall add
  ///     up; nil = as computed here.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Returns: Pushes of all features for each row; length *n*.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.lengthMismatch`.
  public func explained(
    _ features: FeatureMatrix, probabilities: [Double]? = nil, threads: Int
  ) throws(FitError) -> [ProbabilityPushes.Row] {
    if let probabilities, probabilities.count != features.rowCount {
      throw .lengthMismatch(rows: features.rowCount, labels: probabilities.count)
    }
    return explained(
      try model.rows(features, threads: threads), probabilities: probabilities, threads: threads)
  }

  /// The pushes of rows whose contributions are known.
  func explained(
    _ rows: AdditiveModel.Rows, probabilities: [Double]? = nil, threads: Int
  ) -> [ProbabilityPushes.Row] {
    let pieces = evenPieces(rows.decisions.count, max(1, threads) * 4)
    return mapIndices(pieces.count, threads: threads) { piece in
      pieces[piece].map { row in
        pushes.row(
          probability: probabilities?[row] ?? pushes.link.probability(rows.decisions[row]),
          decision: rows.decisions[row], contributions: rows.contributions.map { $0[row] })
      }
    }.flatMap { $0 }
  }
}
