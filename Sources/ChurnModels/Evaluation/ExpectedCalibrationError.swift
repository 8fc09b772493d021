/// How far the churn rate strays from the probability, over bins of equal width.
///
/// Bin *k* of ten holds the probabilities in [*k*/10, (*k*+1)/10), the last one 1 as well; the value is
/// *Σ W_bin |rate − mean probability| / W*. It is biased upwards, because chance alone moves every rate;
/// see `MatchedCalibration` for how much of it a perfect model would have.
///
/// - SeeAlso: Naeini, Cooper & Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602.
public enum ExpectedCalibrationError {
  /// One bin that holds rows.
  public struct Bin: Sendable, Equatable {
    /// The number of the bin, from 0.
    public let index: Int
    /// The weight of its rows.
    public let weight: Double
    /// Their mean probability.
    public let meanProbability: Double
    /// The share of churners among them.
    public let churnRate: Double
  }

  /// The error, in [0, 1]; nil unless the scores are probabilities and some row has weight.
  public static func value(of ranked: RankedScores) -> Double? {
    guard let bins = bins(of: ranked), !bins.isEmpty else { return nil }
    let total = bins.reduce(0) { $0 + $1.weight }
    return bins.reduce(0) { $0 + $1.weight / total * abs($1.churnRate - $1.meanProbability) }
  }

  /// The greatest distance of rate and mean probability in any bin; nil as for `value`.
  public static func maximum(of ranked: RankedScores) -> Double? {
    bins(of: ranked)?.map { abs($0.churnRate - $0.meanProbability) }.max()
  }

  /// The bins that hold rows, ascending; nil unless the scores are probabilities.
  ///
  /// `count` bins, 1 to 1,000, divide [0, 1] evenly.
  public static func bins(of ranked: RankedScores, count: Int = 10) -> [Bin]? {
    guard ranked.areProbabilities else { return nil }
    let count = max(1, min(count, 1_000))
    var weights = [Double](repeating: 0, count: count)
    var probabilities = weights
    var churned = weights
    for (row, weight) in ranked.weights.enumerated() {
      let bin = binIndex(ranked.scores[row], of: count)
      weights[bin] += weight
      probabilities[bin] += weight * ranked.scores[row]
      if ranked.labels[row] { churned[bin] += weight }
    }
    return (0..<count).filter { weights[$0] > 0 }.map { k in
      Bin(
        index: k, weight: weights[k], meanProbability: probabilities[k] / weights[k],
        churnRate: churned[k] / weights[k])
    }
  }

  /// The bin of a probability; compared with the edges, because *count* · *p* is rounded.
  static func binIndex(_ p: Double, of count: Int) -> Int {
    let scale = Double(count)
    var bin = min(count - 1, max(0, Int(p * scale)))
    if bin < count - 1, p >= Double(bin + 1) / scale { bin += 1 }
    if bin > 0, p < Double(bin) / scale { bin -= 1 }
    return bin
  }
}
