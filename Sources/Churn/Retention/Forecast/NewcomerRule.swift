/// How many new customers are taken to come: an assumption, for no model knows it.
public enum NewcomerRule: Sendable, Equatable {
  /// As many a month as in the last twelve complete months, or where there are fewer in the last three.
  case recent
  /// Along the straight line through the last two years.
  case trend
  /// None.
  case none
  /// So many in every whole month.
  case fixed(Double)

  /// The rule's name, as on the command line.
  public var name: String {
    switch self {
    case .recent: "recent"
    case .trend: "trend"
    case .none: "none"
    case .fixed: "fixed"
    }
  }
}
