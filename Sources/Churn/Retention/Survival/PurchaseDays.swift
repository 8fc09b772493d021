internal import ChurnData
internal import ChurnMath

/// The days on which each customer bought, as known at the end of the data.
///
/// A day counts when an order of it was not taken back whole; several orders of a day are one.
struct PurchaseDays: Sendable {
  /// Where each customer's days begin in `days`, and the end.
  private let starts: [Int]
  private let days: [Int32]

  /// The number of customers.
  var customerCount: Int { starts.count - 1 }

  /// Takes the days of every customer before `end` out of a log.
  init(_ log: PurchaseLog, end: Day, threads: Int) {
    let pieces = log.customerPieces(max(1, threads) * 4)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      var history = PurchaseHistory(log)
      var counts: [Int] = []
      var days: [Int32] = []
      for customer in pieces[piece] {
        history.begin(customer: customer)
        history.advance(to: end)
        counts.append(history.purchaseDays.count)
        for day in history.purchaseDays { days.append(Int32(clamping: day.number)) }
      }
      return (counts: counts, days: days)
    }
    var starts = [0]
    starts.reserveCapacity(log.customerCount + 1)
    var end = 0
    for part in parts {
      for count in part.counts {
        end += count
        starts.append(end)
      }
    }
    self.starts = starts
    days = parts.flatMap(\.days)
  }

  /// The days of a customer, ascending.
  func callAsFunction(_ customer: Int) -> [Day] {
    (starts[customer]..<starts[customer + 1]).map { Day(number: Int(days[$0])) }
  }

  /// The first day of a customer; nil for one whose orders were all taken back.
  func first(_ customer: Int) -> Day? {
    starts[customer] < starts[customer + 1] ? Day(number: Int(days[starts[customer]])) : nil
  }
}
