internal import ChurnData

/// From which day on customers are followed, and up to which day a churn would have shown itself.
struct FollowUp: Sendable {
  /// The first day of the data.
  let start: Day
  /// The day after the last that counts.
  let end: Day
  /// Days of silence after which a customer counts as churned.
  let horizonDays: Int
  /// Days after the start within which nobody is called new.
  let burnInDays: Int
  /// On which day churn is dated.
  let dating: OrderLifetimes.Dating

  /// The last day on which an order may have been the last: the silence after it is over.
  var known: Day { end - 1 - horizonDays }
  /// The first day on which a first order is believed to be the first.
  var firstNew: Day { start + burnInDays }

  /// Share of the customers that the automatic burn-in must leave.
  private static let leastShare = 0.05

  /// Decides on the burn-in.
  init(
    _ plan: OrderLifetimes, _ days: PurchaseDays, start: Day, end: Day, horizonDays: Int,
    notes: inout [String]
  ) throws(PipelineError) {
    self.start = start
    self.end = end
    self.horizonDays = horizonDays
    dating = plan.dating
    let known = end - 1 - horizonDays
    guard known >= start else {
      throw .badOption(
        option: "--horizon",
        problem:
          "the data cover \(end - start) days; a silence of \(horizonDays) cannot end in them.")
    }
    switch plan.burnIn {
    case .days(let days): burnInDays = days
    case .auto:
      let first = (0..<days.customerCount).compactMap { days.first($0) }
      let isNew = first.count { $0 >= start + horizonDays && $0 <= known }
      if Double(isNew) >= Self.leastShare * Double(first.count) {
        burnInDays = horizonDays
      } else {
        burnInDays = 0
        notes.append(
          "Hardly anybody first orders later than \(horizonDays) days after the data begin: they seem "
            + "to begin with the shop, or to hold newcomers only, so every first order seen counts "
            + "as the first. If not, pass --burn-in DAYS.")
      }
    }
  }

  /// How long after `start` a last order lies, both days counted, as churn is dated.
  func age(_ lastOrder: Day, from start: Day) -> Int { lastOrder - start + 1 + shift }

  /// The age up to which a customer since `start` has been watched.
  func watched(from start: Day) -> Int { known - start + 1 + shift }

  /// The age from which a customer since `start` is watched, being seen from the day `seen` on.
  func entry(from start: Day, seen: Day) -> Int { seen - start + shift }

  /// Days from the last order to the day on which churn is dated.
  private var shift: Int { dating == .detection ? horizonDays : 0 }
}
