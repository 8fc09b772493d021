internal import Glibc

/// More or less than before: the last 90 days against the 90 before them, and slopes.
public enum TrendFeature: String, Sendable, Hashable, CaseIterable {
  case ordersRatio = "orders_ratio"
  case revenueRatio = "revenue_ratio"
  case velocity
  case acceleration
  case revenueSlope = "revenue_slope"
  case gapSlope = "gap_slope"
  case orderValueRatio = "aov_ratio"
  case emptyStreak = "empty_streak"
}

extension TrendFeature: FeatureFamily {
  /// Days of the window that counts as now, and of the one before it.
  private static let days = 90
  private static let binDays = 30
  private static let bins = 6

  var name: String { rawValue }

  var definition: String {
    switch self {
    case .ordersRatio: "(orders in the last 90 days + 1) / (orders in the 90 days before + 1)"
    case .revenueRatio: "log1p of the last 90 days' revenue less log1p of the 90 days' before"
    case .velocity: "orders a 30 days, over the last 90"
    case .acceleration: "velocity less that of the 90 days before"
    case .revenueSlope:
      "least-squares slope of log1p revenue over the last six 30-day bins since the first order, "
        + "from three bins on"
    case .gapSlope: "least-squares slope of the gaps over their number, from three gaps on"
    case .orderValueRatio: "average order value of the last 90 days over that of all time"
    case .emptyStreak: "30-day bins without an order just before the cutoff"
    }
  }

  var phrase: String {
    switch self {
    case .ordersRatio: "orders of the last 90 days are {value} times those of the 90 before"
    case .revenueRatio: "revenue trend of {value} (0 = unchanged)"
    case .velocity: "{value} orders a month lately"
    case .acceleration: "orders a month changed by {value}"
    case .revenueSlope: "monthly revenue trend of {value} (0 = level)"
    case .gapSlope: "gaps between orders change by {value} days each time"
    case .orderValueRatio: "recent orders are worth {value} times the usual"
    case .emptyStreak: "{value} months in a row without an order"
    }
  }

  var wordsWhenMissing: String {
    switch self {
    case .orderValueRatio: "no order in the last 90 days"
    default: "too few orders to show a trend"
    }
  }

  var unit: FeatureUnit { self == .emptyStreak ? .count : .ratio }

  var needs: [InputColumn] {
    switch self {
    case .revenueRatio, .revenueSlope, .orderValueRatio: [.amount]
    default: []
    }
  }

  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    let now = history.cutoff - Self.days
    let before = now - Self.days
    let scale = history.log.amountScale
    switch self {
    case .ordersRatio:
      return Double(history.orderCount(inLast: Self.days) + 1)
        / Double(history.orderCount(from: before, to: now) + 1)
    case .revenueRatio:
      return logRevenue(history, now, history.cutoff) - logRevenue(history, before, now)
    case .velocity: return velocity(history, now, history.cutoff)
    case .acceleration:
      return velocity(history, now, history.cutoff) - velocity(history, before, now)
    case .revenueSlope: return revenueSlope(history)
    case .gapSlope: return gapSlope(history)
    case .orderValueRatio:
      let recent = history.totals(inLast: Self.days)
      let all = history.totals
      return ratio(
        ratio(Double(recent.value) / scale, Double(recent.orders)),
        ratio(Double(all.value) / scale, Double(all.orders)))
    case .emptyStreak: return figure(history.recencyDays.map { ($0 - 1) / Self.binDays })
    }
  }

  private func velocity(_ history: PurchaseHistory, _ from: Day, _ to: Day) -> Double {
    Double(history.orderCount(from: from, to: to)) * Double(Self.binDays) / Double(Self.days)
  }

  private func logRevenue(_ history: PurchaseHistory, _ from: Day, _ to: Day) -> Double {
    log1p(max(0, Double(history.revenue(from: from, to: to)) / history.log.amountScale))
  }

  private func revenueSlope(_ history: PurchaseHistory) -> Double {
    guard let tenure = history.tenureDays else { return .nan }
    let bins = min(Self.bins, (tenure + Self.binDays - 1) / Self.binDays)
    guard bins >= 3 else { return .nan }
    return Self.slope(bins) { bin in
      let end = history.cutoff - (bins - 1 - bin) * Self.binDays
      return logRevenue(history, end - Self.binDays, end)
    }
  }

  private func gapSlope(_ history: PurchaseHistory) -> Double {
    let days = history.purchaseDays
    guard days.count >= 4 else { return .nan }
    return Self.slope(days.count - 1) { Double(days[$0 + 1] - days[$0]) }
  }

  /// The least-squares slope of `count` values at 0, 1, 2, ...
  private static func slope(_ count: Int, _ value: (Int) -> Double) -> Double {
    let middle = Double(count - 1) / 2
    var products = 0.0
    var squares = 0.0
    for i in 0..<count {
      let distance = Double(i) - middle
      products += distance * value(i)
      squares += distance * distance
    }
    return products / squares
  }
}
