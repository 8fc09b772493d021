internal import Glibc

/// Recency, frequency and monetary value, over all time and over windows.
public enum RecencyFeature: Sendable, Hashable {
  case recencyDays
  case tenureDays
  /// Orders in the last so many days; nil = ever.
  case orders(inLast: Int?)
  /// Net revenue of the last so many days; nil = ever.
  case revenue(inLast: Int?)
  case averageOrderValue
  case orderValueDeviation
  case firstOrderValue
  /// Repeat purchase days, the *x* of buy-till-you-die models.
  case repeatPurchaseDays
  /// Days from the first to the last purchase, their *t_x*.
  case lastPurchaseAge
  /// Days from the first purchase to the cutoff, their *T*.
  case observedDays
  /// Mean net value of a purchase day after the first.
  case meanRepeatSpend
}

extension RecencyFeature: FeatureFamily {
  var name: String {
    switch self {
    case .recencyDays: "recency_days"
    case .tenureDays: "tenure_days"
    case .orders(let days): "orders_\(days.map(String.init) ?? "all")"
    case .revenue(let days): "revenue_\(days.map(String.init) ?? "all")"
    case .averageOrderValue: "aov"
    case .orderValueDeviation: "order_value_sd"
    case .firstOrderValue: "first_order_value"
    case .repeatPurchaseDays: "btyd_x"
    case .lastPurchaseAge: "btyd_t_x"
    case .observedDays: "btyd_t"
    case .meanRepeatSpend: "btyd_mean_spend"
    }
  }

  var definition: String {
    switch self {
    case .recencyDays: "days from the last order to the cutoff"
    case .tenureDays: "days from the first order to the cutoff"
    case .orders(let days): "orders with net value above zero \(Self.window(days))"
    case .revenue(let days): "net revenue \(Self.window(days))"
    case .averageOrderValue: "net value of an order, on average"
    case .orderValueDeviation: "sample standard deviation of the net value of orders; from two on"
    case .firstOrderValue: "net value of the first order"
    case .repeatPurchaseDays: "days with an order after the first such day (x)"
    case .lastPurchaseAge: "days from the first to the last order (t_x)"
    case .observedDays: "days from the first order to the cutoff (T)"
    case .meanRepeatSpend: "net value of a purchase day after the first, on average"
    }
  }

  private static func window(_ days: Int?) -> String {
    days.map { "in the \($0) days before the cutoff" } ?? "before the cutoff"
  }

  var phrase: String {
    switch self {
    case .recencyDays: "last order {value} days ago"
    case .tenureDays, .observedDays: "customer for {value} days"
    case .orders(nil): "{value} orders so far"
    case .orders(let days?): "{value} orders in {value:days}".replacingDays(days)
    case .revenue(nil): "spent {value} so far"
    case .revenue(let days?): "spent {value} in {value:days}".replacingDays(days)
    case .averageOrderValue: "an order is worth {value}"
    case .orderValueDeviation: "order values vary by {value}"
    case .firstOrderValue: "first order was worth {value}"
    case .repeatPurchaseDays: "came back on {value} days"
    case .lastPurchaseAge: "bought over a span of {value} days"
    case .meanRepeatSpend: "spends {value} on a return visit"
    }
  }

  var wordsWhenMissing: String {
    switch self {
    case .orderValueDeviation, .meanRepeatSpend: "has not come back yet"
    default: "\(name) not known"
    }
  }

  var unit: FeatureUnit {
    switch self {
    case .recencyDays, .tenureDays, .lastPurchaseAge, .observedDays: .days
    case .orders, .repeatPurchaseDays: .count
    default: .money
    }
  }

  var needs: [InputColumn] { unit == .money ? [.amount] : [] }

  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    let scale = history.log.amountScale
    switch self {
    case .recencyDays: return figure(history.recencyDays)
    case .tenureDays, .observedDays: return figure(history.tenureDays)
    case .orders(let days):
      return Double(days.map { history.orderCount(inLast: $0) } ?? history.orderCount)
    case .revenue(let days):
      return Double(days.map { history.revenue(inLast: $0) } ?? history.revenue) / scale
    case .averageOrderValue:
      return ratio(Double(history.totals.value) / scale, Double(history.orderCount))
    case .orderValueDeviation: return orderValueDeviation(history)
    case .firstOrderValue: return history.points.first.map { Double($0.ownValue) / scale } ?? .nan
    case .repeatPurchaseDays: return Double(max(0, history.purchaseDays.count - 1))
    case .lastPurchaseAge:
      guard let first = history.firstDay, let last = history.lastDay else { return .nan }
      return Double(last - first)
    case .meanRepeatSpend:
      guard let first = history.firstDay, history.purchaseDays.count > 1 else { return .nan }
      let later = history.totals(from: first + 1, to: history.cutoff).value
      return Double(later) / scale / Double(history.purchaseDays.count - 1)
    }
  }

  private func orderValueDeviation(_ history: PurchaseHistory) -> Double {
    let count = history.points.count
    guard count > 1 else { return .nan }
    // In currency from the start: the bits must not depend on the decimals of later lines.
    let scale = history.log.amountScale
    let mean = Double(history.totals.value) / scale / Double(count)
    let squares = history.points.reduce(0.0) { sum, point in
      let distance = Double(point.ownValue) / scale - mean
      return sum + distance * distance
    }
    return (squares / Double(count - 1)).squareRoot()
  }
}

extension String {
  /// The phrase of a window: `{value:days}` becomes `the last 90 days`.
  fileprivate func replacingDays(_ days: Int) -> String {
    split(separator: "{value:days}", omittingEmptySubsequences: false)
      .joined(separator: "the last \(days) days")
  }
}
