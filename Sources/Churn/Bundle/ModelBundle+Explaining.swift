internal import ChurnMath
internal import ChurnModels

extension ModelBundle {
  /// What says how far each feature pushes a customer's probability.
  var explainer: ModelExplainer {
    ModelExplainer(model, calibrator, basis: explanation, baseRate: manifest.trainingChurnRate)
  }

  /// Keeps what later customers are explained by, and rules to read, from the rows that the model was fitted to.
  ///
  /// - Throws: `FitError`.
  mutating func learnToExplain(
    from training: TrainingSamples, threads: Int
  ) throws(FitError) {
    explanation = try ExplanationBasis(
      model, calibrator, training.features, baseRate: manifest.trainingChurnRate, threads: threads)
    rules = try RuleSet(of: model, training: training, threads: threads)
  }
}
