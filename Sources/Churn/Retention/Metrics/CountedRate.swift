internal import ChurnModels

/// A share with what it is a share of, and how well it is known.
public struct CountedRate: Sendable, Equatable, Encodable {
  /// How many did.
  public let count: Int
  /// Of how many.
  public let of: Int
  /// The share; nil of nobody, and in a period that is not over.
  public let rate: Double?
  /// The lower end of its 95 % interval (Wilson).
  public let lower: Double?
  /// The upper end.
  public let upper: Double?

  /// The share of `count` in `of`, which is told only where it can be judged.
  public init(_ count: Int, of total: Int, isKnown: Bool = true) {
    self.count = count
    of = total
    guard isKnown, total > 0, count >= 0, count <= total else {
      (rate, lower, upper) = (nil, nil, nil)
      return
    }
    let share = Double(count) / Double(total)
    let interval = WilsonInterval(share: share, of: Double(total))
    (rate, lower, upper) = (share, interval.lower, interval.upper)
  }
}
