internal import ChurnMath

/// Whether groups differ in how often things happen: Pearson's chi-square test on a table of counts.
///
///     let test = ChiSquareTest([[30, 70], [45, 55]])   // churned and stayed, by segment
///     test?.p          // 0.0283: such a difference is rare where groups do not differ
///     test?.cramersV   // 0.155: how strong it is, whatever the number of customers
///
/// *χ² = Σ (observed − expected)² / expected*, expected = row sum · column sum / all, without a
/// continuity correction, with (rows − 1)(columns − 1) degrees of freedom. Rows and columns without a
/// count are left out. With many customers any difference is significant: look at the effect.
///
/// - SeeAlso: Pearson (1900), doi:10.1080/14786440009463897; Cramér, Mathematical Methods of Statistics
///   (1946), section 21.9; Bergsma (2013), doi:10.1016/j.jkss.2012.10.002.
public struct ChiSquareTest: Sendable, Equatable {
  /// The statistic.
  public let statistic: Double
  /// (rows − 1)(columns − 1) of the rows and columns with counts.
  public let degreesOfFreedom: Int
  /// The probability of such a statistic or a larger one where groups do not differ.
  public let p: Double
  /// Cramér's V: √(χ² / (n · (smaller side − 1))), 0 = alike, 1 = told apart for certain.
  public let cramersV: Double
  /// Cramér's V freed of what chance adds to it (Bergsma), at least 0.
  public let correctedV: Double
  /// The smallest expected count; the test is rough below about 5.
  public let leastExpected: Double

  /// Tests a table of counts, one row a group; nil where fewer than two rows or two columns hold a count.
  ///
  /// - Parameter counts: Rows of equal length, nothing negative; else there is no test.
  public init?(_ counts: [[Int]]) {
    guard let width = counts.first?.count, counts.allSatisfy({ $0.count == width }),
      counts.allSatisfy({ $0.allSatisfy { $0 >= 0 } })
    else { return nil }
    let table = counts.map { $0.map(Double.init) }
    let columnSums = (0..<width).map { column in table.reduce(0) { $0 + $1[column] } }
    let rows = table.filter { $0.contains { $0 > 0 } }
    let columns = columnSums.indices.filter { columnSums[$0] > 0 }
    guard rows.count > 1, columns.count > 1 else { return nil }
    let all = columnSums.reduce(0, +)
    var statistic = 0.0
    var least = Double.infinity
    for row in rows {
      let sum = row.reduce(0, +)
      for column in columns {
        let expected = sum * (columnSums[column] / all)
        let distance = row[column] - expected
        statistic += distance * distance / expected
        least = min(least, expected)
      }
    }
    let (r, c) = (Double(rows.count), Double(columns.count))
    self.statistic = statistic
    degreesOfFreedom = (rows.count - 1) * (columns.count - 1)
    p = GammaDistribution.chiSquare(above: statistic, degreesOfFreedom: degreesOfFreedom)
    cramersV = min(1, (statistic / (all * (min(r, c) - 1))).squareRoot())
    // Bergsma's: phi² less its mean under no association, over sides shrunk likewise.
    let rest = max(1, all - 1)
    let phi = max(0, statistic / all - (r - 1) * (c - 1) / rest)
    let sides = min(r - (r - 1) * (r - 1) / rest, c - (c - 1) * (c - 1) / rest) - 1
    correctedV = sides > 0 ? min(1, (phi / sides).squareRoot()) : 0
    leastExpected = least
  }
}
