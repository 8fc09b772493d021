/// A habit that sets a customer apart: a share of his orders or money that reaches a threshold.
///
/// Habits may overlap. They are told of customers with a few orders only; of others they are unknown.
public enum Behaviour: String, Sendable, CaseIterable, Codable {
  /// Buys mostly with money taken off.
  case discount
  /// Spends nearly all in one category.
  case specialist
  /// Orders mostly in the base's high season, as for gifts.
  case season
  /// Orders mostly at weekends.
  case weekend
  /// Orders mostly through one channel.
  case channel = "one-channel"
  /// Orders through two channels or more, none of them as good as the only one.
  case multichannel = "multi-channel"
  /// Sends much back.
  case returner

  /// The name of its column: 1 = yes, 0 = no, missing = too few orders to say.
  public var column: String {
    "behaviour_" + String(rawValue.map { $0 == "-" ? "_" : $0 })
  }

  /// The features that it is judged by; the first one is held against the threshold.
  public var features: [Feature] {
    switch self {
    case .discount: [.discount(.orderShare)]
    case .specialist: [.breadth(.mainCategoryShare)]
    case .season: [.season(.peakShare)]
    case .weekend: [.season(.weekendShare)]
    case .channel: [.place(.mainChannelShare)]
    case .multichannel: [.place(.mainChannelShare), .place(.channels)]
    case .returner: [.returns(.returnRate)]
    }
  }

  /// What it needs besides customer and time.
  public var needs: [InputColumn] {
    switch self {
    // The day of the week is known from the first order on, whatever the family asks for.
    case .weekend: []
    default: features.flatMap(\.needs)
    }
  }

  /// The share from which on a customer has the habit; for several channels, up to which.
  public var usualThreshold: Double {
    switch self {
    case .discount: 0.5
    case .specialist: 0.8
    case .season: 0.75
    case .weekend: 0.6
    case .channel, .multichannel: 0.8
    case .returner: 0.3
    }
  }

  /// The threshold in words: `at least 50 % of orders with money taken off`.
  public func definition(threshold: Double) -> String {
    let share = FeatureUnit.share.words(threshold)
    return switch self {
    case .discount: "at least \(share) of orders with money taken off"
    case .specialist: "at least \(share) of gross revenue in one category"
    case .season: "at least \(share) of orders in the base's three strongest calendar months"
    case .weekend: "at least \(share) of orders on Saturdays and Sundays"
    case .channel: "at least \(share) of orders through one channel"
    case .multichannel: "two channels or more, less than \(share) of orders through any of them"
    case .returner: "something came back of at least \(share) of orders 30 days old or older"
    }
  }

  /// Whether a customer has the habit.
  ///
  /// - Parameters:
  ///   - values: One for each of `features`, in order.
  ///   - threshold: The share from which on he has.
  /// - Returns: 1, 0, or missing where the values are.
  public func value(_ values: [Double], threshold: Double) -> Double {
    guard let share = values.first, !share.isNaN else { return .nan }
    if self == .multichannel {
      guard values.count > 1, !values[1].isNaN else { return .nan }
      return values[1] >= 2 && share < threshold ? 1 : 0
    }
    return share >= threshold ? 1 : 0
  }
}
