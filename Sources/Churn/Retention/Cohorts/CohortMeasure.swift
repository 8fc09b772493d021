/// What the cells of cohorts hold: `--measure`.
public enum CohortMeasure: String, Sendable, CaseIterable, Encodable {
  /// Customers with an order in the period.
  case retention
  /// Orders of the period.
  case orders
  /// Net revenue of the period.
  case revenue
  /// Margin of the period.
  case margin
  /// What a customer has brought so far, on average: margin up to the end of the period.
  case value
  /// Customers who have ordered but once by the end of the period.
  case oneTime = "one-time"

  /// Whether cells count customers, so that they are shares of them.
  public var isShare: Bool { self == .retention || self == .oneTime }

  /// Whether cells hold money.
  public var isMoney: Bool { self == .revenue || self == .margin || self == .value }

  /// What a cell says, in a clause.
  public var definition: String {
    switch self {
    case .retention: "customers with an order in the period, and their share of the cohort"
    case .orders: "orders of the period, and orders a customer of the cohort"
    case .revenue: "net revenue of the period, and revenue a customer of the cohort"
    case .margin: "margin of the period, and margin a customer of the cohort"
    case .value: "what a customer of the cohort has brought by the end of the period, on average"
    case .oneTime:
      "customers with one order only by the end of the period, and their share of the cohort"
    }
  }
}
