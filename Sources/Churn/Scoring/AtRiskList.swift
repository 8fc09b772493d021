// Whom to contact, and where to stop.
//
// candidate   a scored customer who may be contacted
// net value   what contacting him is expected to bring, costs taken off (RetentionCosts)
// hold-out    a customer who is left alone on purpose, to measure the effect by
//
// Steps: leave out the suppressed and those of other segments; rank by net value; go down the ranks
// until a contact costs more than it brings, or a limit is hit.

/// The list of customers to contact: ranked by expected net value, cut where it stops paying.
///
/// With playbooks each customer gets the action that suits the list as a whole; see
/// ``init(_:playing:limits:holdOut:)``.
///
/// Ranks are by net value, the highest first; ties by the higher probability, then by the bytes of
/// the id. As net values fall along the ranks, their sum is highest at the last one above zero: there
/// the list ends, or earlier at the first limit. Hold-out rows stand at their rank and count for
/// nothing: not for the costs, the limit or the sums.
///
/// Where no candidate has a value at risk, there is no money to rank by: ranks are by probability,
/// and the list ends at a limit or with the last candidate. Where some have none, those are left out
/// and counted.
///
/// - Complexity: O(*n* log *n*) in the number of candidates.
public struct AtRiskList: Sendable, Equatable {
  /// A scored customer.
  public struct Candidate: Sendable, Equatable {
    /// The customer's id, byte for byte.
    public var id: String
    /// The probability of churn, in [0, 1].
    public var churnProbability: Double
    /// Churn probability × margin expected; nil where no money is known.
    public var valueAtRisk: Double?
    /// The segment; empty where there is none.
    public var segment: String
    /// What to do; empty where nothing is proposed.
    public var action: String
    /// Why the customer is at risk, the strongest reason first.
    public var reasons: [String]
    /// Margin of the coming year if the customer stays; nil where nobody knows it.
    public var marginExpected: Double?
    /// The band of the probability; empty where there is none.
    public var riskBand = ""

    /// A candidate with the given score.
    public init(
      id: String, churnProbability: Double, valueAtRisk: Double? = nil, segment: String = "",
      action: String = "", reasons: [String] = []
    ) {
      self.id = id
      self.churnProbability = churnProbability
      self.valueAtRisk = valueAtRisk
      self.segment = segment
      self.action = action
      self.reasons = reasons
    }
  }

  /// What bounds a list beside the profit.
  public struct Limits: Sendable, Equatable {
    /// The most money to spend: contact cost and accepted incentives of the contacted rows.
    public var budget: Double?
    /// The most customers to contact; hold-out rows come on top.
    public var contacts: Int?
    /// The least net value of a row.
    public var minimumNetValue: Double?
    /// The only segment to take; nil for all.
    public var segment: String?
    /// Who must not be contacted, and is not held out either.
    public var suppression: Suppression
    /// What earlier contacts leave open.
    public var rules = ContactRules.none
    /// Whether each candidate meets the condition of the list; nil = all do.
    public var meets: [Bool]?
    /// The save rate of each segment, where campaigns have shown it; nil = what the costs say.
    public var saveRates: SaveRates?

    /// No limits but those given.
    public init(
      budget: Double? = nil, contacts: Int? = nil, minimumNetValue: Double? = nil,
      segment: String? = nil, suppression: Suppression = .none
    ) {
      self.budget = budget
      self.contacts = contacts
      self.minimumNetValue = minimumNetValue
      self.segment = segment
      self.suppression = suppression
    }
  }

  /// Whether a customer is contacted.
  public enum Group: String, Sendable, CaseIterable {
    /// To be contacted.
    case contact
    /// Left alone on purpose, to measure the effect by.
    case holdout
  }

  /// One row of the list.
  public struct Row: Sendable, Equatable {
    /// The scored customer.
    public let candidate: Candidate
    /// Whether he is contacted.
    public let group: Group
    /// What contacting him is expected to bring; nil without money.
    public let expectedNetValue: Double?
    /// The sum of `expectedNetValue` over the contacted rows down to here; nil without money.
    public let cumulativeNetValue: Double?
    /// What is done for the customer; nil for a list without playbooks.
    public var play: Play?
  }

  /// What a playbook does for a customer.
  public struct Play: Sendable, Equatable {
    /// The playbook's name.
    public let playbook: String
    /// By what way he is contacted.
    public let channel: String
    /// What he is offered.
    public let offer: String
    /// All of it in words.
    public let action: String
    /// Money for the contact.
    public let contactCost: Double
    /// Money for the incentive if he takes it.
    public let incentive: Double
    /// Money that the contact is expected to cost.
    public let expectedCost: Double
    /// The share of leavers whom it is expected to keep.
    public let saveRate: Double
    /// The customers among whom the same share is held out.
    public let stratum: String
  }

  /// A customer who is not on the list, and why.
  public struct Absentee: Sendable, Equatable {
    /// The customer.
    public let id: String
    /// The probability of churn.
    public let churnProbability: Double
    /// Churn probability × margin expected; nil where no money is known.
    public let valueAtRisk: Double?
    /// The most that could be expected of contacting him, costs taken off; nil where nothing could be
    /// done or nobody knows.
    public let netValue: Double?
    /// Why.
    public let absence: Absence
  }

  /// The rows in the order of their ranks.
  public let rows: [Row]
  /// The totals, and why the list ends where it does.
  public let summary: AtRiskSummary
  /// The candidates who are not on the list, by falling probability, then by the bytes of the id.
  public let absentees: [Absentee]
}
