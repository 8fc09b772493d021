internal import ChurnMath

/// Uplift as the difference of two models: one of the contacted, one of those left alone.
///
/// *τ(x) = E[Y | x, contacted] − E[Y | x, left alone]*. Says what is expected either way; each model
/// spends its effort on the outcome, not on the difference, which is the weakness of the method.
///
/// - SeeAlso: Künzel, Sekhon, Bickel & Yu (2019), doi:10.1073/pnas.1804597116 (the T-learner).
public struct TwoModel: Sendable, Equatable {
  /// What learns each of the two.
  public var learner: OutcomeLearner

  /// Creates the recipe.
  public init(learner: OutcomeLearner = OutcomeLearner()) { self.learner = learner }

  /// Learns both models.
  ///
  /// - Throws: What the learner throws.
  public func fit(_ samples: CampaignSamples, threads: Int = 1) throws(FitError) -> Model {
    let treated = samples.rows(treated: true)
    let control = samples.rows(treated: false)
    return Model(
      treated: try learner.fit(
        samples.features.selecting(rows: treated), outcomes: treated.map { samples.outcomes[$0] },
        threads: threads),
      control: try learner.fit(
        samples.features.selecting(rows: control), outcomes: control.map { samples.outcomes[$0] },
        threads: threads))
  }

  /// Two fitted models.
  public struct Model: Sendable, Equatable {
    /// The outcome when contacted.
    public let treated: OutcomeLearner.Model
    /// The outcome when left alone.
    public let control: OutcomeLearner.Model
  }
}
