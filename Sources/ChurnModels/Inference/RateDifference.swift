internal import ChurnMath
internal import Glibc

/// How two shares differ, such as the churn of the contacted and of the held out.
///
///     RateDifference(treated: (30, 200), control: (50, 200))?.difference   // −0.1, −0.18 to −0.02
///
/// The difference has Newcombe's interval (his method 10, made of the Wilson intervals of both shares),
/// which holds its level with few rows and near 0 and 1, where *p̂ ± z s* does not. The ratio has the
/// interval of its logarithm's standard error, *√((1 − p₁)/(n₁ p₁) + (1 − p₀)/(n₀ p₀))* (Katz). The
/// p-value is that of the score test with the pooled share: Pearson's χ² without correction.
///
/// - SeeAlso: Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I;
///   Katz et al. (1978), doi:10.2307/2530610.
public struct RateDifference: Sendable, Equatable {
  /// A share and what it is of.
  public struct Rate: Sendable, Equatable {
    /// How many did.
    public let count: Int
    /// Of how many.
    public let rows: Int
    /// The share with its Wilson interval.
    public let share: Estimate
  }

  /// The share in the treated group.
  public let treated: Rate
  /// The share in the group that is compared with.
  public let control: Rate
  /// The treated share less the other.
  public let difference: Estimate
  /// The treated share over the other; nil when either is zero.
  public let ratio: Estimate?
  /// How often a difference as large would come by chance; 1 where both shares are 0 or both are 1.
  public let p: Double

  /// Compares two shares; nil when a group is empty or more did than there are.
  public init?(
    treated: (count: Int, rows: Int), control: (count: Int, rows: Int),
    confidence: Confidence = .usual
  ) {
    guard treated.rows > 0, control.rows > 0, (0...treated.rows).contains(treated.count),
      (0...control.rows).contains(control.count)
    else { return nil }
    let z = confidence.deviations
    let first = Self.wilson(treated, z: z)
    let second = Self.wilson(control, z: z)
    self.treated = Rate(count: treated.count, rows: treated.rows, share: first)
    self.control = Rate(count: control.count, rows: control.rows, share: second)
    let (p1, p0) = (first.value, second.value)
    func root(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    difference = Estimate(
      value: p1 - p0, lower: p1 - p0 - root(p1 - first.lower, second.upper - p0),
      upper: p1 - p0 + root(first.upper - p1, p0 - second.lower))
    let (n1, n0) = (Double(treated.rows), Double(control.rows))
    if treated.count > 0, control.count > 0 {
      let reach = z * ((1 - p1) / (n1 * p1) + (1 - p0) / (n0 * p0)).squareRoot()
      ratio = Estimate(
        value: p1 / p0, lower: p1 / p0 * exp(-reach), upper: p1 / p0 * exp(reach))
    } else {
      ratio = nil
    }
    let pooled = Double(treated.count + control.count) / (n1 + n0)
    let variance = pooled * (1 - pooled) * (1 / n1 + 1 / n0)
    p = variance > 0 ? 2 * NormalDistribution.share(above: abs(p1 - p0) / variance.squareRoot()) : 1
  }

  /// Wilson's interval of a share.
  static func wilson(_ rate: (count: Int, rows: Int), z: Double) -> Estimate {
    let n = Double(rate.rows)
    let share = Double(rate.count) / n
    let square = z * z
    let center = (share + square / (2 * n)) / (1 + square / n)
    let spread = (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
    let reach = z / (1 + square / n) * spread
    return Estimate(
      value: share, lower: rate.count == 0 ? 0 : max(0, center - reach),
      upper: rate.count == rate.rows ? 1 : min(1, center + reach))
  }
}
