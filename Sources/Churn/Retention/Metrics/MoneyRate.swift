/// Money over money, summed over customers, with how well the ratio is known.
///
/// *R = Σy / Σx* with the variance *Σ(y − R x)² / (Σx)²* of a ratio of sums over independent customers.
///
/// - SeeAlso: Cochran (1977), "Sampling Techniques", chapter 6.
public struct MoneyRate: Sendable, Equatable, Encodable {
  /// The money in question.
  public let amount: Double
  /// The money that it is a part of.
  public let of: Double
  /// The ratio; nil of nothing, and in a period that is not over.
  public let rate: Double?
  /// The lower end of its 95 % interval; nil where the ratio is, and of fewer than two customers.
  public let lower: Double?
  /// The upper end.
  public let upper: Double?

  /// The ratio of sums over customers, told only where it can be judged.
  init(_ sums: MoneySums, isKnown: Bool) {
    amount = sums.part
    of = sums.whole
    let ratio = sums.part / sums.whole
    guard isKnown, sums.whole > 0, ratio.isFinite else {
      (rate, lower, upper) = (nil, nil, nil)
      return
    }
    rate = ratio
    let count = Double(sums.count)
    let squares = max(
      0, sums.partSquares - 2 * ratio * sums.products + ratio * ratio * sums.wholeSquares)
    let error = (squares * count / (count - 1)).squareRoot() / sums.whole
    guard sums.count > 1, error.isFinite else {
      (lower, upper) = (nil, nil)
      return
    }
    lower = max(0, ratio - 1.959963984540054 * error)
    upper = ratio + 1.959963984540054 * error
  }
}

/// Sums over customers, each with a part and a whole, of which a ratio is made.
struct MoneySums: Sendable, Equatable {
  private(set) var count = 0
  private(set) var part = 0.0
  private(set) var whole = 0.0
  private(set) var partSquares = 0.0
  private(set) var products = 0.0
  private(set) var wholeSquares = 0.0

  /// Adds a customer.
  mutating func add(part: Double, whole: Double) {
    count += 1
    self.part += part
    self.whole += whole
    partSquares += part * part
    products += part * whole
    wholeSquares += whole * whole
  }
}
