internal import ChurnMath

/// What the growth of a tree on histograms must obey, in the units of its sums.
struct GrowthRules: Sendable {
  /// The most leaves; nil = no limit.
  var maxLeaves: Int?
  /// The most questions on the way to a leaf; nil = no limit.
  var maxDepth: Int?
  /// The least weight of the rows of a leaf.
  var minLeafRows: Double
  /// The least second-order sum of a leaf.
  var leastSecond: Double
  /// What a split must gain.
  var leastGain: Double
  /// L2 penalty, added to second-order sums.
  var l2: Double
  /// L1 penalty, taken off the size of first-order sums.
  var l1: Double
  /// L2 penalty added where a split parts more than four levels.
  var levelL2: Double
  /// Second-order sum by which the mean of a level is drawn towards none when levels are ordered.
  var levelSmoothing: Double
  /// The features that may be asked for, by column.
  var isActive: [Bool]
  /// 1 where the prediction must not fall with the value of a feature, −1 where it must not rise.
  var directions: [Int8]
  /// Whether a column's bins are levels, by column.
  var isCategorical: [Bool]

  /// Whether a cut must be weighed by more than its sums.
  var isConstrained: Bool { l1 > 0 || directions.contains { $0 != 0 } }

  /// Leaf values of a part of the tree, per −first / (second + l2).
  struct Bounds: Sendable, Equatable {
    var lower = -Double.infinity
    var upper = Double.infinity

    var isNone: Bool { lower == -.infinity && upper == .infinity }
  }

  /// The best value of a leaf, −first / (second + l2) within its bounds.
  func output(_ sums: HistogramSums, _ bounds: Bounds) -> Double {
    let first = sums.first
    let shrunk = first > l1 ? first - l1 : first < -l1 ? first + l1 : 0
    let weight = sums.second + l2
    let best = weight > 0 ? -shrunk / weight : 0
    return max(bounds.lower, min(bounds.upper, best))
  }

  /// By how much a leaf of these sums and this value lowers twice the loss.
  func gain(_ sums: HistogramSums, output: Double) -> Double {
    let size = output < 0 ? -output : output
    return -(2 * sums.first * output + (sums.second + l2) * output * output + 2 * l1 * size)
  }

  /// The bounds of the two sides of a split on a feature of some direction.
  func bounds(
    _ bounds: Bounds, direction: Int8, left: Double, right: Double
  ) -> (left: Bounds, right: Bounds) {
    guard direction != 0 else { return (bounds, bounds) }
    let middle = left / 2 + right / 2
    var low = bounds
    var high = bounds
    low.upper = min(low.upper, middle)
    high.lower = max(high.lower, middle)
    return direction > 0 ? (low, high) : (high, low)
  }
}
