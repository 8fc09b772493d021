// From what features add to a model's decision to percentage points of probability.
//
// decision      what the model adds up, f = E + Σ φⱼ
// contribution  φⱼ, what feature j adds to it on one row
// link          p(f), the calibrated probability of a decision, rising, maybe in steps
// base          customers in steps k of decision fₖ, share wₖ and mean contributions mₖⱼ
// push          what feature j adds to the probability, beginning at the base rate b
//
// The row differs from step k by p(f) − p(fₖ) = sₖ (f − fₖ) = Σⱼ sₖ (φⱼ − mₖⱼ), where sₖ is the slope
// of the link between the two. So, with shares such that Σₖ wₖ p(fₖ) = b,
//
//     p(f) − b = Σⱼ pushⱼ,   pushⱼ = Σₖ wₖ sₖ (φⱼ − mₖⱼ)

/// Turns contributions to a decision into pushes in probability that add up to the probability less
/// the base rate.
///
/// A row is compared with each step of a base in turn, and the pushes are the mean over the steps. In
/// each comparison the link is a straight line between the two decisions, so a feature's share in the
/// difference of the decisions is its share in that of the probabilities: nothing is lost or counted
/// twice, and no order of the features is preferred. Slopes are never negative; where the calibration
/// is level between row and step, no feature pushes. A feature that adds nothing to the row and
/// nothing to the base gets exactly 0; features that add the same on all rows get the same.
///
/// The base's mix is shifted a little along the risk, so that its mean probability is the base rate.
/// Where that cannot be, as after a change of the market that the calibration has followed and the
/// training rows have not seen, or where the model uses no feature, the rest is said apart: `level`.
///
/// What rounding and the least width of a slope leave over is shared out by the size of the pushes.
public struct ProbabilityPushes: Sendable, Equatable {
  /// The probability that pushes begin at.
  public let baseRate: Double
  /// The way from decisions to probabilities.
  public let link: ProbabilityLink
  /// What rows are compared with.
  public let reference: ReferenceBase
  /// The base's own level less the base rate, pushing every row alike; 0 where the mix of the base
  /// explains the base rate.
  public let level: Double

  private let shares: [Double]
  private let leastWidth: Double

  /// The pushes of one row.
  public struct Row: Sendable, Equatable {
    /// What each feature adds to the probability; length *p*.
    public var pushes: [Double]
    /// What no feature accounts for.
    public var level: Double
  }

  /// Prepares the comparison with a base.
  public init(reference: ReferenceBase, link: ProbabilityLink, baseRate: Double) {
    self.reference = reference
    self.link = link
    self.baseRate = baseRate
    let probabilities = reference.decisions.map(link.probability)
    let tilted = reference.shares(tiltedTo: baseRate, probabilities: probabilities)
    shares = tilted ?? reference.shares
    level =
      tilted == nil
      ? zip(reference.shares, probabilities).reduce(-baseRate) { $0 + $1.0 * $1.1 } : 0
    leastWidth = Self.leastWidth(reference)
  }

  /// A quarter of the standard deviation of the base's decisions.
  private static func leastWidth(_ reference: ReferenceBase) -> Double {
    let mean = zip(reference.shares, reference.decisions).reduce(0) { $0 + $1.0 * $1.1 }
    let variance = zip(reference.shares, reference.decisions).reduce(0) { sum, step in
      sum + step.0 * (step.1 - mean) * (step.1 - mean)
    }
    let width = variance.squareRoot() / 4
    return width.isFinite ? max(width, 1e-9) : 1e-9
  }

  /// The pushes of one row.
  ///
  /// - Parameters:
  ///   - probability: The calibrated probability of the row.
  ///   - decision: Its decision.
  ///   - contributions: What each feature adds to it; length *p*.
  /// - Returns: Pushes and level; with `baseRate` they add up to `probability`, up to 10⁻¹⁵.
  /// - Complexity: O(*k* *p*).
  public func row(probability: Double, decision: Double, contributions: [Double]) -> Row {
    var weights = [Double](repeating: 0, count: shares.count)
    var total = 0.0
    for (step, start) in reference.decisions.enumerated() {
      weights[step] = shares[step] * link.slope(from: start, to: decision, leastWidth: leastWidth)
      total += weights[step]
    }
    var row = Row(pushes: [], level: level)
    row.pushes.reserveCapacity(contributions.count)
    for (feature, contribution) in contributions.enumerated() {
      var push = total * contribution
      if feature < reference.contributions.count {
        let means = reference.contributions[feature]
        for step in weights.indices { push -= weights[step] * means[step] }
      }
      row.pushes.append(push.isFinite ? push : 0)
    }
    settle(&row, sum: probability - baseRate)
    return row
  }

  /// Shares out what is missing to `sum`, by the size of the pushes, then the last bits to the largest.
  private func settle(_ row: inout Row, sum: Double) {
    guard sum.isFinite else { return }
    func rest() -> Double { sum - row.pushes.reduce(row.level, +) }
    let size = row.pushes.reduce(0) { $0 + abs($1) }
    let missing = rest()
    guard size > 0, size.isFinite else {
      row.level += missing
      return
    }
    // By size, so that a push keeps its sign unless what is missing is more than all of them.
    if abs(missing) <= size {
      for feature in row.pushes.indices {
        row.pushes[feature] += missing * abs(row.pushes[feature]) / size
      }
    } else {
      row.level += missing
    }
    guard let largest = row.pushes.indices.max(by: { abs(row.pushes[$0]) < abs(row.pushes[$1]) })
    else { return }
    for _ in 0..<2 { row.pushes[largest] += rest() }
  }
}
