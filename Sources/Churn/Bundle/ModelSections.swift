internal import ChurnMath
internal import ChurnModels

/// Models as sections of `model.bin`, and back.
///
/// Every array is checked for its length against the others on the way back, and the whole for
/// being consistent, so that a file that was made to mislead is refused and never trusted.
enum ModelSections {
  /// Appends a fitted model and its calibrator.
  static func append(
    _ model: TrainedModel, _ calibrator: Calibrator, to writer: inout SectionWriter
  ) {
    append(model, to: &writer)
    append(calibrator, to: &writer)
  }

  /// Appends a fitted model.
  static func append(_ model: TrainedModel, to writer: inout SectionWriter) {
    switch model {
    case .logistic(let logistic): append(logistic, to: &writer)
    case .tree(let model): append(model.ensemble, to: &writer)
    case .forest(let model): append(model.ensemble, to: &writer)
    case .boosting(let model): append(model.ensemble, to: &writer)
    case .blend(let blend): append(blend, to: &writer)
    }
  }

  /// Reads the model of a kind.
  static func model(_ kind: String, from reader: SectionReader) throws(BundleError) -> TrainedModel
  {
    switch kind {
    case "logistic": .logistic(try logistic(from: reader))
    case "tree":
      .tree(DecisionTree.Model(ensemble: try ensemble(.probability, from: reader)))
    case "forest":
      .forest(RandomForest.Model(ensemble: try ensemble(.probability, from: reader)))
    case "boosting":
      .boosting(GradientBoosting.Model(ensemble: try ensemble(.logOdds, from: reader)))
    case "blend": .blend(try blend(from: reader))
    default: throw .damaged(file: "manifest.json", what: "it names an unknown model \"\(kind)\"")
    }
  }
}
