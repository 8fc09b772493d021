public import ChurnData

/// What earlier contacts leave open on the day of a list.
public struct ContactRules: Sendable, Equatable {
  /// Who was contacted when, as known on the day.
  public let history: ContactHistory
  /// The day of the list.
  public let day: Day
  /// Days that have to pass between two contacts of a customer, of whatever playbook.
  public let cooldownDays: Int
  /// How many contacts a customer bears; nil = no bound.
  public let pressure: PlaybookTable.Pressure?

  /// Nothing was ever sent, so everything is open.
  public static let none = ContactRules(history: .none, day: Day(number: 0))

  /// Rules of a day; contacts after it are not known yet.
  public init(
    history: ContactHistory, day: Day, cooldownDays: Int = 0,
    pressure: PlaybookTable.Pressure? = nil
  ) {
    self.history = history.known(on: day)
    self.day = day
    self.cooldownDays = cooldownDays
    self.pressure = pressure
  }

  /// The first day on which a customer may be contacted again; nil = on the day of the list.
  ///
  /// The last contact lies at least `cooldownDays` back, and with one more contact there are no more
  /// within the days of `pressure` than it allows.
  public func restsUntil(_ id: String) -> Day? {
    let days = history.contacts(of: id).filter(\.isContacted).map(\.day)
    guard let last = days.last else { return nil }
    var free = last + cooldownDays
    if let pressure {
      guard pressure.contacts > 0 else { return day + max(1, pressure.days) }
      if days.count >= pressure.contacts {
        free = max(free, days[days.count - pressure.contacts] + pressure.days)
      }
    }
    return free > day ? free : nil
  }

  /// The first day on which a playbook may be used again for a customer; nil = on the day of the list.
  ///
  /// A contact whose playbook is not known counts for every playbook.
  public func restsUntil(_ id: String, playbook: Playbook) -> Day? {
    guard playbook.cooldownDays > 0 else { return nil }
    let last = history.contacts(of: id).last { contact in
      guard contact.isContacted else { return false }
      guard let action = contact.action else { return true }
      return action == playbook.name || action.hasPrefix(playbook.name + ":")
    }
    guard let last, last.day + playbook.cooldownDays > day else { return nil }
    return last.day + playbook.cooldownDays
  }

  /// Whether a customer was held out of the last list that he was on.
  public func wasHeldOut(_ id: String) -> Bool {
    history.contacts(of: id).last.map { !$0.isContacted } ?? false
  }
}
