public import ChurnModels

/// How a base is forecast.
public struct ForecastSettings: Sendable {
  /// Whether a season is looked for.
  public enum Season: String, Sendable, CaseIterable {
    /// Where two years of complete months teach one.
    case auto
    /// Never.
    case none
  }

  /// Whole months ahead.
  public var months = 6
  /// The model of purchases.
  public var model = PurchaseModel.Kind.mbgNBD
  /// How many new customers are taken to come.
  public var newcomers = NewcomerRule.recent
  /// Whether a season is looked for.
  public var season = Season.auto
  /// Margin as a share of revenue; nil = what the margin column says, or no margin without one.
  public var marginRate: Double?
  /// The share of futures that an interval holds.
  public var level = 0.95
  /// Futures drawn for intervals; those of the back-test are a fifth as many.
  public var draws = 1_000
  /// Month starts at which the back-test forecasts anew; 0 = no back-test.
  public var origins = 12
  /// Decides what is drawn.
  public var seed: UInt64 = 1
  /// The most threads to use; results do not depend on it.
  public var threads = 1

  /// The usual settings.
  public init() {}
}
