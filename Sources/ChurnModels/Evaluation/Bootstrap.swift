internal import ChurnMath

/// Intervals for metrics by drawing customers with replacement.
///
/// Rows of one customer are correlated, so whole customers are drawn: a customer drawn *k* times gives
/// all its rows *k* times the weight. Percentile interval, quantiles interpolated linearly. Replicate
/// *i* draws from stream *i* of the seed, whatever thread it runs on.
///
/// - SeeAlso: Efron & Tibshirani (1993), *An Introduction to the Bootstrap*, ch. 13; Field & Welsh
///   (2007), doi:10.1111/j.1467-9868.2007.00593.x.
public struct Bootstrap: Sendable, Equatable {
  /// How many times to draw.
  public var replicates: Int
  /// The share of replicates inside the interval.
  public var level: Double
  /// Decides every draw.
  public var seed: UInt64

  /// Creates a bootstrap.
  public init(replicates: Int = 500, level: Double = 0.95, seed: UInt64 = 1) {
    self.replicates = replicates
    self.level = level
    self.seed = seed
  }

  /// Where a metric lies.
  public struct Interval: Sendable, Equatable {
    /// The lower end.
    public let lower: Double
    /// The upper end.
    public let upper: Double
    /// The mean of the replicates, which says how far drawing moves the metric.
    public let mean: Double

    /// Creates an interval.
    public init(lower: Double, upper: Double, mean: Double) {
      self.lower = lower
      self.upper = upper
      self.mean = mean
    }

    /// The interval moved by what drawing twice adds to a metric that is a maximum.
    ///
    /// A sample shows too much of it, and a sample of that sample as much again: the distance of
    /// `mean` from `figure` once for each.
    public func withoutBias(of figure: Double) -> Interval {
      let bias = mean - figure
      return Interval(lower: lower - 2 * bias, upper: upper - 2 * bias, mean: mean - 2 * bias)
    }
  }

  /// The intervals of several metrics at once.
  ///
  ///     let intervals = try Bootstrap().intervals(groups: customers, weights: nil) { weights in
  ///       guard let drawn = try? ranked.reweighted(weights) else { return [nil] }
  ///       return [RocAUC.value(of: drawn)]
  ///     }
  ///
  /// - Parameters:
  ///   - groups: The customer of each row; length *n*.
  ///   - weights: The weights of the rows, nil = 1 each; length *n*.
  ///   - threads: The most threads to use; the intervals do not depend on it.
  ///   - metrics: The metrics for the weights of one replicate; always as many, nil = undefined.
  /// - Returns: One interval a metric; nil where it was undefined in half the replicates or more.
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.invalidParameter`.
  public func intervals(
    groups: [Int], weights: [Double]? = nil, threads: Int = 1,
    metrics: @Sendable ([Double]) -> [Double?]
  ) throws(FitError) -> [Interval?] {
    guard !groups.isEmpty else { throw .noRows }
    if let weights, weights.count != groups.count {
      throw .lengthMismatch(rows: groups.count, labels: weights.count)
    }
    guard level > 0, level < 1 else {
      throw .invalidParameter(
        name: "level", value: level, expected: "a share within 0...1, ends excluded")
    }
    guard replicates > 0, replicates <= 1_000_000 else {
      throw .invalidParameter(
        name: "replicates", value: Double(replicates), expected: "1 to 1,000,000")
    }
    let (slots, groupCount) = Self.slots(groups)
    let results = mapIndices(replicates, threads: threads) { replicate in
      var stream = RandomStream(seed: seed, stream: UInt64(replicate))
      var counts = [Double](repeating: 0, count: groupCount)
      for _ in 0..<groupCount { counts[stream.below(groupCount)] += 1 }
      return metrics(slots.indices.map { (weights?[$0] ?? 1) * counts[slots[$0]] })
    }
    let width = results.map(\.count).min() ?? 0
    return (0..<width).map { metric in interval(results.compactMap { $0[metric] }) }
  }

  /// Customers numbered from 0 by first appearance.
  private static func slots(_ groups: [Int]) -> (slots: [Int], count: Int) {
    var known: [Int: Int] = [:]
    var slots: [Int] = []
    slots.reserveCapacity(groups.count)
    for group in groups {
      let slot = known[group] ?? known.count
      known[group] = slot
      slots.append(slot)
    }
    return (slots, known.count)
  }

  private func interval(_ values: [Double]) -> Interval? {
    let sorted = values.filter(\.isFinite).sorted()
    guard 2 * sorted.count > replicates else { return nil }
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let low = Int(place)
      let high = min(low + 1, sorted.count - 1)
      return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
    }
    let mean = sorted.reduce(0, +) / Double(sorted.count)
    return Interval(
      lower: quantile((1 - level) / 2), upper: quantile((1 + level) / 2), mean: mean)
  }
}
