/// How long one customer was observed, and whether that ended in churn.
public struct Lifetime: Sendable, Equatable {
  /// Days from the beginning to churn or to the end of observation; not negative.
  public let days: Double
  /// `true` if churned at `days`; `false` if still active then (right-censored).
  public let churned: Bool

  /// Creates an observed or censored lifetime.
  public init(days: Double, churned: Bool) {
    self.days = days
    self.churned = churned
  }
}

extension Lifetime: CustomStringConvertible {
  /// The field's notation: `44` for churn on day 44, `44+` for censored there.
  public var description: String { churned ? "\(days)" : "\(days)+" }
}
