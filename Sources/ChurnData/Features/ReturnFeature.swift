/// What came back.
///
/// Orders younger than 30 days may still be returned and do not count in the rates.
public enum ReturnFeature: String, Sendable, Hashable, CaseIterable {
  case returnRate = "return_rate"
  case returnValueShare = "return_value_share"
  case lastOrderProblem = "last_order_problem"
  case cancelRate = "cancel_rate"
}

extension ReturnFeature: FeatureFamily {
  /// Days after which an order is taken to be kept.
  private static let matureDays = 30

  var name: String { rawValue }

  var definition: String {
    switch self {
    case .returnRate: "share of orders at least 30 days old of which something came back"
    case .returnValueShare: "value that came back of orders at least 30 days old, over their gross"
    case .lastOrderProblem: "1 if something of the latest order came back, else 0"
    case .cancelRate: "share of orders that were cancelled or returned as a whole"
    }
  }

  var phrase: String {
    switch self {
    case .returnRate: "{value} of orders had a return"
    case .returnValueShare: "{value} of the value bought came back"
    case .lastOrderProblem: "return or cancellation in the last order ({value})"
    case .cancelRate: "{value} of orders cancelled"
    }
  }

  var wordsWhenMissing: String {
    switch self {
    case .returnRate, .returnValueShare: "no order old enough to judge returns"
    default: "\(name) not known"
    }
  }

  var unit: FeatureUnit { self == .lastOrderProblem ? .count : .share }

  var needs: [InputColumn] { self == .returnValueShare ? [.returns, .amount] : [.returns] }

  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    let bought = history.orders.filter { $0.gross > 0 || $0.lines > 0 || $0.hasReturn }
    switch self {
    case .returnRate:
      let mature = bought.filter { history.cutoff - $0.day >= Self.matureDays }
      return ratio(Double(mature.count { $0.hasReturn }), Double(mature.count))
    case .returnValueShare:
      let mature = bought.filter { history.cutoff - $0.day >= Self.matureDays }
      return ratio(
        Double(mature.reduce(0) { $0 + $1.returned }), Double(mature.reduce(0) { $0 + $1.gross }))
    case .lastOrderProblem: return bought.last.map { $0.hasReturn ? 1 : 0 } ?? .nan
    case .cancelRate:
      return ratio(
        Double(bought.count { $0.hasReturn && !history.isValid($0) }), Double(bought.count))
    }
  }
}
