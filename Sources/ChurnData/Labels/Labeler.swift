internal import ChurnMath

/// Says who left: churned = no purchase in the label window `[t0 + gap, t0 + gap + days)`.
///
/// A purchase is a valid order as it stands at the end of the window, so an order that was placed
/// and wholly cancelled inside the window keeps nobody.
public struct Labeler: Sendable {
  /// The orders that labels are read from.
  public let log: PurchaseLog
  /// How far ahead labels look.
  public let horizon: Horizon

  /// Creates a labeler.
  public init(log: PurchaseLog, horizon: Horizon) {
    self.log = log
    self.horizon = horizon
  }

  /// Whether the label window of a cutoff lies wholly within the data.
  public func isMature(_ snapshot: Snapshot, end: Day) -> Bool {
    horizon.end(from: snapshot) <= end
  }

  /// Whether each of some customers churned, in their order.
  ///
  /// - Parameters:
  ///   - customers: Numbers of customers in the log.
  ///   - snapshot: The cutoff; its label window should have matured.
  ///   - threads: The most threads to use.
  /// - Returns: One label a customer; `true` = churned.
  /// - Complexity: O(lines of those customers).
  public func churned(customers: [Int], at snapshot: Snapshot, threads: Int = 1) -> [Bool] {
    let pieces = evenPieces(customers.count, threads * 4)
    let start = horizon.start(from: snapshot)
    let end = horizon.end(from: snapshot)
    return mapIndices(pieces.count, threads: threads) { piece in
      var history = PurchaseHistory(log)
      return pieces[piece].map { place in
        history.begin(customer: customers[place])
        history.advance(to: end)
        return history.orderCount(from: start, to: end) == 0
      }
    }.flatMap { $0 }
  }
}
