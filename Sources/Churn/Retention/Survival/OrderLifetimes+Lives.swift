internal import ChurnData
internal import ChurnMath

extension OrderLifetimes {
  /// The time from each customer's first order to the first silence of more than H days.
  ///
  /// A first order on the last possible day counts as a lifetime of one day. A customer who is one
  /// since before the data (`starts`) is at risk from their start on; what churned earlier and came
  /// back cannot be told from what never left, but for a first order later than H days.
  func toChurn(_ days: PurchaseDays, _ window: FollowUp, starts: [Day?]?) -> Lives {
    var lives = Lives()
    for customer in 0..<days.customerCount {
      let bought = days(customer)
      guard let first = bought.first else {
        lives.count(.nothingKept)
        continue
      }
      var since = first
      var entry = 0
      if let known = starts?[customer], known <= first {
        since = known
        if known < window.start {
          guard first < window.start + window.horizonDays else {
            lives.count(.churnedBefore)
            continue
          }
          entry = window.entry(from: known, seen: window.start)
        } else if known < first {
          // Before his first order nobody could have been seen leaving.
          entry = window.entry(from: known, seen: first)
        }
      } else if first < window.firstNew {
        lives.count(.maybeOlder)
        continue
      }
      let last = Self.lastBeforeSilence(bought[...], window.horizonDays)
      if let last, last <= window.known {
        lives.lives.append(
          Life(
            customer: customer, start: since, days: window.age(last, from: since),
            hasEnded: true, entry: entry))
        if last < bought[bought.count - 1] { lives.count(.cameBack) }
      } else {
        let watched = window.watched(from: since)
        guard watched > entry else {
          lives.count(.tooLate)
          continue
        }
        lives.lives.append(
          Life(customer: customer, start: since, days: watched, hasEnded: false, entry: entry))
      }
      if entry > 0, since < window.start { lives.count(.entersLate) }
    }
    return lives
  }

  /// The last order before the first silence of more than `horizonDays`; the very last order where
  /// there was none, as the silence after it may last.
  private static func lastBeforeSilence(_ bought: ArraySlice<Day>, _ horizonDays: Int) -> Day? {
    for (day, next) in zip(bought, bought.dropFirst()) where next - day > horizonDays { return day }
    return bought.last
  }

  /// Every pause between two purchase days, and the one still open at the end.
  ///
  /// On the last day of the data an order would still have been seen: an open pause is known to last
  /// longer than up to there.
  func pauses(_ days: PurchaseDays, start: Day, end: Day) -> Lives {
    var lives = Lives()
    var burntIn = start
    if case .days(let burnIn) = burnIn { burntIn = start + burnIn }
    for customer in 0..<days.customerCount {
      let bought = days(customer)
      guard let first = bought.first, let last = bought.last else {
        lives.count(.nothingKept)
        continue
      }
      guard first >= burntIn else {
        lives.count(.maybeOlder)
        continue
      }
      for (place, pair) in zip(bought, bought.dropFirst()).enumerated() {
        lives.lives.append(
          Life(
            customer: customer, start: pair.0, days: pair.1 - pair.0, hasEnded: true,
            order: place + 1))
      }
      lives.lives.append(
        Life(
          customer: customer, start: last, days: end - 1 - last, hasEnded: false,
          order: bought.count))
    }
    return lives
  }

  /// The time from a landmark on, of those who were customers then.
  ///
  /// What is compared must be known when time begins to run: a segment as of today would put those
  /// who left among the lost and find that the lost leave early. Churn is dated at its detection here,
  /// as the last order of somebody not yet silent for long may lie before the landmark.
  func residual(_ days: PurchaseDays, _ stages: StagesAtDay, end: Day, _ horizonDays: Int) -> Lives
  {
    var lives = Lives()
    for customer in 0..<days.customerCount {
      guard let last = stages.lastOrders[customer] else {
        lives.count(days.first(customer) == nil ? .nothingKept : .notYet)
        continue
      }
      let later = days(customer).drop { $0 < stages.day }
      switch ending {
      case .nextOrder:
        let days = later.first.map { $0 - stages.day + 1 } ?? end - stages.day
        lives.lives.append(
          Life(customer: customer, start: stages.day, days: days, hasEnded: !later.isEmpty))
      case .churn:
        guard stages.day - last <= horizonDays else {
          lives.count(.dormant)
          continue
        }
        let bought = [last] + later
        let final = Self.lastBeforeSilence(bought[...], horizonDays) ?? last
        let hasEnded = final <= end - 1 - horizonDays
        lives.lives.append(
          Life(
            customer: customer, start: stages.day,
            days: hasEnded ? final + horizonDays + 1 - stages.day : end - stages.day,
            hasEnded: hasEnded))
        if hasEnded, final < bought[bought.count - 1] { lives.count(.cameBack) }
      }
    }
    return lives
  }
}
