internal import ChurnData

extension OrderLifetimes {
  /// What begins and what ends a lifetime.
  func span(_ horizonDays: Int, usesLandmark: Bool) -> String {
    switch (ending, usesLandmark) {
    case (.nextOrder, false): "from an order to the next"
    case (.nextOrder, true): "from the landmark to the next order"
    case (.churn, true):
      "from the landmark to the day on which a silence of more than \(horizonDays) days shows"
    case (.churn, false):
      dating == .lastOrder
        ? "from the first order to the last before a silence of more than \(horizonDays) days"
        : "from the first order to the day on which a silence of more than \(horizonDays) days shows"
    }
  }

  /// Says how churn was dated and who could not be followed.
  func say(_ lives: Lives, _ window: FollowUp, _ notes: inout [String]) {
    let days = window.horizonDays
    notes.append(
      "Churn is a silence of more than \(days) days, and shows only after them: what lies after "
        + "\(window.known), \(days) days before the last day of the data, cannot be told yet, so every "
        + "lifetime is watched up to that day"
        + (dating == .lastOrder
          ? " and a churn is dated at the last order."
          : ". A churn is dated at the day on which it shows.")
    )
    if lives(.maybeOlder) > 0 {
      notes.append(
        "\(Self.customers(lives(.maybeOlder))) left out: the first order seen lies within the first "
          + "\(window.burnInDays) days of the data, so it may not be the first (--burn-in)"
          + (since == nil
            ? "; a column that says since when they are customers (--since) keeps them."
            : "."))
    }
    if lives(.churnedBefore) > 0 {
      notes.append(
        "\(Self.customers(lives(.churnedBefore))) left out: customers since before the data, but silent "
          + "for the first \(days) days of them.")
    }
    if lives(.entersLate) > 0 {
      notes.append(
        "\(Self.customers(lives(.entersLate))) since before \(window.start), when the data begin, "
          + "\(lives(.entersLate) == 1 ? "enters" : "enter") late: at the age reached then.")
    }
    if lives(.tooLate) > 0 {
      notes.append(
        "\(Self.customers(lives(.tooLate))) left out: the first order lies within the last "
          + "\(days) days, so nothing can be said yet.")
    }
    sayRest(lives, &notes)
  }

  /// Says at which day segments were told and who had none.
  func say(_ lives: Lives, landmark day: Day, _ horizonDays: Int, _ notes: inout [String]) {
    notes.append(
      "Segments are those of \(day), by what was known then, and time runs from that day: segments of "
        + "today would know who left (--landmark chooses another day).")
    if lives(.notYet) > 0 {
      notes.append("\(Self.customers(lives(.notYet))) left out: no order before \(day).")
    }
    if lives(.dormant) > 0 {
      notes.append(
        "\(Self.customers(lives(.dormant))) left out: silent for more than \(horizonDays) days on \(day), "
          + "so churned already.")
    }
    sayRest(lives, &notes)
  }

  /// Says what pauses are and whose were left out.
  func say(_ lives: Lives, end: Day, _ notes: inout [String]) {
    notes.append(
      "Every pause counts once, so who orders often has more of them: the curve is that of orders, not "
        + "of customers, and its bands take pauses for independent.")
    if lives(.maybeOlder) > 0 {
      notes.append(
        "\(Self.customers(lives(.maybeOlder))) left out: the first order seen lies within the burn-in."
      )
    }
    sayRest(lives, &notes)
  }

  private func sayRest(_ lives: Lives, _ notes: inout [String]) {
    if lives(.nothingKept) > 0 {
      notes.append("\(Self.customers(lives(.nothingKept))) left out: every order was taken back.")
    }
    if lives(.cameBack) > 0 {
      notes.append(
        "\(Self.customers(lives(.cameBack))) of those who churned ordered again later: only the first "
          + "silence counts.")
    }
  }

  /// Why nobody is left.
  func reasons(_ lives: Lives, _ horizonDays: Int) -> [String] {
    let words: [(Tally, String)] = [
      (.maybeOlder, "first seen within the burn-in"),
      (.tooLate, "first ordered within the last \(horizonDays) days"),
      (.churnedBefore, "had churned before the data begin"),
      (.notYet, "no order before the landmark"),
      (.dormant, "silent for too long at the landmark"), (.nothingKept, "every order taken back"),
    ]
    return words.filter { lives($0.0) > 0 }.map { "\(lives($0.0)) \($0.1)" }
  }

  private static func customers(_ count: Int) -> String {
    "\(count) \(count == 1 ? "customer" : "customers")"
  }
}
