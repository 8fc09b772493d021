public import ChurnMath

extension PurchaseHistory {
  /// The customer as buy-till-you-die models see him; nil before his first purchase.
  ///
  /// Purchases of one day count once. *T* ends on the last day before the cutoff, so that it agrees
  /// with a calibration period whose last day is that one.
  ///
  /// - Parameter unitDays: Days a unit of time: 7 = weeks.
  /// - Returns: *x*, *t_x* and *T*, without money.
  public func purchaseSummary(unitDays: Double) -> PurchaseSummary? {
    guard let first = firstDay, let last = lastDay else { return nil }
    return PurchaseSummary(
      frequency: Double(purchaseDays.count - 1), recency: Double(last - first) / unitDays,
      age: Double(cutoff - 1 - first) / unitDays)
  }
}

extension PurchaseLog {
  /// The customers who bought before a cutoff, as buy-till-you-die models see them; see
  /// `PurchaseHistory.purchaseSummary(unitDays:)`.
  public func purchaseSummaries(
    before snapshot: Snapshot, unitDays: Double, threads: Int = 1
  ) -> [PurchaseSummary] {
    let pieces = customerPieces(max(1, threads) * 4)
    return mapIndices(pieces.count, threads: threads) { piece in
      var history = PurchaseHistory(self)
      return pieces[piece].compactMap { customer in
        history.begin(customer: customer)
        history.advance(to: snapshot.day)
        return history.purchaseSummary(unitDays: unitDays)
      }
    }.flatMap { $0 }
  }
}
