internal import Foundation

/// Amounts so far from the rest that they deserve a look: a typing error, a test order, a wholesaler.
///
/// A positive amount is far when the logarithm lies more than seven robust standard deviations above
/// the median (*ln a − median > 7 · 1.4826 · MAD*), or when it is more than 20 times the 99.9th
/// percentile. Negative amounts count by their absolute value. When over half of the amounts are one
/// number (MAD 0) the second rule stands alone.
///
/// - Complexity: O(*n* log *n*).
public struct AmountOutliers: Sendable, Equatable {
  /// How many rows are far out.
  public let rows: Int

  /// The absolute amount above which a row is far out, in units; nil when there is no bound.
  public let bound: Int64?

  /// The largest absolute amount, in units; nil when there is none.
  public let largest: Int64?

  /// The row of the largest; the first of equals.
  public let largestRow: Int?

  /// The median of the absolute amounts, in units; nil when there is none.
  public let median: Int64?

  /// Looks through amounts in units; zeros and missing values (`Int64.min`) are left out.
  public init(_ amounts: [Int64]) {
    var sizes: [Int64] = []
    sizes.reserveCapacity(amounts.count)
    var best: (size: Int64, row: Int)?
    for (row, amount) in amounts.enumerated() where amount != .min && amount != 0 {
      let size = abs(amount)
      sizes.append(size)
      if size > (best?.size ?? 0) { best = (size, row) }
    }
    largest = best?.size
    largestRow = best?.row
    // With fewer than 20 amounts there is no "usual".
    guard sizes.count >= 20 else {
      rows = 0
      bound = nil
      median = sizes.isEmpty ? nil : sizes.sorted()[sizes.count / 2]
      return
    }
    sizes.sort()
    let middle = sizes[sizes.count / 2]
    median = middle
    let center = log(Double(middle))
    var deviations = sizes.map { abs(log(Double($0)) - center) }
    deviations.sort()
    let spread = 1.4826 * deviations[deviations.count / 2]
    // Of few amounts the second largest, for the largest may be the one in question.
    let high = sizes[sizes.count - 1 - max(1, sizes.count / 1000)]
    var limit = Double(high) * 20
    if spread > 0 { limit = min(limit, exp(center + 7 * spread)) }
    let cut: Int64 = limit < 9e18 ? Int64(limit) : .max
    bound = cut
    // The first size above the bound, by halving.
    var low = 0
    var end = sizes.count
    while low < end {
      let half = low + (end - low) / 2
      if sizes[half] > cut { end = half } else { low = half + 1 }
    }
    rows = sizes.count - low
  }
}
