public import ChurnMath

extension ReferenceBase {
  /// A base of some rows, such as the customers of one segment.
  ///
  /// - Parameters:
  ///   - model: The model that rows are explained by.
  ///   - features: The rows; of many, `ExplanationBasis.sampleRows` evenly spaced ones are looked at.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.noRows`.
  public init(
    _ model: TrainedModel, rows features: FeatureMatrix, threads: Int
  ) throws(FitError) {
    let count = min(ExplanationBasis.sampleRows, features.rowCount)
    let sample = features.selecting(rows: (0..<count).map { $0 * features.rowCount / count })
    let rows = try model.additive.rows(sample, threads: threads)
    guard let base = ReferenceBase(rows: rows.decisions, contributions: rows.contributions) else {
      throw .noRows
    }
    self = base
  }
}
