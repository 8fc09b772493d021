internal import ChurnModels

/// Whether segments differ in what their customers did afterwards, and how much.
///
/// Segments are those of the day a horizon ago; what came is known since. With many customers any
/// difference is significant, so the effect is what counts.
public struct SegmentDifference: Sendable, Encodable {
  /// Of churn rates: Pearson's chi-square on churned and stayed by segment.
  public struct Churn: Sendable, Encodable {
    /// χ².
    public let chiSquare: Double
    /// Its degrees of freedom.
    public let degreesOfFreedom: Int
    /// How likely so large a χ² is where segments do not differ.
    public let p: Double
    /// Cramér's V, from 0 to 1.
    public let cramersV: Double
    /// The smallest expected count; the test is rough below 5.
    public let leastExpected: Double
  }

  /// Of the money that came since: Kruskal-Wallis on ranks, and Welch's test of means.
  public struct Money: Sendable, Encodable {
    /// *H*.
    public let kruskalWallis: Double
    /// Its degrees of freedom.
    public let degreesOfFreedom: Int
    /// How likely so large an *H* is where segments do not differ.
    public let p: Double
    /// ε², the share of the ranks' variance between segments.
    public let epsilonSquared: Double
    /// Welch's *F*; nil where a segment does not vary.
    public let welchF: Double?
    /// How likely so large an *F* is where means do not differ.
    public let welchP: Double?
    /// ω², the share of the variance between segments.
    public let omegaSquared: Double?
  }

  /// Of churn rates; nil where all or none churned.
  public let churn: Churn?
  /// Of money; nil without amounts, and where nobody spent.
  public let money: Money?

  /// Tests what came of customers by segment; nil where neither can be told.
  ///
  /// - Parameters:
  ///   - codes: The segment of each customer; −1 leaves one out.
  ///   - count: The number of segments.
  ///   - outcome: What came of them.
  init?(codes: [Int], count: Int, outcome: SegmentOutcome) {
    var table = [[Int]](repeating: [0, 0], count: count)
    for (row, code) in codes.enumerated() where code >= 0 {
      table[code][outcome.churned[row] ? 0 : 1] += 1
    }
    churn = ChiSquareTest(table).map { test in
      Churn(
        chiSquare: test.statistic, degreesOfFreedom: test.degreesOfFreedom, p: test.p,
        cramersV: test.cramersV, leastExpected: test.leastExpected)
    }
    money = outcome.money.flatMap { money in
      guard let test = KruskalWallisTest(money, groups: codes, groupCount: count) else {
        return nil
      }
      let welch = WelchAnova(money, groups: codes, groupCount: count)
      return Money(
        kruskalWallis: test.statistic, degreesOfFreedom: test.degreesOfFreedom, p: test.p,
        epsilonSquared: test.epsilonSquared, welchF: welch?.statistic, welchP: welch?.p,
        omegaSquared: welch?.omegaSquared)
    }
    if churn == nil, money == nil { return nil }
  }

  /// How strong an effect is, in a word or two that fit "difference".
  public enum Strength: String, Sendable {
    /// No more than chance would make, or next to nothing.
    case none = "next to none"
    case weak = "weak"
    case medium = "clear"
    case strong = "strong"
  }

  /// The level of a p-value beyond which a difference is taken for chance.
  static let level = 0.05

  /// How much segments differ in churn: V from 0.1, 0.3 and 0.5 on (Cohen's limits for one degree).
  public var churnStrength: Strength? {
    churn.map { churn in
      churn.p >= Self.level || churn.cramersV < 0.1
        ? .none : churn.cramersV < 0.3 ? .weak : churn.cramersV < 0.5 ? .medium : .strong
    }
  }

  /// How much segments differ in money: ε² from 0.01, 0.06 and 0.14 on.
  public var moneyStrength: Strength? {
    money.map { money in
      money.p >= Self.level || money.epsilonSquared < 0.01
        ? .none
        : money.epsilonSquared < 0.06 ? .weak : money.epsilonSquared < 0.14 ? .medium : .strong
    }
  }
}
