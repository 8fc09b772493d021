public import ChurnModels

/// How curves are drawn from lifetimes and compared.
public struct SurvivalSettings: Sendable {
  /// The scale on which bands are symmetric.
  public var bands = BandScale.log
  /// The share of bands that hold the truth.
  public var level = 0.95
  /// The weights of the test that compares groups.
  public var test = LogRankTest.Weighting.logRank
  /// Times to show; nil = round ones.
  public var times: [Double]?
  /// The end of the restricted mean; nil = the longest time up to which every
  /// curve is known, or half of them where that is much shorter for some.
  public var until: Double?
  /// How a Cox model treats ties.
  public var ties = CoxRegression.Ties.efron
  /// Whether a Cox model's errors allow for customers with several lifetimes.
  public var isRobust = false
  /// The most threads to use.
  public var threads = 1

  /// Settings with every default.
  public init() {}
}
