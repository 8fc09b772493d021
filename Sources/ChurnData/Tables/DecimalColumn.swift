/// A column of exact decimals: whole units of the smallest decimal place that occurs.
///
/// The absolute units of all rows add up to at most 2^62, so sums over any rows fit an `Int64`.
/// Where that would not hold, the last decimals are rounded away, half to even.
public struct DecimalColumn: Sendable, Equatable {
  /// The units of a row without a value.
  public static let missing = Int64.min
  /// Value × 10^``decimals``, or ``missing``; length *n*.
  public var units: [Int64]
  /// The number of decimal places, 0 to 18.
  public let decimals: Int
  /// Whether any value had to be rounded to ``decimals`` places.
  public let isRounded: Bool

  /// A column of units with the given number of decimal places.
  public init(units: [Int64], decimals: Int, isRounded: Bool = false) {
    self.units = units
    self.decimals = decimals
    self.isRounded = isRounded
  }
}
