internal import ChurnMath

/// What a buy-till-you-die model of the base says of a customer.
///
/// The model (MBG/NBD, in weeks) was fitted on what lies before the last training cutoff; a customer's
/// summary runs to the last day before his cutoff.
public enum LifetimeFeature: String, Sendable, Hashable, CaseIterable {
  case probabilityAlive = "p_alive"
  case expectedOrders = "expected_orders"
}

extension LifetimeFeature: FeatureFamily {
  var name: String { rawValue }

  var definition: String {
    switch self {
    case .probabilityAlive:
      "probability of being still active, by an MBG/NBD model fitted before the last training cutoff"
    case .expectedOrders:
      "purchase days after the first one that the MBG/NBD model expects within the label window"
    }
  }

  var phrase: String {
    switch self {
    case .probabilityAlive: "still active with probability {value}"
    case .expectedOrders: "{value} orders expected"
    }
  }

  var wordsWhenMissing: String { "has not ordered yet" }

  var unit: FeatureUnit {
    switch self {
    case .probabilityAlive: .share
    case .expectedOrders: .ratio
    }
  }

  var needs: [InputColumn] { [.purchaseModel] }

  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    guard let model = context.parameters.purchases,
      let summary = history.purchaseSummary(unitDays: FeatureParameters.purchaseUnitDays)
    else { return .nan }
    switch self {
    case .probabilityAlive: return model.probabilityAlive(summary)
    case .expectedOrders:
      // The cutoff is the day after the last one observed.
      let unit = FeatureParameters.purchaseUnitDays
      let gap = Double(context.horizon.gap)
      let days = Double(context.horizon.days)
      return model.expectedOrders(summary, from: gap / unit, to: (gap + days) / unit)
    }
  }
}
