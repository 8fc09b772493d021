/// Calibration by the best non-decreasing function.
///
/// Least squares among non-decreasing functions by pooling adjacent violators; rows of one score are
/// averaged first. Between thresholds the function is linear, beyond them constant, as in scikit-learn.
///
/// - Complexity: O(*n* log *n*) to fit, O(log *m*) a lookup.
/// - SeeAlso: Ayer et al. (1955), doi:10.1214/aoms/1177728423; Zadrozny & Elkan (2002),
///   doi:10.1145/775047.775151.
public struct IsotonicRegression: Sendable, Equatable {
  /// Scores at which the function bends, strictly ascending; length *m*, at least 1.
  public let thresholds: [Double]
  /// The value at each threshold, ascending, in [0, 1]; length *m*.
  public let values: [Double]

  /// Puts a function together from stored parts; nil unless they are as the properties say.
  public init?(thresholds: [Double], values: [Double]) {
    guard !thresholds.isEmpty, thresholds.count == values.count,
      thresholds.allSatisfy(\.isFinite), values.allSatisfy({ $0 >= 0 && $0 <= 1 }),
      zip(thresholds, thresholds.dropFirst()).allSatisfy({ $0 < $1 }),
      zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return nil }
    self.thresholds = thresholds
    self.values = values
  }

  /// Learns the function; see `PlattScaling.init(fitting:labels:weights:)`.
  public init(
    fitting scores: [Double], labels: [Bool], weights: [Double]? = nil
  ) throws(FitError) {
    try checkCalibratable(scores, labels: labels, weights: weights)
    let order = scores.indices.filter { (weights?[$0] ?? 1) > 0 }
      .sorted { (scores[$0], $0) < (scores[$1], $1) }
    var points: [Double] = []
    var sums: [Double] = []
    var masses: [Double] = []
    for row in order {
      let weight = weights?[row] ?? 1
      if points.last != scores[row] {
        points.append(scores[row])
        sums.append(0)
        masses.append(0)
      }
      masses[masses.count - 1] += weight
      if labels[row] { sums[sums.count - 1] += weight }
    }
    let fitted = Self.pooled(sums: sums, masses: masses)
    // Inside a level stretch only its ends matter.
    let kept = points.indices.filter { k in
      k == 0 || k == points.count - 1 || fitted[k] != fitted[k - 1] || fitted[k] != fitted[k + 1]
    }
    thresholds = kept.map { points[$0] }
    values = kept.map { fitted[$0] }
  }

  /// The best non-decreasing sequence to the means `sums / masses`, by pooling adjacent violators.
  static func pooled(sums: [Double], masses: [Double]) -> [Double] {
    var blocks: [(sum: Double, mass: Double, count: Int)] = []
    for (sum, mass) in zip(sums, masses) {
      var block = (sum: sum, mass: mass, count: 1)
      // Compared as products: quotients of equal means can differ in the last place.
      while let last = blocks.last, last.sum * block.mass >= block.sum * last.mass {
        block = (last.sum + block.sum, last.mass + block.mass, last.count + block.count)
        blocks.removeLast()
      }
      blocks.append(block)
    }
    return blocks.flatMap { Array(repeating: $0.sum / $0.mass, count: $0.count) }
  }

  /// The calibrated probability of a score; NaN for NaN.
  public func calibrated(_ score: Double) -> Double {
    guard !score.isNaN else { return .nan }
    guard let first = thresholds.first, let last = thresholds.last, score > first else {
      return values.first ?? .nan
    }
    guard score < last else { return values.last ?? .nan }
    var low = 0
    var high = thresholds.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if thresholds[middle] <= score { low = middle } else { high = middle }
    }
    // Halved, so that the widest range does not overflow.
    let width = thresholds[high] / 2 - thresholds[low] / 2
    let share = (score / 2 - thresholds[low] / 2) / width
    return values[low] + share * (values[high] - values[low])
  }
}
