internal import Glibc

extension LinearEncoder.Transform {
  /// The transformed value.
  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .identity: x
    case .log1p: Glibc.log1p(max(x, 0))
    case .signedLog: x < 0 ? -Glibc.log1p(-x) : Glibc.log1p(x)
    }
  }

  /// A gain in log likelihood that chance seldom brings: the deviance falls by 4.
  private static let clearGain = 2.0

  /// The transform to use: a logarithm where the tails are heavy and the outcome does not speak
  /// against it.
  ///
  /// Heavy tails propose a logarithm (see `suiting`). It is kept unless a logistic regression on the
  /// column alone fits the labels better without it, by a log likelihood of two: a count whose risk climbs at its high end is no
  /// logarithm, however long its tail. Fitted on at most 4,000 rows, evenly spaced.
  ///
  /// - Parameters:
  ///   - values: Finite values.
  ///   - labels: The outcome of the same rows.
  ///   - weights: Their weights.
  /// - Returns: The transform to use.
  static func best(_ values: [Double], labels: [Bool], weights: [Double]) -> Self {
    let proposed = suiting(values)
    guard proposed != .identity else { return .identity }
    let rows = Array(stride(from: 0, to: values.count, by: max(1, values.count / 4_000)))
    let targets = rows.map { labels[$0] ? 1.0 : 0.0 }
    let kept = rows.map { weights[$0] }
    func loss(_ transform: Self) -> Double {
      let inputs = rows.map { transform(values[$0]) }
      let line = StraightLogistic(inputs: inputs, targets: targets, weights: kept, steps: 12)
      guard let line else { return .infinity }
      return zip(inputs, zip(targets, kept)).reduce(0) { sum, row in
        let logOdds = line.intercept + line.slope * row.0
        return sum + row.1.1 * rowLoss(logOdds, churned: row.1.0 == 1)
      }
    }
    return loss(.identity) + clearGain < loss(proposed) ? .identity : proposed
  }

  /// The transform that suits the tails of a column, from its quantiles, which outliers cannot sway.
  ///
  /// With non-negative values `log1p` if the right tail (median to 99 %, or to a thirtieth of the
  /// largest) is over three times as long as the left one (1 % to median); with both signs `signedLog`
  /// if the inner 98 % are over six times as wide as the inner half (normal: 3.4, Laplace: 5.6) or
  /// the whole range over sixty times. Two values or fewer stay as they are. Chosen on at most 20,000
  /// rows, evenly spaced.
  ///
  /// - Parameter values: Finite values.
  /// - Returns: The transform to use.
  static func suiting(_ values: [Double]) -> Self {
    let step = max(1, values.count / 20_000)
    var sample = stride(from: 0, to: values.count, by: step).map { values[$0] }
    sample.sort()
    guard let first = sample.first, let last = sample.last else { return .identity }
    guard sample.contains(where: { $0 != first && $0 != last }) else { return .identity }
    func quantile(_ share: Double) -> Double {
      sample[Int((Double(sample.count - 1) * share).rounded())]
    }
    // Halved before they are subtracted, so that the largest numbers do not overflow.
    func gap(_ a: Double, _ b: Double) -> Double { b / 2 - a / 2 }
    let largest = values.max() ?? last
    let least = values.min() ?? first
    let median = quantile(0.5)
    let low = quantile(0.01)
    let high = quantile(0.99)
    if least >= 0 {
      let right = max(gap(median, high), gap(median, largest) / 30)
      return right > 3 * gap(low, median) ? .log1p : .identity
    }
    let middle = gap(quantile(0.25), quantile(0.75))
    let isHeavy = gap(low, high) > 6 * middle || gap(least, largest) > 60 * middle
    return isHeavy ? .signedLog : .identity
  }
}
