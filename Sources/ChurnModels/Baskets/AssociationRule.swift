internal import ChurnMath
internal import Glibc

/// What tends to be in a basket that holds some other items, and how sure that is.
public struct AssociationRule: Sendable, Equatable {
  /// The items of the basket, by number, ascending.
  public let antecedent: [Int]
  /// The item that tends to come along.
  public let consequent: Int
  /// All baskets, *n*.
  public let baskets: Int
  /// Baskets with the antecedent, *n(A)*.
  public let antecedentCount: Int
  /// Baskets with the consequent, *n(B)*.
  public let consequentCount: Int
  /// Baskets with both, *n(AB)*.
  public let count: Int
  /// The chance of so many baskets with both or more, if they had nothing to do with each other.
  public let pValue: Double
  /// The same after Benjamini and Hochberg, over all rules that could have been found.
  public let adjustedP: Double
  /// The gain in confidence over the best rule with one item less; nil for one item.
  public internal(set) var improvement: Double?

  /// Creates a rule from its counts.
  public init(
    antecedent: [Int], consequent: Int, baskets: Int, antecedentCount: Int,
    consequentCount: Int, count: Int, pValue: Double, adjustedP: Double,
    improvement: Double? = nil
  ) {
    self.antecedent = antecedent
    self.consequent = consequent
    self.baskets = baskets
    self.antecedentCount = antecedentCount
    self.consequentCount = consequentCount
    self.count = count
    self.pValue = pValue
    self.adjustedP = adjustedP
    self.improvement = improvement
  }

  /// The share of all baskets with both, *n(AB) / n*.
  public var support: Double { Double(count) / Double(baskets) }

  /// Of the baskets with the antecedent, the share with the consequent, *n(AB) / n(A)*.
  public var confidence: Double { Double(count) / Double(antecedentCount) }

  /// The 95 % interval of the confidence, by Wilson.
  public var confidenceInterval: (lower: Double, upper: Double) {
    let interval = WilsonInterval(share: confidence, of: Double(antecedentCount))
    return (interval.lower, interval.upper)
  }

  /// How many times as often as by chance both are together, *n · n(AB) / (n(A) · n(B))*.
  public var lift: Double {
    Double(count) / Double(antecedentCount) / (Double(consequentCount) / Double(baskets))
  }

  /// The 95 % interval of the lift, by the delta method on its logarithm.
  ///
  /// *Var ln L ≈ 1/n(AB) − 1/n(A) − 1/n(B) + (2 L − 1)/n* for baskets drawn independently. From 0 on where
  /// no basket holds both.
  public var liftInterval: (lower: Double, upper: Double) {
    guard count > 0 else { return (0, .infinity) }
    let variance =
      1 / Double(count) - 1 / Double(antecedentCount) - 1 / Double(consequentCount)
      + (2 * lift - 1) / Double(baskets)
    let reach = NormalDistribution.deviations(level: 0.95) * max(0, variance).squareRoot()
    return (lift * exp(-reach), lift * exp(reach))
  }

  /// By how much the share of baskets with both exceeds chance, *P(AB) − P(A) · P(B)*.
  public var leverage: Double {
    let first = Double(antecedentCount) / Double(baskets)
    return support - first * (Double(consequentCount) / Double(baskets))
  }

  /// How many times as often the rule would fail by chance, *(1 − P(B)) / (1 − confidence)*; infinite for
  /// a rule that never fails, NaN where it cannot fail because every basket holds the consequent.
  public var conviction: Double {
    let failing = 1 - confidence
    let byChance = 1 - Double(consequentCount) / Double(baskets)
    return byChance / failing
  }
}
