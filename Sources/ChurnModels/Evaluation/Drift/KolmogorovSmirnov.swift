internal import Glibc

/// The two-sample Kolmogorov-Smirnov test: the largest distance between two distribution functions.
///
///     D = max |F₁(x) - F₂(x)|
///
/// over all values, ties taken together. The p-value is that of the limit for many rows,
/// `Q(√(n m / (n + m)) D)` with `Q(λ) = 2 Σ (-1)^(j-1) exp(-2 j² λ²)`; where values are tied, or rows
/// few, it is too large rather than too small.
///
/// - SeeAlso: Smirnov (1948), doi:10.1214/aoms/1177730256.
public struct KolmogorovSmirnov: Sendable, Equatable {
  /// The largest distance, in [0, 1].
  public let statistic: Double
  /// How often samples of one law lie at least so far apart, about.
  public let pValue: Double

  /// Compares two samples; nil where one is empty or holds a value that is not a number.
  ///
  /// - Complexity: O(*n* log *n*).
  public init?(_ first: [Double], _ second: [Double]) {
    guard !first.isEmpty, !second.isEmpty, !first.contains(where: \.isNaN),
      !second.contains(where: \.isNaN)
    else { return nil }
    let left = first.sorted()
    let right = second.sorted()
    var (i, j, largest) = (0, 0, 0.0)
    while i < left.count, j < right.count {
      let value = min(left[i], right[j])
      while i < left.count, left[i] == value { i += 1 }
      while j < right.count, right[j] == value { j += 1 }
      let distance = Double(i) / Double(left.count) - Double(j) / Double(right.count)
      largest = max(largest, abs(distance))
    }
    self.init(
      statistic: largest, firstRows: Double(left.count), secondRows: Double(right.count))
  }

  /// The test of a known distance between samples of known sizes.
  public init(statistic: Double, firstRows: Double, secondRows: Double) {
    self.statistic = statistic
    let rows = firstRows / (firstRows + secondRows) * secondRows
    pValue = Self.survival(rows > 0 ? rows.squareRoot() * statistic : 0)
  }

  /// The share of the limiting law beyond `distance`, in [0, 1].
  static func survival(_ distance: Double) -> Double {
    guard distance > 0 else { return 1 }
    // Two series of one function; each needs a few terms on its side of 1.
    if distance < 1 {
      let factor = -Double.pi * Double.pi / (8 * distance * distance)
      var sum = 0.0
      for odd in stride(from: 1.0, through: 7, by: 2) { sum += exp(odd * odd * factor) }
      return min(1, max(0, 1 - (2 * Double.pi).squareRoot() / distance * sum))
    }
    var sum = 0.0
    for term in 1...5 {
      let size = exp(-2 * Double(term * term) * distance * distance)
      sum += term % 2 == 1 ? size : -size
    }
    return min(1, max(0, 2 * sum))
  }
}
