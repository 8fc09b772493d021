internal import Glibc

/// The customers that one is compared with, in a few steps from the safest to the riskiest.
///
/// Each step stands for an equal share of the rows of some base, by the mean of their decisions and
/// the mean of what each feature added to them. A few dozen steps keep what matters of thousands of
/// rows: how the base is spread along the decision, which the calibration bends, and what its
/// customers are like at each place.
public struct ReferenceBase: Sendable, Equatable {
  /// The mean decision of each step, ascending; length *k*, at least 1.
  public let decisions: [Double]
  /// The share of the rows in each step; length *k*, sum 1.
  public let shares: [Double]
  /// What each feature added to the rows of each step, on average; *p* × *k*.
  public let contributions: [[Double]]

  /// The most steps that a base is divided into.
  public static let mostSteps = 32

  /// Puts a base together from stored parts; nil unless they fit together.
  public init?(decisions: [Double], shares: [Double], contributions: [[Double]]) {
    guard !decisions.isEmpty, shares.count == decisions.count,
      decisions.allSatisfy(\.isFinite), zip(decisions, decisions.dropFirst()).allSatisfy(<=),
      shares.allSatisfy({ $0 > 0 && $0 <= 1 }), abs(shares.reduce(0, +) - 1) < 1e-6,
      contributions.allSatisfy({ $0.count == decisions.count && $0.allSatisfy(\.isFinite) })
    else { return nil }
    self.decisions = decisions
    self.shares = shares
    self.contributions = contributions
  }

  /// Divides rows into steps of nearly equal size; nil without rows of finite decisions.
  ///
  /// - Parameters:
  ///   - decisions: The decision of each row; length *n*.
  ///   - contributions: What each feature added to it; *p* × *n*.
  public init?(rows decisions: [Double], contributions: [[Double]]) {
    let order = decisions.indices.filter { decisions[$0].isFinite }
      .sorted { (decisions[$0], $0) < (decisions[$1], $1) }
    guard !order.isEmpty else { return nil }
    let count = min(Self.mostSteps, order.count)
    let steps = (0..<count).map { step in
      order[order.count * step / count..<order.count * (step + 1) / count]
    }
    func means(_ values: [Double]) -> [Double] {
      steps.map { rows in rows.reduce(0) { $0 + values[$1] } / Double(rows.count) }
    }
    // The mean of equal numbers can be off by a bit, and steps must not descend by it.
    let middles = zip(steps, means(decisions)).map { rows, mean in
      min(max(mean, decisions[rows[rows.startIndex]]), decisions[rows[rows.endIndex - 1]])
    }
    self.init(
      decisions: middles,
      shares: steps.map { Double($0.count) / Double(order.count) },
      contributions: contributions.map(means))
  }

  /// A base of which only the expected decision is known.
  public init(expectedDecision: Double, featureCount: Int) {
    decisions = [expectedDecision.isFinite ? expectedDecision : 0]
    shares = [1]
    contributions = Array(repeating: [0], count: max(0, featureCount))
  }

  /// The shares, shifted towards the risky or the safe end until the mean of `probabilities` is
  /// `rate`; nil when that would leave too little of the base.
  ///
  /// Each share is multiplied by *exp(θ p)*, which changes the mix as little as can be (in the
  /// Kullback-Leibler sense). The factors of the two ends may differ by e⁶ at most.
  func shares(tiltedTo rate: Double, probabilities: [Double]) -> [Double]? {
    guard let least = probabilities.min(), let most = probabilities.max(), most > least else {
      return nil
    }
    func tilted(_ theta: Double) -> (shares: [Double], mean: Double) {
      let raw = zip(shares, probabilities).map { $0 * exp(theta * ($1 - least) / (most - least)) }
      let total = raw.reduce(0, +)
      let shares = raw.map { $0 / total }
      return (shares, zip(shares, probabilities).reduce(0) { $0 + $1.0 * $1.1 })
    }
    var (low, high) = (-Self.mostTilt, Self.mostTilt)
    guard tilted(low).mean <= rate, rate <= tilted(high).mean else { return nil }
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if tilted(middle).mean < rate { low = middle } else { high = middle }
    }
    return tilted((low + high) / 2).shares
  }

  private static let mostTilt = 6.0
}
