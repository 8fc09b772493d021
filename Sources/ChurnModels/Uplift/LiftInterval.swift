/// The difference of the mean gains of two arms, with its 95 % interval.
///
/// Gains of 0 and 1: Newcombe's interval, from the Wilson intervals of both shares, which holds for few
/// customers and for shares of 0 too. Others, such as money: Welch's. Customers may count in part, which
/// is why the arms are given as sums.
///
/// - SeeAlso: Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I,
///   method 10.
public struct LiftInterval: Sendable, Equatable {
  /// Contacted customers.
  public let treated: Double
  /// Customers left alone.
  public let control: Double
  /// Their mean gains.
  public let treatedMean: Double
  /// The mean gain of those left alone.
  public let controlMean: Double
  /// The difference, contacted minus left alone.
  public let lift: Double
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double

  /// The lift of all customers of a ranking; nil unless both arms have customers.
  public init?(of ranked: RankedCampaign, isBinary: Bool) {
    self.init(ranked.total, isBinary: isBinary)
  }

  init?(_ sums: RankedCampaign.Sums, isBinary: Bool) {
    guard sums.treated > 0, sums.control > 0 else { return nil }
    treated = sums.treated
    control = sums.control
    treatedMean = sums.treatedGain / sums.treated
    controlMean = sums.controlGain / sums.control
    lift = treatedMean - controlMean
    if isBinary {
      let first = min(1, max(0, treatedMean))
      let second = min(1, max(0, controlMean))
      let one = WilsonInterval(share: first, of: treated)
      let other = WilsonInterval(share: second, of: control)
      func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
      lower = max(-1, lift - length(first - one.lower, other.upper - second))
      upper = min(1, lift + length(one.upper - first, second - other.lower))
    } else {
      func part(_ squares: Double, _ mean: Double, _ count: Double) -> (Double, Double) {
        (max(0, squares / count - mean * mean) / max(count - 1, 1e-9), count - 1)
      }
      let estimate = WelchTest(
        difference: lift,
        parts: [
          part(sums.treatedSquares, treatedMean, treated),
          part(sums.controlSquares, controlMean, control),
        ]
      ).estimate(.usual)
      lower = estimate.lower
      upper = estimate.upper
    }
  }
}
