internal import ChurnMath

/// Whether groups differ in a quantity, by ranks: good for money, whose few large amounts decide means.
///
/// *H = (12 / (n(n + 1)) Σ Rᵢ² / nᵢ − 3(n + 1)) / (1 − Σ(t³ − t)/(n³ − n))*, with *Rᵢ* the sum of the
/// ranks of group *i*, ties sharing their mean rank, and *t* the sizes of ties; by chi-square with
/// groups − 1 degrees of freedom. Effect: *ε² = H / (n − 1)*, the share of the ranks' variance that
/// lies between groups.
///
/// - SeeAlso: Kruskal & Wallis (1952), doi:10.1080/01621459.1952.10483441; Tomczak & Tomczak (2014),
///   Trends in Sport Sciences 1(21), 19-25, for the effect size.
public struct KruskalWallisTest: Sendable, Equatable {
  /// *H*, corrected for ties.
  public let statistic: Double
  /// Groups − 1.
  public let degreesOfFreedom: Int
  /// The probability of such a statistic or a larger one where groups do not differ.
  public let p: Double
  /// *ε²*, 0 = alike, 1 = told apart for certain.
  public let epsilonSquared: Double
  /// The mean rank of each group, 1 = smallest; `NaN` for one without a value.
  public let meanRanks: [Double]

  /// Tests values by the group of each; nil where fewer than two groups have values, or all are equal.
  ///
  /// - Parameters:
  ///   - values: Length *n*; missing ones (`NaN`) are left out.
  ///   - groups: The group of each value, from 0 on; a negative one leaves the value out.
  ///   - groupCount: How many groups there are.
  /// - Complexity: O(*n* log *n*).
  public init?(_ values: [Double], groups: [Int], groupCount: Int) {
    guard values.count == groups.count, groupCount > 1 else { return nil }
    let used = values.indices.filter {
      !values[$0].isNaN && groups[$0] >= 0 && groups[$0] < groupCount
    }
    let order = used.sorted { values[$0] < values[$1] }
    var sums = [Double](repeating: 0, count: groupCount)
    var counts = sums
    var ties = 0.0
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
      let size = Double(end - first)
      // Places count from 1.
      let rank = (Double(first + 1) + Double(end)) / 2
      for place in first..<end {
        sums[groups[order[place]]] += rank
        counts[groups[order[place]]] += 1
      }
      ties += size * (size * size - 1)
      first = end
    }
    let n = Double(order.count)
    let present = counts.count { $0 > 0 }
    let correction = 1 - ties / (n * (n * n - 1))
    guard present > 1, correction > 0 else { return nil }
    // By distances from the middle rank, which loses no digits in large groups.
    let middle = (n + 1) / 2
    var between = 0.0
    for (sum, count) in zip(sums, counts) where count > 0 {
      let distance = sum / count - middle
      between += count * distance * distance
    }
    statistic = 12 * between / (n * (n + 1)) / correction
    degreesOfFreedom = present - 1
    p = GammaDistribution.chiSquare(above: statistic, degreesOfFreedom: degreesOfFreedom)
    epsilonSquared = min(1, statistic / (n - 1))
    meanRanks = zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }
  }
}
