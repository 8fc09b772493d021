/// How many more rows churned than was told, by ten bins of equal width, as shares of all rows.
///
/// The calibration error is the sum of their sizes. Kept apart, because the error of a sample drawn from a
/// sample is that of both: `distance` tells the noise of the drawing alone.
public struct BinnedExcess: Sendable, Equatable {
  /// Churned less told, by bin; length 10.
  public let values: [Double]

  /// Counts the rows once all log-odds are shifted; nil unless the scores are probabilities and some row
  /// has weight.
  public init?(_ ranked: RankedScores, shift: Double = 0) {
    guard ranked.areProbabilities, ranked.totals.all > 0 else { return nil }
    var excess = [Double](repeating: 0, count: 10)
    var total = 0.0
    for (row, weight) in ranked.weights.enumerated() where weight > 0 {
      let p = shift == 0 ? ranked.scores[row] : logistic(ranked.logits[row] + shift)
      excess[ExpectedCalibrationError.binIndex(p, of: 10)] +=
        weight * ((ranked.labels[row] ? 1 : 0) - p)
      total += weight
    }
    values = excess.map { $0 / total }
  }

  /// The expected calibration error.
  public var error: Double { values.reduce(0) { $0 + abs($1) } }

  /// The sum of the differences' sizes.
  public func distance(to other: BinnedExcess) -> Double {
    zip(values, other.values).reduce(0) { $0 + abs($1.0 - $1.1) }
  }
}
