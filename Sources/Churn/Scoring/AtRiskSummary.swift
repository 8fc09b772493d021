/// The totals of an at-risk list, and why it ends where it does.
///
/// Money, customers and savings are of the contacted rows only; hold-out rows are counted and no more.
public struct AtRiskSummary: Sendable, Equatable {
  /// What ended the list.
  public enum End: Sendable, Equatable {
    /// The next customer would cost more than he brings, or as much.
    case profitPeak
    /// The next contact would go over the budget.
    case budget
    /// As many are contacted as were allowed.
    case limit
    /// The next customer brings less than the least value asked for.
    case minimumNetValue
    /// Everyone is on the list.
    case everyone
    /// Everyone whom a playbook pays for is on the list, as far as the bounds allow.
    case assigned
  }

  /// A bound that keeps customers off a list.
  public struct Bound: Sendable, Equatable {
    /// What it is, such as `the budget is spent`.
    public let phrase: String
    /// How many it keeps off.
    public internal(set) var customers: Int
  }

  /// The totals of one playbook.
  public struct Playbook: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Its channel.
    public let channel: String
    /// The most contacts that it allows; nil = no bound.
    public let capacity: Int?
    /// Rows that are contacted.
    public internal(set) var contacts = 0
    /// Rows that are held out.
    public internal(set) var holdOuts = 0
    /// Money that the contacts are expected to cost.
    public internal(set) var costs = 0.0
    /// Customers who are expected to stay because they are contacted.
    public internal(set) var expectedSaved = 0.0
    /// Money that the contacts are expected to bring, costs taken off.
    public internal(set) var expectedNetValue = 0.0

    init(name: String, channel: String, capacity: Int?) {
      self.name = name
      self.channel = channel
      self.capacity = capacity
    }
  }

  /// Whether there is money to rank by; else ranks are by probability.
  public let hasMoney: Bool
  /// What ended the list.
  public internal(set) var end: End = .everyone
  /// Customers who were ranked.
  public internal(set) var candidates = 0
  /// Rows that are contacted.
  public internal(set) var contacts = 0
  /// Rows that are held out.
  public internal(set) var holdOuts = 0
  /// Customers left out because they must not be contacted.
  public internal(set) var suppressed = 0
  /// Customers left out because they belong to other segments.
  public internal(set) var otherSegments = 0
  /// Customers left out because their value is not known while that of others is.
  public internal(set) var withoutValue = 0
  /// Customers left out because they do not meet the condition of the list.
  public internal(set) var conditionNotMet = 0
  /// Customers left out because they were contacted too short a while ago.
  public internal(set) var coolingDown = 0
  /// The totals of each playbook, in the order of the file; empty without playbooks.
  public internal(set) var playbooks: [Playbook] = []
  /// What no other list within the bounds could bring more than, hold-out rows taken as contacts, less
  /// what this one brings; nil without playbooks.
  public internal(set) var optimalityGap: Double?
  /// Bounds that keep somebody off the list who would pay; empty without playbooks.
  public internal(set) var bounds: [Bound] = []
  /// Money that the contacts are expected to cost.
  public internal(set) var costs = 0.0
  /// Money that the contacts are expected to bring, costs taken off; nil without money.
  public internal(set) var expectedNetValue: Double?
  /// Margin that the contacted customers are expected to take away.
  public internal(set) var valueAtRisk = 0.0
  /// Customers who are expected to stay because they are contacted.
  public internal(set) var expectedSaved = 0.0

  init(hasMoney: Bool) { self.hasMoney = hasMoney }

  /// The number of the last row, hold-out rows counted; 0 when the list is empty.
  public var lastRow: Int { contacts + holdOuts }

  /// Where and why the list ends, as a sentence.
  public var endSentence: String {
    if candidates == 0 { return "Nobody is left to choose from." }
    let row = lastRow == 0 ? "before its first row" : "after row \(lastRow)"
    return switch end {
    case .profitPeak:
      costs > 0 || lastRow == 0
        ? "The list ends \(row): the next contact would cost more than it brings."
        : "The list ends \(row): whoever comes next has no risk, or no value, to lose."
    case .budget: "The list ends \(row): the budget is spent."
    case .limit: "The list ends \(row): as many are contacted as --limit allows."
    case .minimumNetValue: "The list ends \(row): the next contact brings less than --min-value."
    case .everyone:
      hasMoney
        ? "The list ends \(row), with everyone on it: each contact pays."
        : "The list ends \(row), with everyone on it: without money nothing says where to stop."
    case .assigned:
      bounds.isEmpty
        ? "Everybody whom a playbook pays for is on the list."
        : "Others would pay, but "
          + bounds.map { "\($0.phrase) (\($0.customers) left out)" }.joined(separator: ", ") + "."
    }
  }
}
