internal import ChurnMath
internal import ChurnModels

extension ModelBundle {
  /// What says how far each feature pushes a customer's probability.
  var explainer: ModelExplainer {
    ModelExplainer(model, calibrator, basis: explanation, baseRate: manifest.trainingChurnRate)
  }

  /// The bundle of a learned model, with what later customers are explained by and rules to read.
  ///
  /// What is found out on the way about the features goes into the report, which becomes the
  /// bundle's metrics and its card.
  ///
  /// - Parameters:
  ///   - manifest: What the bundle's numbers mean.
  ///   - learned: The shipped model.
  ///   - training: The rows that the model was fitted to.
  ///   - report: The figures on the test.
  ///   - threads: The most threads to use.
  /// - Throws: `FitError`.
  init(
    _ manifest: Manifest, _ learned: LearnedModel, _ training: TrainingSamples,
    _ report: inout TrainingReport, threads: Int
  ) throws {
    let explanation = try ExplanationBasis(
      learned.model, learned.calibrator, training.features, baseRate: manifest.trainingChurnRate,
      threads: threads)
    report.details?.drivers = try Driver.all(
      learned.model, learned.calibrator, importances: explanation.importances, manifest: manifest,
      training: training.features, threads: threads)
    self.init(
      manifest: manifest, model: learned.model, calibrator: learned.calibrator,
      metrics: try JSONValue(encoding: report.withoutDurations),
      modelCard: ModelCard.text(manifest, report))
    self.explanation = explanation
    rules = try RuleSet(of: learned.model, training: training, threads: threads)
  }
}
