/// How a customer uses discounts; the discount column is money taken off the line.
public enum DiscountFeature: String, Sendable, Hashable, CaseIterable {
  case orderShare = "discount_order_share"
  case depth = "discount_depth"
  case fullPriceRecent = "full_price_recent"
}

extension DiscountFeature: FeatureFamily {
  var name: String { rawValue }

  var definition: String {
    switch self {
    case .orderShare: "share of orders with money taken off"
    case .depth: "money taken off over money paid and taken off"
    case .fullPriceRecent: "share of the last 90 days' orders without money taken off"
    }
  }

  var phrase: String {
    switch self {
    case .orderShare: "{value} of orders with a discount"
    case .depth: "discounts of {value} of the price"
    case .fullPriceRecent: "{value} of recent orders at full price"
    }
  }

  var wordsWhenMissing: String {
    self == .fullPriceRecent ? "no order in the last 90 days" : "\(name) not known"
  }

  var unit: FeatureUnit { .share }

  var needs: [InputColumn] { self == .depth ? [.discount, .amount] : [.discount] }

  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    let all = history.totals
    switch self {
    case .orderShare: return ratio(Double(all.discountedOrders), Double(all.orders))
    case .depth:
      let off = Double(all.discount) / history.log.discountScale
      return ratio(off, off + Double(all.value) / history.log.amountScale)
    case .fullPriceRecent:
      let recent = history.totals(inLast: 90)
      return ratio(Double(recent.orders - recent.discountedOrders), Double(recent.orders))
    }
  }
}
