public import ArgumentParser
public import Churn

extension ForecastSettings.Season: ExpressibleByArgument {}

extension NewcomerRule: ExpressibleByArgument {
  /// Reads `recent`, `trend`, `none` or a number of customers a month.
  public init?(argument: String) {
    switch argument {
    case "recent": self = .recent
    case "trend": self = .trend
    case "none": self = .none
    default:
      guard let count = Double(argument), count >= 0, count <= 1e9 else { return nil }
      self = .fixed(count)
    }
  }

  /// The word that stands for the rule.
  public var defaultValueDescription: String { name }
}
