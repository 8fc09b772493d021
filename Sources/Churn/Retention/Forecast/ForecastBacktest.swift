public import ChurnData

/// How forecasts like this one have done: made anew at past month starts, with what was known then.
public struct ForecastBacktest: Sendable, Equatable, Encodable {
  /// How far a way of forecasting was off.
  public struct Accuracy: Sendable, Equatable, Encodable {
    /// Mean of |forecast − actual| / actual over months in which something came; nil without one.
    public let meanAbsolutePercentageError: Double?
    /// Mean of |forecast − actual| over the mean step of the plain rule before each origin; under 1 is
    /// better than that rule was one month ahead; nil where that never moved.
    public let meanAbsoluteScaledError: Double?
    /// The sum of forecast − actual over the sum of what came; nil where nothing came.
    public let bias: Double?
  }

  /// This forecast beside two plain rules, on the same months.
  public struct Comparison: Sendable, Equatable, Encodable {
    /// Months forecast, each from each origin before it.
    public let tests: Int
    /// This forecast.
    public let forecast: Accuracy
    /// As many as in the same month of the year before; where it is not known, as in the last month.
    public let seasonalNaive: Accuracy
    /// As many as on average in the last three months.
    public let recentMean: Accuracy
    /// Tests of which the interval held what came.
    public let held: Int

    /// The share of tests of which the interval held what came.
    public var coverage: Double { tests > 0 ? Double(held) / Double(tests) : .nan }

    /// The most accurate of the three.
    public var best: Rule {
      func score(_ accuracy: Accuracy) -> Double {
        accuracy.meanAbsoluteScaledError ?? accuracy.meanAbsolutePercentageError ?? .infinity
      }
      var best = (rule: Rule.forecast, score: score(forecast))
      for (rule, other) in [
        (Rule.seasonalNaive, score(seasonalNaive)), (.recentMean, score(recentMean)),
      ] where other < best.score {
        best = (rule, other)
      }
      return best.rule
    }

    private enum CodingKeys: String, CodingKey {
      case tests, forecast, seasonalNaive, recentMean, held, coverage, best
    }

    /// Writes the figures with what follows from them.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(tests, forKey: .tests)
      try container.encode(forecast, forKey: .forecast)
      try container.encode(seasonalNaive, forKey: .seasonalNaive)
      try container.encode(recentMean, forKey: .recentMean)
      try container.encode(held, forKey: .held)
      try container.encode(coverage, forKey: .coverage)
      try container.encode(best, forKey: .best)
    }
  }

  /// A way of forecasting.
  public enum Rule: String, Sendable, Encodable {
    /// This forecast.
    case forecast
    /// The same month of the year before.
    case seasonalNaive
    /// The mean of the last three months.
    case recentMean
  }

  /// Tests of one number of months ahead.
  public struct Horizon: Sendable, Equatable, Encodable {
    /// Months ahead; 1 is the first month after the origin.
    public let months: Int
    /// Of orders.
    public let orders: Comparison
    /// Of money; nil without amounts.
    public let sales: Comparison?
  }

  /// Month starts at which was forecast, ascending.
  public let origins: [Day]
  /// Whether every test of the seasonal rule had the same month of the year before.
  public let hasYearBefore: Bool
  /// By months ahead.
  public let horizons: [Horizon]
  /// All tests together, of orders.
  public let orders: Comparison
  /// All tests together, of money; nil without amounts.
  public let sales: Comparison?
}
