public import ChurnMath

/// Several models as one: the weighted sum of their log-odds.
///
///     log-odds = intercept + Σ weight · log-odds of the member
///
/// Weights are learned on rows that no member was fitted to; see ``learned(from:labels:)``. None of
/// them is negative, so what raises the risk in every member raises it in the blend.
///
/// - SeeAlso: Wolpert (1992), doi:10.1016/S0893-6080(05)80023-1; Breiman (1996), Stacked regressions,
///   doi:10.1007/BF00117832.
public struct Blend: Classifier, Equatable {
  /// The models, all of the same features; at least one, none of them a blend.
  public let members: [TrainedModel]
  /// The weight of each member, at least 0.
  public let mixture: Mixture

  /// What members' log-odds are mixed by.
  public struct Mixture: Sendable, Equatable {
    /// One weight a member, at least 0.
    public let weights: [Double]
    /// The log-odds where all members say 0.
    public let intercept: Double

    /// Puts a mixture together; nil unless all numbers are finite and no weight is negative.
    public init?(weights: [Double], intercept: Double) {
      guard intercept.isFinite, weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return nil }
      self.weights = weights
      self.intercept = intercept
    }

    /// The mixture of the members' log-odds, given as *k* × *n*; length *n*.
    public func mixed(_ logOdds: [[Double]]) -> [Double] {
      guard var sums = logOdds.first.map({ Array(repeating: intercept, count: $0.count) }) else {
        return []
      }
      for (weight, member) in zip(weights, logOdds) where weight > 0 {
        for row in sums.indices { sums[row] += weight * member[row] }
      }
      return sums
    }
  }

  /// Puts a blend together; nil unless there is a weight for each member, all members have the same
  /// features and none is a blend itself.
  public init?(members: [TrainedModel], mixture: Mixture) {
    guard let first = members.first, members.count == mixture.weights.count,
      members.allSatisfy({ member in
        if case .blend = member { return false }
        return member.featureNames == first.featureNames
      })
    else { return nil }
    self.members = members
    self.mixture = mixture
  }

  /// The log-odds of each row.
  ///
  /// - Throws: `FitError.missingFeature`, `.wrongKind`.
  public func decision(_ features: FeatureMatrix, threads: Int = 1) throws(FitError) -> [Double] {
    var logOdds: [[Double]] = []
    for member in members { logOdds.append(try member.logOdds(features, threads: threads)) }
    return mixture.mixed(logOdds)
  }

  /// The churn probability of each row.
  public func predict(_ features: FeatureMatrix) throws(FitError) -> [Double] {
    try decision(features).map(logistic)
  }
}
