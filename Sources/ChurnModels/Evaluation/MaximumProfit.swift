internal import ChurnMath

/// The most that a retention campaign can bring with a ranking, a customer of the base, and how far
/// down the list it then goes.
///
/// A churner who is contacted accepts the offer with chance *γ* and stays, worth his lifetime value less
/// the incentive; everyone who would have stayed takes the incentive as well:
///
///     profit(t) = (γ (CLV − d) − f) π₁ F₁(t) − (d + f) π₀ F₀(t)
///
/// with *d* the incentive, *f* the contact, *π* the shares of the classes and *F(t)* the shares of each
/// that score at least *t*. Contacting nobody brings 0, so that no value is negative.
///
/// - SeeAlso: Verbraken, Verbeke & Baesens (2013), doi:10.1109/TKDE.2012.50.
public struct MaximumProfit: Sendable, Equatable {
  /// Money a customer of the base, contacted or not; at least 0.
  public let perCustomer: Double
  /// The share of the base that is contacted for it.
  public let share: Double

  /// What a campaign costs and may bring.
  public struct Campaign: Sendable, Equatable {
    /// What a customer who stays is worth.
    public let value: Double
    /// What the offer costs when it is taken.
    public let incentive: Double
    /// What a contact costs.
    public let contact: Double

    /// A campaign; nil unless all are finite and the costs at least 0.
    public init?(value: Double, incentive: Double, contact: Double) {
      guard value.isFinite, incentive.isFinite, contact.isFinite, incentive >= 0, contact >= 0
      else { return nil }
      self.value = value
      self.incentive = incentive
      self.contact = contact
    }
  }

  /// The maximum profit at a known chance of acceptance (MPC); nil unless both classes have some weight
  /// and the chance lies in [0, 1].
  ///
  /// Of equally good thresholds the one with the fewest contacts counts.
  public static func known(
    of ranked: RankedScores, campaign: Campaign, acceptRate: Double
  ) -> MaximumProfit? {
    RocHull(ranked).flatMap { known($0, campaign: campaign, acceptRate: acceptRate) }
  }

  static func known(
    _ hull: RocHull, campaign: Campaign, acceptRate: Double
  ) -> MaximumProfit? {
    guard (0...1).contains(acceptRate) else { return nil }
    let all = hull.totals.churned + hull.totals.retained
    let kept = acceptRate * (campaign.value - campaign.incentive) - campaign.contact
    let wasted = campaign.incentive + campaign.contact
    var profit = 0.0
    var contacted = 0.0
    var best = MaximumProfit(perCustomer: 0, share: 0)
    for piece in hull.pieces {
      profit += kept * piece.churned - wasted * piece.retained
      contacted += piece.churned + piece.retained
      if profit / all > best.perCustomer {
        best = MaximumProfit(perCustomer: profit / all, share: contacted / all)
      }
    }
    return best.perCustomer.isFinite ? best : nil
  }

  /// The expected maximum profit when the chance of acceptance is drawn from a beta distribution (EMPC).
  ///
  /// Exact: each piece of the ROC curve's convex hull is contacted from some chance on, so that the
  /// expectation is a sum of incomplete beta functions. Beta(6, 14), of mean 0.3, is the paper's.
  ///
  /// - Returns: Nil unless both classes have some weight and the parameters are positive.
  public static func expected(
    of ranked: RankedScores, campaign: Campaign, alpha: Double = 6, beta: Double = 14
  ) -> MaximumProfit? {
    RocHull(ranked).flatMap { expected($0, campaign: campaign, alpha: alpha, beta: beta) }
  }

  static func expected(
    _ hull: RocHull, campaign: Campaign, alpha: Double, beta: Double
  ) -> MaximumProfit? {
    guard let chance = BetaDistribution(alpha, beta), let lifted = BetaDistribution(alpha + 1, beta)
    else { return nil }
    let all = hull.totals.churned + hull.totals.retained
    let gained = campaign.value - campaign.incentive
    let wasted = campaign.incentive + campaign.contact
    // An offer worth more than the customer is never made.
    guard gained > 0 else { return MaximumProfit(perCustomer: 0, share: 0) }
    var profit = 0.0
    var share = 0.0
    for piece in hull.pieces where piece.churned > 0 {
      // The piece pays from this chance on: γ (CLV − d) churned > f churned + (d + f) retained.
      let cost = campaign.contact * piece.churned + wasted * piece.retained
      let from = cost / (gained * piece.churned)
      let above = 1 - chance.share(below: from)
      profit += gained * piece.churned * chance.mean * (1 - lifted.share(below: from))
      profit -= cost * above
      share += (piece.churned + piece.retained) * above
    }
    guard profit.isFinite else { return nil }
    return MaximumProfit(perCustomer: max(0, profit / all), share: min(1, share / all))
  }
}
