/// Four cut points that make fifths of some values, and the score of a value by them.
///
/// The cut points are the 20, 40, 60 and 80 % quantiles by linear interpolation (type 7 of R, numpy's
/// default). A value's score is 1 + the number of cut points strictly below it, so equal values have
/// equal scores. Where values are heavily tied, cut points coincide and some scores occur for nobody.
///
/// - SeeAlso: Hyndman & Fan (1996), doi:10.2307/2684934.
public struct Quintiles: Sendable, Equatable {
  /// The cut points, ascending; empty where there is no value.
  public let cuts: [Double]

  /// The cut points of some values; missing ones (`NaN`) do not count.
  ///
  /// - Complexity: O(*n* log *n*).
  public init(_ values: [Double]) {
    let sorted = values.filter { !$0.isNaN }.sorted()
    cuts = sorted.isEmpty ? [] : (1...4).map { Self.quantile(sorted, part: $0, of: 5) }
  }

  /// The score of a value, 1 to 5; missing for a missing one.
  public func score(_ value: Double) -> Double {
    value.isNaN || cuts.isEmpty ? .nan : Double(1 + cuts.count { $0 < value })
  }

  /// The quantile *part / of* of ascending values, by linear interpolation.
  ///
  /// The place is reckoned in whole numbers: a quantile that falls on a value is that value to the bit.
  static func quantile(_ sorted: [Double], part: Int, of parts: Int) -> Double {
    let (place, rest) = ((sorted.count - 1) * part).quotientAndRemainder(dividingBy: parts)
    guard rest > 0, place + 1 < sorted.count else { return sorted[place] }
    let (low, high) = (sorted[place], sorted[place + 1])
    guard low < high else { return low }
    return low + (high - low) * (Double(rest) / Double(parts))
  }
}
