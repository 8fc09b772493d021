/// Which way the risk of churn goes as a feature grows, the other features being equal.
public enum RiskDirection: Sendable, Equatable {
  /// The more, the riskier: silence.
  case rises
  /// The more, the safer: recent orders.
  case falls
}

extension Feature {
  /// The direction that is certain before any data are seen; nil for most features.
  ///
  /// Silence, in days, against the customer's own rhythm, or in empty months, makes leaving likelier;
  /// orders, in a window, ever or expected by a model, make it less likely. Money, breadth and trends have no direction of
  /// their own: a large basket may be the last one, a falling rhythm may follow a season.
  public var riskDirection: RiskDirection? {
    switch self {
    case .recency(.recencyDays), .rhythm(.rhythmRatio), .rhythm(.rhythmZ), .rhythm(.overdueDays),
      .trend(.emptyStreak):
      .rises
    case .recency(.orders), .recency(.repeatPurchaseDays), .rhythm(.rhythmTail), .trend(.velocity),
      .lifetime:
      .falls
    default: nil
    }
  }
}

extension Sequence<Feature> {
  /// The directions of those features that have one, by name.
  public var riskDirections: [String: RiskDirection] {
    var directions: [String: RiskDirection] = [:]
    for feature in self { directions[feature.name] = feature.riskDirection }
    return directions
  }
}
