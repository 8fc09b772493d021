internal import ChurnMath
internal import Glibc

/// What follows what in many sequences of steps, as a Markov chain of order one.
///
///     let matrix = TransitionMatrix([[0, 1, 0], [1, 0]], stepCount: 2)
///     matrix.shares[0][1]      // 1.0: after step 0 always comes step 1
public struct TransitionMatrix: Sendable, Equatable {
  /// How often step *j* comes right after step *i*: `counts[i][j]`.
  public let counts: [[Int]]

  /// Counts the neighbours within each sequence.
  ///
  /// - Parameters:
  ///   - sequences: Numbers of steps below `stepCount`, in the order of time.
  ///   - stepCount: How many different steps there are.
  public init(_ sequences: [[Int]], stepCount: Int) {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: stepCount), count: stepCount)
    for sequence in sequences {
      for (step, next) in zip(sequence, sequence.dropFirst()) { counts[step][next] += 1 }
    }
    self.counts = counts
  }

  /// The share of each next step, by step; nil in rows without any.
  public var shares: [[Double?]] {
    counts.map { row in
      let total = row.reduce(0, +)
      return row.map { total > 0 ? Double($0) / Double(total) : nil }
    }
  }

  /// All transitions.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// Whether the next step depends on the last one: order 1 against order 0.
  ///
  /// *G² = 2 Σ nᵢⱼ ln(nᵢⱼ n / (nᵢ. n.ⱼ))*, chi-squared with (rows − 1)(columns − 1) degrees of freedom over
  /// rows and columns that occur; nil when there are fewer than two of either. Transitions are taken to be
  /// independent draws: customers who differ in what they like raise it, too, see
  /// ``OrderWithinSequences``.
  ///
  /// - SeeAlso: Anderson & Goodman (1957), doi:10.1214/aoms/1177707039.
  public var orderTest: (statistic: Double, degreesOfFreedom: Int, p: Double)? {
    let rows = counts.map { $0.reduce(0, +) }
    var columns = [Int](repeating: 0, count: counts.count)
    for row in counts { for (column, count) in row.enumerated() { columns[column] += count } }
    let used = (rows: rows.count { $0 > 0 }, columns: columns.count { $0 > 0 })
    guard used.rows > 1, used.columns > 1 else { return nil }
    let freedom = (used.rows - 1) * (used.columns - 1)
    let statistic = Self.likelihoodRatio(counts, rows, columns)
    return (
      statistic, freedom, GammaDistribution.chiSquare(above: statistic, degreesOfFreedom: freedom)
    )
  }

  private static func likelihoodRatio(
    _ counts: [[Int]], _ rows: [Int], _ columns: [Int]
  ) -> Double {
    let total = Double(rows.reduce(0, +))
    var sum = 0.0
    for (row, cells) in counts.enumerated() {
      for (column, count) in cells.enumerated() where count > 0 {
        let expected = Double(rows[row]) * Double(columns[column]) / total
        sum += Double(count) * log(Double(count) / expected)
      }
    }
    return max(0, 2 * sum)
  }

  /// The statistic of ``orderTest``, 0 where it is not defined.
  var statistic: Double { orderTest?.statistic ?? 0 }
}
