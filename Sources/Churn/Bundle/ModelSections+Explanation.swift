internal import ChurnModels

extension ModelSections {
  /// Appends what later rows are explained by.
  static func append(_ basis: ExplanationBasis, to writer: inout SectionWriter) {
    writer.append("explain.decisions", doubles: basis.reference.decisions)
    writer.append("explain.shares", doubles: basis.reference.shares)
    writer.append("explain.means", doubles: basis.reference.contributions.flatMap { $0 })
    writer.append("explain.importances", doubles: basis.importances)
  }

  /// Reads it for a model; nil in a bundle that was made before there was any.
  static func explanation(
    of model: TrainedModel, from reader: SectionReader
  ) throws(BundleError) -> ExplanationBasis? {
    guard reader.contains("explain.decisions") else { return nil }
    let features = model.featureNames.count
    let decisions = try reader.finiteDoubles("explain.decisions")
    let steps = decisions.count
    let (count, isTooLarge) = steps.multipliedReportingOverflow(by: features)
    guard !isTooLarge else {
      throw .damaged(file: "model.bin", what: "its explanation has \(steps) steps")
    }
    let means = try reader.finiteDoubles("explain.means", count: count)
    let reference = ReferenceBase(
      decisions: decisions, shares: try reader.finiteDoubles("explain.shares", count: steps),
      contributions: (0..<features).map { Array(means[$0 * steps..<($0 + 1) * steps]) })
    let importances = try reader.finiteDoubles("explain.importances", count: features)
    guard let reference,
      let basis = ExplanationBasis(reference: reference, importances: importances),
      basis.agrees(with: model)
    else {
      throw .damaged(file: "model.bin", what: "the base that it explains by contradicts itself")
    }
    return basis
  }
}
