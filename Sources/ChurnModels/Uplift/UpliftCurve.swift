/// What is gained by contacting the first so many of a ranking, and how much a ranking is worth.
///
/// With *N* customers, *T* of them contacted; among the first *k* of the ranking *nₜ* contacted with
/// gains *gₜ* in all, *n_c* left alone with *g_c*:
///
/// * **Qini** (Radcliffe 2007): (*gₜ* − *g_c nₜ / n_c*) / *T*, gain a customer contacted;
/// * **uplift**: (*gₜ / nₜ* − *g_c / n_c*) *k / N*, gain a customer of the base.
///
/// Both end at the lift of all, and customers in random order go there on a straight line. Points stand
/// where the score changes and are joined by straight lines, so equal scores count as expectation. An
/// arm that has nobody yet counts as a gain of 0.
///
/// The **area** is that below the curve over shares from 0 to 1. Less half the lift of all it is what a
/// ranking is worth: the Qini coefficient, and for the uplift curve the AUUC above random. It is the
/// gain a customer over random order, averaged over all shares that could be contacted. **Normalised**
/// it is divided by that of the order that could not be better, so that 1 is perfect and 0 is random.
///
/// - SeeAlso: Radcliffe (2007), Using control groups to target on predicted lift, Direct Marketing
///   Analytics Journal 1; Devriendt, Guns & Verbeke (2020), arXiv:2002.05897.
public enum UpliftCurve: String, Sendable, CaseIterable {
  /// Radcliffe's curve.
  case qini
  /// The curve of AUUC.
  case uplift

  /// A share of the customers, and the gain by contacting it.
  public struct Point: Sendable, Equatable {
    /// From 0 to 1.
    public let share: Double
    /// Gain a customer.
    public let gain: Double
  }

  /// All points, from (0, 0) to (1, lift); nil unless both arms have customers.
  public func points(of ranked: RankedCampaign) -> [Point]? {
    guard ranked.hasBothArms else { return nil }
    let total = ranked.total
    return [Point(share: 0, gain: 0)]
      + ranked.ends.map { Point(share: $0.all / total.all, gain: gain($0, total)) }
  }

  /// The gain at each of some ascending shares; nil unless both arms have customers.
  public func gains(of ranked: RankedCampaign, atShares shares: [Double]) -> [Double]? {
    guard let points = points(of: ranked) else { return nil }
    var next = 1
    return shares.map { share in
      while next < points.count - 1, points[next].share < share { next += 1 }
      let (before, after) = (points[next - 1], points[next])
      let width = after.share - before.share
      guard width > 0 else { return after.gain }
      let along = min(1, max(0, (share - before.share) / width))
      return before.gain + along * (after.gain - before.gain)
    }
  }

  /// The area below the curve; nil unless both arms have customers.
  public func area(of ranked: RankedCampaign) -> Double? {
    guard ranked.hasBothArms else { return nil }
    let total = ranked.total
    var area = 0.0
    var last = Point(share: 0, gain: 0)
    for end in ranked.ends {
      let point = Point(share: end.all / total.all, gain: gain(end, total))
      area += (point.share - last.share) * (point.gain + last.gain) / 2
      last = point
    }
    return area
  }

  /// The area above that of random order: the Qini coefficient, or the AUUC above random.
  public func areaAboveRandom(of ranked: RankedCampaign) -> Double? {
    area(of: ranked).map { $0 - ranked.total.lift / 2 }
  }

  /// The same in parts of what the best possible order has; nil where that has nothing either.
  ///
  /// - Parameters:
  ///   - ranked: The order to judge.
  ///   - perfect: The same customers in the order of `perfectScores`.
  /// - Returns: 1 for the best possible order, 0 for random, below 0 for worse.
  public func normalized(of ranked: RankedCampaign, perfect: RankedCampaign) -> Double? {
    guard let area = areaAboveRandom(of: ranked), let best = areaAboveRandom(of: perfect),
      best > 1e-12
    else { return nil }
    return area / best
  }

  /// Scores by which no order of customers could be better, for gains of 0 and 1; as scikit-uplift.
  ///
  /// For the Qini curve those contacted who gained come first and those left alone who gained last; for
  /// the uplift curve those contacted who gained and those left alone who did not come first.
  public func perfectScores(isTreated: [Bool], gains: [Double]) -> [Double] {
    switch self {
    case .qini: return zip(isTreated, gains).map { $0 ? $1 : -$1 }
    case .uplift:
      let pairs = zip(isTreated, gains)
      let controlGains = pairs.count { !$0 && $1 == 1 }
      let treatedRest = pairs.count { $0 && $1 == 0 }
      return pairs.map { treated, gain in
        let isFirst = (gain == 1) == treated ? 2.0 : 0
        return isFirst + (controlGains > treatedRest ? gain : treated ? 1 : 0)
      }
    }
  }

  private func gain(_ sums: RankedCampaign.Sums, _ total: RankedCampaign.Sums) -> Double {
    switch self {
    case .qini:
      let control = sums.control > 0 ? sums.controlGain * sums.treated / sums.control : 0
      return (sums.treatedGain - control) / total.treated
    case .uplift: return sums.lift * sums.all / total.all
    }
  }
}
