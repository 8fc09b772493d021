/// What an order holds and what it earns.
public enum BasketFeature: String, Sendable, Hashable, CaseIterable {
  case itemsPerOrder = "items_per_order"
  case basketRatio = "basket_ratio"
  case marginRate = "margin_rate"
  case marginRatio = "margin_ratio"
}

extension BasketFeature: FeatureFamily {
  var name: String { rawValue }

  var definition: String {
    switch self {
    case .itemsPerOrder: "net units of an order, on average"
    case .basketRatio: "units an order in the last 90 days over those of all time"
    case .marginRate: "margin over net revenue"
    case .marginRatio: "margin rate of the last 90 days over that of all time"
    }
  }

  var phrase: String {
    switch self {
    case .itemsPerOrder: "{value} items an order"
    case .basketRatio: "recent baskets are {value} times the usual size"
    case .marginRate: "margin of {value}"
    case .marginRatio: "recent margin is {value} times the usual"
    }
  }

  var wordsWhenMissing: String {
    switch self {
    case .basketRatio, .marginRatio: "no order in the last 90 days"
    default: "\(name) not known"
    }
  }

  var unit: FeatureUnit { self == .marginRate ? .share : .ratio }

  var needs: [InputColumn] {
    switch self {
    case .itemsPerOrder, .basketRatio: [.quantity]
    case .marginRate, .marginRatio: [.margin, .amount]
    }
  }

  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    let all = history.totals
    let recent = history.totals(inLast: 90)
    switch self {
    case .itemsPerOrder: return units(all, history)
    case .basketRatio: return ratio(units(recent, history), units(all, history))
    case .marginRate: return margin(all, history)
    case .marginRatio: return ratio(margin(recent, history), margin(all, history))
    }
  }

  private func units(_ totals: OrderTotals, _ history: PurchaseHistory) -> Double {
    ratio(Double(totals.units) / history.log.quantityScale, Double(totals.orders))
  }

  private func margin(_ totals: OrderTotals, _ history: PurchaseHistory) -> Double {
    ratio(totals.margin, Double(totals.value) / history.log.amountScale)
  }
}
