internal import ChurnData
internal import ChurnMath

// What came after a cutoff.
//
// silence    days without an order, counted from the day after the last one
// lost       called so on the day on which the silence has lasted as long as the bundle's horizon
// known at   the day up to which the future is looked at; what comes later is not known

/// What became of one customer after a cutoff, as far as it was known at a later day.
struct Future: Sendable, Equatable {
  /// Days since the last order at the cutoff, at least 1.
  let recencyDays: Int
  /// Days from the cutoff to the next order, 0 = on its own day; nil = none known.
  let nextOrder: Int?
  /// Days from the cutoff to the midnight at which the customer is called lost; nil = not known.
  let lost: Int?

  /// The futures of some customers, in their order.
  ///
  /// Orders after the cutoff count as they stand on the day `known`; what the recency is, is asked at
  /// the cutoff.
  ///
  /// - Parameters:
  ///   - customers: Numbers in the log of customers who had ordered before the cutoff.
  ///   - log: The purchases.
  ///   - snapshot: The cutoff.
  ///   - known: The day up to which is looked, strictly before.
  ///   - silenceDays: The silence after which a customer is called lost.
  ///   - threads: The most threads to use.
  /// - Returns: One future a customer.
  /// - Complexity: O(lines of those customers).
  static func of(
    _ customers: [Int], in log: PurchaseLog, at snapshot: Snapshot, known: Day, silenceDays: Int,
    threads: Int
  ) -> [Future] {
    let pieces = evenPieces(customers.count, max(1, threads) * 4)
    return mapIndices(pieces.count, threads: threads) { piece in
      var history = PurchaseHistory(log)
      return pieces[piece].map { place in
        history.begin(customer: customers[place])
        history.advance(to: snapshot.day)
        let recency = history.recencyDays ?? 1
        history.advance(to: max(known, snapshot.day))
        let first = history.purchaseDays.partitionPoint { $0 < snapshot.day }
        return Future(
          recencyDays: recency, later: history.purchaseDays[first...].map { $0 - snapshot.day },
          followUp: known - snapshot.day, silenceDays: silenceDays)
      }
    }.flatMap { $0 }
  }

  /// A future from the days of the orders after the cutoff, ascending.
  init(recencyDays: Int, later: [Int], followUp: Int, silenceDays: Int) {
    self.recencyDays = recencyDays
    nextOrder = later.first
    var last = -recencyDays
    var lost: Int?
    for day in later + [followUp] where lost == nil {
      // The silence from the day after `last` is complete at this midnight.
      let complete = last + silenceDays + 1
      if complete <= day { lost = max(0, complete) }
      last = day
    }
    self.lost = lost
  }

  /// Days from the cutoff to the midnight at which he is called lost unless he orders before.
  static func daysToLost(recencyDays: Int, silenceDays: Int) -> Int {
    silenceDays + 1 - recencyDays
  }
}
