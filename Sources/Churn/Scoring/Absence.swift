public import ChurnData

/// Why a customer is not on a list.
public enum Absence: Sendable, Equatable {
  /// He must not be contacted.
  case suppressed
  /// He belongs to another segment than the one asked for.
  case otherSegment(String)
  /// He does not meet the condition of the list.
  case conditionNotMet
  /// His value is not known while that of others is.
  case withoutValue
  /// He was contacted too short a while ago.
  case coolingDown(until: Day)
  /// He meets the condition of no playbook, or there is nothing to offer him.
  case noPlaybookFits
  /// The playbooks that would fit were used for him too short a while ago.
  case playbookCoolingDown(playbook: String, until: Day)
  /// The best that could be done costs more than it brings, or as much.
  case costsMore(playbook: String?, netValue: Double)
  /// The best that could be done brings less than the least value asked for.
  case underLeast(playbook: String?, netValue: Double)
  /// The best playbook for him is full with customers who bring more.
  case playbookFull(playbook: String, capacity: Int)
  /// The channel of the best playbook for him is full with customers who bring more.
  case channelFull(playbook: String, channel: String, capacity: Int)
  /// As many are contacted as were allowed.
  case limitReached(playbook: String?)
  /// The money goes to customers who bring more.
  case budgetSpent(playbook: String?)
  /// He was not scored.
  case notScored(Eligibility.Standing)

  /// One word for files and counts; it never changes.
  public var code: String {
    switch self {
    case .suppressed: "suppressed"
    case .otherSegment: "other-segment"
    case .conditionNotMet: "condition"
    case .withoutValue: "no-value"
    case .coolingDown: "cooldown"
    case .noPlaybookFits: "no-playbook"
    case .playbookCoolingDown: "playbook-cooldown"
    case .costsMore: "does-not-pay"
    case .underLeast: "under-min-value"
    case .playbookFull: "playbook-full"
    case .channelFull: "channel-full"
    case .limitReached: "limit"
    case .budgetSpent: "budget"
    case .notScored: "not-scored"
    }
  }

  /// The reason in words, as a sentence.
  public var description: String {
    switch self {
    case .suppressed: "must not be contacted (--suppress)."
    case .otherSegment(let segment):
      segment.isEmpty ? "is in no segment." : "is in another segment, \(segment)."
    case .conditionNotMet: "does not meet --where."
    case .withoutValue: "has no known value, while others have one."
    case .coolingDown(let day): "was contacted lately; free again on \(day)."
    case .noPlaybookFits: "qualifies for no playbook."
    case .playbookCoolingDown(let playbook, let day):
      "qualifies for playbooks that were used lately; the first, \(playbook), is free on \(day)."
    case .costsMore: "would cost more than the contact is expected to bring."
    case .underLeast: "would bring less than --min-value."
    case .playbookFull(let playbook, let capacity):
      "\(playbook) is full with \(capacity) who bring more."
    case .channelFull(_, let channel, let capacity):
      "the channel \(channel) is full with \(capacity) who bring more."
    case .limitReached: "--limit is reached with customers who bring more."
    case .budgetSpent: "the budget goes to customers who bring more."
    case .notScored(let standing): "not scored: \(standing.phrase)."
    }
  }

  /// The playbook that the reason is about, and what it would bring where that is the point.
  public var playbook: String? {
    switch self {
    case .playbookCoolingDown(let playbook, _), .playbookFull(let playbook, _),
      .channelFull(let playbook, _, _):
      playbook
    case .costsMore(let playbook, _), .underLeast(let playbook, _), .limitReached(let playbook),
      .budgetSpent(let playbook):
      playbook
    default: nil
    }
  }
}
