/// What can be done for a customer: for whom, by what way, with what offer, at what cost and effect.
///
/// Contacting a customer is expected to bring
///
///     s · p · m + u · (1 − p) · m + w − c − i · a
///
/// with *p* his probability of churn and *m* the margin of the coming year if he stays: a playbook
/// keeps the share *s* of those who would leave (save rate), raises the margin of those who stay
/// anyhow by the share *u* (order uplift), is worth *w* in itself (an answer to a survey), and costs
/// *c* for the contact and *i* for the incentive, which the share *a* takes.
public struct Playbook: Sendable, Equatable {
  /// Its name, one of a kind in its table.
  public let name: String
  /// Who qualifies; nil = everybody.
  public var condition: CustomerFilter?
  /// By what way customers are contacted; capacities of channels go by it.
  public var channel: String
  /// What is offered; `{item}` stands for what goes with what the customer has bought.
  public var offer: String
  /// Money for a contact; nil = what holds for all.
  public var contactCost: Double?
  /// Money for the incentive of a customer who takes it; nil = what holds for all.
  public var incentive: Double?
  /// The share of those who would leave whom a contact keeps; nil = see ``terms(_:)``.
  public var saveRate: Double?
  /// The share of those contacted who take the incentive; nil = see ``terms(_:)``.
  public var acceptRate: Double?
  /// The share by which a contact raises the orders, and so the margin, of those who stay anyhow.
  public var orderUplift: Double?
  /// Money that a contact is worth in itself.
  public var worth: Double?
  /// Days that have to pass before the same playbook is used again.
  public var cooldownDays = 0
  /// The most customers of a list; nil = no bound.
  public var capacity: Int?
  /// Which playbook is taken where two bring the same; the higher.
  public var priority = 0.0

  /// A playbook for everybody, with nothing stated.
  public init(name: String, channel: String, offer: String) {
    self.name = name
    self.channel = channel
    self.offer = offer
  }

  /// The place of what goes with what the customer has bought.
  public static let item = "{item}"

  /// Whether the offer names an item.
  public var needsItem: Bool { offer.contains(Self.item) }

  /// The offer with its item; nil where an item is needed and there is none.
  public func offer(item: String?) -> String? {
    guard needsItem else { return offer }
    return item.map {
      offer.split(separator: Self.item, omittingEmptySubsequences: false).joined(separator: $0)
    }
  }

  /// What is to be done, in words: `win-back: e-mail with 10 % voucher`.
  public func action(offer: String) -> String {
    offer.isEmpty ? "\(name): \(channel)" : "\(name): \(channel) with \(offer)"
  }
}

/// Playbooks, and how many contacts channels and customers bear.
public struct PlaybookTable: Sendable, Equatable {
  /// How many contacts a customer bears.
  public struct Pressure: Sendable, Equatable {
    /// The most contacts within the days, of whatever playbook.
    public let contacts: Int
    /// The days that are looked back over.
    public let days: Int

    /// At most some contacts within some days.
    public init(contacts: Int, days: Int) {
      self.contacts = contacts
      self.days = days
    }
  }

  /// The playbooks, in the order of the file.
  public var playbooks: [Playbook]
  /// The most contacts of a list by channel; a channel that is not there has no bound.
  public var channelCapacities: [String: Int] = [:]
  /// How many contacts a customer bears; nil = no bound beside cooldowns.
  public var pressure: Pressure?

  /// A table of some playbooks, without bounds.
  public init(playbooks: [Playbook]) { self.playbooks = playbooks }

  /// The columns that the conditions ask for, each once, in the order of first use.
  public var columnNames: [String] {
    let names = playbooks.flatMap { $0.condition?.columnNames ?? [] }
    return names.indices.filter { !names[..<$0].contains(names[$0]) }.map { names[$0] }
  }
}
