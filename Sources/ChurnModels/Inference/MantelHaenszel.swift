internal import ChurnMath
internal import Glibc

/// Two groups compared within strata: how many times as often something happens in the first.
///
/// With, in stratum *k*, *aₖ* of *n₁ₖ* against *bₖ* of *n₀ₖ* and *Nₖ* = *n₁ₖ* + *n₀ₖ*, the common ratio is
/// *Σ aₖ n₀ₖ / Nₖ ÷ Σ bₖ n₁ₖ / Nₖ*. Strata in which one group is empty say nothing. Each stratum may hold
/// few rows as long as there are many of them.
///
/// - SeeAlso: Mantel & Haenszel (1959), doi:10.1093/jnci/22.4.719; variance of the logarithm: Greenland &
///   Robins (1985), doi:10.2307/2530643.
public struct MantelHaenszel: Sendable, Equatable {
  /// One stratum.
  public struct Stratum: Sendable, Equatable {
    /// Of the first group, those to whom it happened.
    public var firstEvents: Int
    /// The first group.
    public var first: Int
    /// Of the second group, those to whom it happened.
    public var secondEvents: Int
    /// The second group.
    public var second: Int

    /// A table of counts; events must not exceed their group.
    public init(firstEvents: Int, first: Int, secondEvents: Int, second: Int) {
      precondition(
        firstEvents >= 0 && secondEvents >= 0 && firstEvents <= first && secondEvents <= second,
        "\(firstEvents) of \(first) and \(secondEvents) of \(second)")
      self.firstEvents = firstEvents
      self.first = first
      self.secondEvents = secondEvents
      self.second = second
    }
  }

  /// The common ratio of the two rates; nil when the second group has no event in any stratum that
  /// counts.
  public let ratio: Double?
  /// The 95 % interval of the ratio; nil where it or its spread is not defined.
  public let interval: ClosedRange<Double>?
  /// The two-sided test that both rates are alike in all strata, without correction for continuity; nil
  /// when nothing varies.
  public let p: Double?
  /// Events of the first group beyond those expected from the strata.
  public let excess: Double
  /// Rows of strata with both groups.
  public let comparable: Int

  /// Compares the groups.
  public init(_ strata: [Stratum]) {
    var above = 0.0
    var below = 0.0
    var spread = 0.0
    var excess = 0.0
    var variance = 0.0
    var rows = 0
    for stratum in strata where stratum.first > 0 && stratum.second > 0 {
      let (a, b) = (Double(stratum.firstEvents), Double(stratum.secondEvents))
      let (first, second) = (Double(stratum.first), Double(stratum.second))
      let total = first + second
      let events = a + b
      rows += stratum.first + stratum.second
      above += a * second / total
      below += b * first / total
      spread += (events * first * second - a * b * total) / (total * total)
      excess += a - events * first / total
      if total > 1 {
        variance += first * second * events * (total - events) / (total * total * (total - 1))
      }
    }
    self.excess = excess
    comparable = rows
    ratio = below > 0 ? above / below : nil
    if above > 0, below > 0, spread > 0 {
      let center = log(above / below)
      let reach =
        NormalDistribution.deviations(level: 0.95) * (spread / (above * below)).squareRoot()
      interval = exp(center - reach)...exp(center + reach)
    } else {
      interval = nil
    }
    p =
      variance > 0
      ? min(1, 2 * NormalDistribution.share(above: abs(excess) / variance.squareRoot())) : nil
  }
}
