/// What to offer a customer, and why.
public struct CrossSellOffer: Sendable, Equatable {
  /// The item to offer, which the customer has not bought yet.
  public let item: String
  /// The items he has bought that speak for it.
  public let because: [String]
  /// The share of those who bought these that bought the item, too: in the same order, or later.
  public let confidence: Double
  /// How many times as often as by chance.
  public let lift: Double
  /// The adjusted p-value of the rule.
  public let adjustedP: Double
  /// Whether the item follows in a later order; else it is in the same one.
  public let isLater: Bool

  /// Creates an offer.
  public init(
    item: String, because: [String], confidence: Double, lift: Double, adjustedP: Double,
    isLater: Bool
  ) {
    self.item = item
    self.because = because
    self.confidence = confidence
    self.lift = lift
    self.adjustedP = adjustedP
    self.isLater = isLater
  }

  /// `offer garden (bought with kitchen, lift 1.6)`.
  public var words: String {
    let reasons = because.joined(separator: " and ")
    let lift = PlainNumber.fixed(lift, decimals: lift < 10 ? 1 : 0) ?? "?"
    return "offer \(item) (bought \(isLater ? "after" : "with") \(reasons), lift \(lift))"
  }
}
