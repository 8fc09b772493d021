internal import ChurnData
internal import ChurnMath

/// Who was active at which cutoff, and who of them left.
///
/// Cutoffs lie a horizon apart, back from the last that shows who left, so that label windows follow one
/// upon the other: nobody's silence counts twice. Eligible and churned are as in training.
struct OutcomeRows: Sendable {
  /// The cutoffs, ascending.
  let cutoffs: [Day]
  /// The customer of each row, by customer and then by cutoff.
  let customers: [Int]
  /// The place of the row's cutoff.
  let places: [Int]
  /// Whether the customer placed no order within the horizon.
  let churned: [Bool]
  /// Spells of each customer: from an order on until a silence of more than the horizon.
  let spells: [[Spell]]

  /// A time in which a customer was one.
  struct Spell: Sendable, Equatable {
    /// The day of its first order.
    let start: Day
    /// The day after the last on which steps belong to it.
    let end: Day
    /// Whether a silence ended it; else the data did.
    let hasLeft: Bool
  }

  /// - Throws: `SequenceError.historyTooShort`, `.nobodyActive`.
  init(
    _ log: PurchaseLog, end: Day, horizonDays: Int, minHistoryDays: Int, threads: Int
  ) throws(SequenceError) {
    let start = log.span.lowerBound
    var cutoffs: [Day] = []
    var day = end - horizonDays
    while day - start >= max(1, minHistoryDays) {
      cutoffs.append(day)
      day = day - horizonDays
    }
    cutoffs.reverse()
    guard !cutoffs.isEmpty else {
      throw .historyTooShort(
        have: end - start, horizonDays: horizonDays, minHistoryDays: minHistoryDays)
    }
    let all = cutoffs
    let pieces = log.customerPieces(max(1, threads) * 4)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      var part = Part()
      var history = PurchaseHistory(log)
      let rule = Eligibility(activeWithinDays: horizonDays)
      for customer in pieces[piece] {
        history.begin(customer: customer)
        var isPending = false
        for (place, day) in all.enumerated() {
          history.advance(to: day)
          if isPending {
            part.churned.append(history.orderCount(from: all[place - 1], to: day) == 0)
          }
          isPending = rule.standing(history) == .eligible
          if isPending {
            part.customers.append(customer)
            part.places.append(place)
          }
        }
        history.advance(to: end)
        if isPending {
          part.churned.append(history.orderCount(from: all[all.count - 1], to: end) == 0)
        }
        part.spells.append(
          Self.spells(history.purchaseDays, end: end, horizonDays: horizonDays))
      }
      return part
    }
    self.cutoffs = cutoffs
    customers = parts.flatMap(\.customers)
    places = parts.flatMap(\.places)
    churned = parts.flatMap(\.churned)
    spells = parts.flatMap(\.spells)
    if customers.isEmpty {
      throw .nobodyActive(cutoffs: cutoffs.count, horizonDays: horizonDays)
    }
  }

  private struct Part: Sendable {
    var customers: [Int] = []
    var places: [Int] = []
    var churned: [Bool] = []
    var spells: [[Spell]] = []
  }

  /// Cuts days with an order where more than a horizon lies between them.
  private static func spells(_ days: [Day], end: Day, horizonDays: Int) -> [Spell] {
    guard var start = days.first else { return [] }
    var spells: [Spell] = []
    for (day, next) in zip(days, days.dropFirst()) where next - day > horizonDays {
      spells.append(Spell(start: start, end: day + horizonDays, hasLeft: true))
      start = next
    }
    let last = days[days.count - 1]
    let hasLeft = end - last > horizonDays
    spells.append(
      Spell(start: start, end: hasLeft ? last + horizonDays : end, hasLeft: hasLeft))
    return spells
  }
}
