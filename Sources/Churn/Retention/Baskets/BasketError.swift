/// Why nothing can be said of what is bought together: facts here, the sentence in ``description``.
public enum BasketError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The orders do not say what was bought.
  case noItems(BasketItem)
  /// No basket is left.
  case noBaskets(what: String)
  /// A customer's orders are followed for longer than the data go.
  case spanTooLong(days: Int, have: Int)
  /// A choice that makes no sense.
  case badOption(option: String, problem: String)

  /// Whether the options rather than the data are at fault.
  public var isUsage: Bool {
    switch self {
    case .badOption: true
    default: false
    }
  }

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .noItems(let item):
      """
      The orders have no column of the \(item.rawValue). Name it with --\(item.rawValue) COLUMN, or pass \
      --items \(item == .product ? "category" : "product").
      """
    case .noBaskets(let what): "There are no baskets: \(what)."
    case .spanTooLong(let days, let have):
      """
      --across \(days): no order is followed for so long, the data cover \(have) days. Pass fewer days.
      """
    case .badOption(let option, let problem): "\(option): \(problem)"
    }
  }
}
