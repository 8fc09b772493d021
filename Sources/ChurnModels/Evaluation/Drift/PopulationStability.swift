internal import Glibc

/// The population stability index: how far shares of some bins have moved.
///
///     PSI = Σ (qᵢ - pᵢ) ln(qᵢ / pᵢ)
///
/// over shares *p* expected and *q* observed: the Kullback-Leibler divergence both ways. By custom
/// under 0.1 is steady and over 0.25 has moved much, but those limits know nothing of the number of
/// rows: two samples of *n* and *m* rows of one law are on average `(bins - 1) (1/n + 1/m)` apart,
/// which ``byChance(bins:expectedRows:observedRows:)`` says.
///
/// An empty bin would make it infinite. From shares alone, shares are kept at ``leastShare`` or above
/// and scaled back to a sum of 1; from counts, half a row is added to each bin. Bins that are empty on
/// both sides are left out.
///
/// - SeeAlso: Yurdakul & Naranjo (2020), doi:10.21314/JRMV.2020.227, for its law.
public enum PopulationStability {
  /// The least share of a bin when only shares are known.
  public static let leastShare = 1e-4

  /// The index of observed shares against expected ones.
  ///
  /// - Parameters:
  ///   - expectedShares: Shares of each bin, not negative; they need not add up to 1.
  ///   - observedShares: The same bins.
  /// - Returns: The index, 0 or more; nil for lists of different lengths, of no bin, of shares that
  ///   are negative or not finite, and where all are zero.
  public static func index(expectedShares: [Double], observedShares: [Double]) -> Double? {
    guard let (expected, observed) = checked(expectedShares, observedShares) else { return nil }
    return divergence(floored(expected), floored(observed))
  }

  /// The index of observed counts against expected ones, half a row added to each bin.
  ///
  /// - Parameters:
  ///   - expectedCounts: Rows of each bin, not negative; fractions are allowed.
  ///   - observedCounts: The same bins.
  /// - Returns: The index, 0 or more; nil as for shares.
  public static func index(expectedCounts: [Double], observedCounts: [Double]) -> Double? {
    guard let (expected, observed) = checked(expectedCounts, observedCounts) else { return nil }
    return divergence(shares(expected.map { $0 + 0.5 }), shares(observed.map { $0 + 0.5 }))
  }

  /// What the index is on average when nothing has moved: `(bins - 1) (1/n + 1/m)`.
  ///
  /// - Parameters:
  ///   - bins: Bins that are not empty on both sides.
  ///   - expectedRows: Independent rows behind the expected shares, *n*.
  ///   - observedRows: Independent rows behind the observed shares, *m*.
  /// - Returns: The expectation; infinite where a side has no rows.
  public static func byChance(bins: Int, expectedRows: Double, observedRows: Double) -> Double {
    Double(max(0, bins - 1)) * scale(expectedRows, observedRows)
  }

  /// What the index exceeds only once in a thousand times when nothing has moved.
  ///
  /// The index is then `(1/n + 1/m)` times a chi-squared figure of `bins - 1` degrees of freedom,
  /// whose quantile is that of Wilson and Hilferty (1931), doi:10.1073/pnas.17.12.684.
  public static func chanceLimit(bins: Int, expectedRows: Double, observedRows: Double) -> Double {
    let freedom = Double(max(0, bins - 1))
    guard freedom > 0 else { return 0 }
    let spread = 2 / (9 * freedom)
    let root = 1 - spread + 3.090232306167813 * spread.squareRoot()
    return freedom * root * root * root * scale(expectedRows, observedRows)
  }

  private static func scale(_ expected: Double, _ observed: Double) -> Double {
    guard expected > 0, observed > 0 else { return .infinity }
    return 1 / expected + 1 / observed
  }

  /// Both lists without bins that are empty in both; nil where they make no sense.
  private static func checked(
    _ expected: [Double], _ observed: [Double]
  ) -> (expected: [Double], observed: [Double])? {
    guard expected.count == observed.count,
      (expected + observed).allSatisfy({ $0 >= 0 && $0.isFinite })
    else { return nil }
    let kept = expected.indices.filter { expected[$0] > 0 || observed[$0] > 0 }
    let (left, right) = (kept.map { expected[$0] }, kept.map { observed[$0] })
    guard left.contains(where: { $0 > 0 }), right.contains(where: { $0 > 0 }) else { return nil }
    return (left, right)
  }

  private static func shares(_ values: [Double]) -> [Double] {
    // By the largest first: a sum of huge numbers must not overflow.
    let largest = values.max() ?? 1
    let scaled = values.map { $0 / largest }
    let total = scaled.reduce(0, +)
    return scaled.map { $0 / total }
  }

  private static func floored(_ values: [Double]) -> [Double] {
    shares(shares(values).map { max($0, leastShare) })
  }

  private static func divergence(_ expected: [Double], _ observed: [Double]) -> Double {
    var sum = 0.0
    for (p, q) in zip(expected, observed) { sum += (q - p) * (log(q) - log(p)) }
    return max(0, sum)
  }
}
