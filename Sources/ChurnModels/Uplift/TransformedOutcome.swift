internal import ChurnMath

/// Uplift learned directly, from an outcome whose mean is the uplift.
///
/// With *e* the share contacted and *W* = 1 for the contacted,
///
///     Z = (Y − m) (W − e) / (e (1 − e)),    E[Z | x] = τ(x) for any constant m
///
/// *m* = 0 is the transformed outcome of Athey and Imbens. With *m* = ½, half of the customers
/// contacted and an outcome that happens or not, *Z* is 1 or −1, and learning it is the class variable
/// transformation of Jaskowski and Jaroszewicz. Unless one is given, *m* is the mean over both arms,
/// each weighted by the share of the other: of all constants it lets *Z* stray the least.
///
/// - SeeAlso: Athey & Imbens (2016), doi:10.1073/pnas.1510489113; Jaskowski & Jaroszewicz (2012),
///   Uplift modeling for clinical trial data, ICML workshop on clinical data analysis.
public struct TransformedOutcome: Sendable, Equatable {
  /// What learns the mean of *Z*.
  public var learner: OutcomeLearner
  /// *m*; nil = the one with the least spread.
  public var centre: Double?

  /// Creates the recipe.
  public init(learner: OutcomeLearner = OutcomeLearner(), centre: Double? = nil) {
    self.learner = learner
    self.centre = centre
  }

  /// Learns the uplift; the model's prediction is *τ*.
  ///
  /// - Parameters:
  ///   - samples: The campaign.
  ///   - treatedShare: *e*, where it is known by design; nil = that of the samples.
  ///   - threads: The most threads to use; the model does not depend on it.
  /// - Returns: A fitted model whose prediction is the uplift.
  /// - Throws: What the learner throws.
  public func fit(
    _ samples: CampaignSamples, treatedShare: Double? = nil, threads: Int = 1
  ) throws(FitError) -> OutcomeLearner.Model {
    try learner.fit(
      samples.features, outcomes: transformed(samples, treatedShare: treatedShare),
      threads: threads)
  }

  /// *Z* of each customer; length *n*.
  public func transformed(_ samples: CampaignSamples, treatedShare: Double? = nil) -> [Double] {
    let e = treatedShare ?? samples.treatedShare
    let m = centre ?? Self.calmestCentre(samples, e)
    return samples.outcomes.indices.map { row in
      (samples.outcomes[row] - m) / (samples.isTreated[row] ? e : e - 1)
    }
  }

  /// (1 − e) · mean of the contacted + e · mean of the others.
  private static func calmestCentre(_ samples: CampaignSamples, _ e: Double) -> Double {
    func mean(_ rows: [Int]) -> Double {
      rows.reduce(0) { $0 + samples.outcomes[$1] / Double(rows.count) }
    }
    return (1 - e) * mean(samples.rows(treated: true)) + e * mean(samples.rows(treated: false))
  }
}
