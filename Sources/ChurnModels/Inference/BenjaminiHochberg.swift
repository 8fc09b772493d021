/// Adjusts the p-values of many tests, so that few of those called real are chance.
///
/// Tests whose adjusted value is at most *q* hold at most a share *q* of false findings on average:
/// with the *m* values ascending, *p̃₍ᵢ₎ = min over j ≥ i of (m / j · p₍ⱼ₎)*, never above 1. Holds for tests
/// that are independent or depend on each other positively.
///
///     BenjaminiHochberg.adjusted([0.01, 0.04, 0.03])   // [0.03, 0.04, 0.04]
///
/// - SeeAlso: Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.
public enum BenjaminiHochberg {
  /// The adjusted values, in the order given.
  ///
  /// - Parameters:
  ///   - pValues: One a test; `NaN` for a test that could not be made, which stays `NaN` and does not
  ///     count.
  ///   - tests: How many tests there were, where more were made than are given: the others count with
  ///     p = 1. Less than are given counts as all given.
  /// - Returns: One value a test, in [0, 1].
  /// - Complexity: O(*m* log *m*).
  public static func adjusted(_ pValues: [Double], tests: Int? = nil) -> [Double] {
    let known = pValues.indices.filter { !pValues[$0].isNaN }
    let order = known.sorted { left, right in
      pValues[left] != pValues[right] ? pValues[left] < pValues[right] : left < right
    }
    let count = Double(max(tests ?? 0, known.count))
    var adjusted = [Double](repeating: .nan, count: pValues.count)
    var least = 1.0
    for (place, index) in order.enumerated().reversed() {
      least = min(least, pValues[index] * count / Double(place + 1))
      adjusted[index] = max(0, least)
    }
    return adjusted
  }
}
