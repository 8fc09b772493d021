internal import Foundation

/// How mixed the rows of a node are.
public enum SplitCriterion: String, Sendable, CaseIterable {
  /// Gini's 2 *p* (1 − *p*), at most one half.
  case gini
  /// Shannon's −*p* log₂ *p* − (1 − *p*) log₂ (1 − *p*), in bits, at most 1.
  case entropy

  /// The impurity of a node whose share of churners is `share`.
  func impurity(_ share: Double) -> Double {
    let share = min(max(share, 0), 1)
    switch self {
    case .gini: return 2 * share * (1 - share)
    case .entropy:
      guard share > 0, share < 1 else { return 0 }
      return -(share * log2(share) + (1 - share) * log2(1 - share))
    }
  }

  /// What is to be made large by a split, summed over its sides: what falls as weight times impurity
  /// grows.
  @inline(__always)
  func purity(weight: Double, churned: Double) -> Double {
    switch self {
    case .gini: churned * churned / weight
    case .entropy: -weight * impurity(churned / weight)
    }
  }

  /// What purity gained weighs in impurity lost.
  var decreasePerPurity: Double { self == .gini ? 2 : 1 }
}
