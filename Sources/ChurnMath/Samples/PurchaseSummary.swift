/// What buy-till-you-die models need to know of a customer.
///
/// Time runs in the unit of the model (weeks, say) from the customer's first purchase; purchases of
/// one day count once.
public struct PurchaseSummary: Sendable, Hashable {
  /// Repeat purchases, *x*: those after the first; a whole number, not negative.
  public let frequency: Double
  /// Time of the last purchase, *t_x*: 0 for a one-time buyer.
  public let recency: Double
  /// Time observed, *T*: from the first purchase to the last day of observation; at least `recency`.
  public let age: Double
  /// Mean money of a repeat purchase, *z̄*; `NaN` where there is none or money is not known.
  public let meanSpend: Double

  /// Creates a summary.
  public init(frequency: Double, recency: Double, age: Double, meanSpend: Double = .nan) {
    self.frequency = frequency
    self.recency = recency
    self.age = age
    self.meanSpend = meanSpend
  }
}
