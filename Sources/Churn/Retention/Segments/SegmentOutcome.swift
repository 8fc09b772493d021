internal import ChurnData
internal import ChurnMath

/// What customers did in a window after a day.
struct SegmentOutcome: Sendable {
  /// Whether each made no order in it that was kept, as the labels of training tell.
  let churned: [Bool]
  /// Net revenue of each in it; nil without amounts.
  let money: [Double]?

  /// Looks at some customers, in their order, from a day up to but not including another.
  init(_ log: PurchaseLog, customers: [Int], from: Day, to: Day, threads: Int) {
    let pieces = evenPieces(customers.count, max(1, threads) * 4)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      var history = PurchaseHistory(log)
      return pieces[piece].map { place -> (Bool, Double) in
        history.begin(customer: customers[place])
        history.advance(to: to)
        return (
          history.orderCount(from: from, to: to) == 0,
          Double(history.revenue(from: from, to: to)) / log.amountScale
        )
      }
    }.flatMap { $0 }
    churned = parts.map(\.0)
    money = log.amounts == nil ? nil : parts.map(\.1)
  }

  private init(churned: [Bool], money: [Double]?) {
    self.churned = churned
    self.money = money
  }

  /// Of some of the customers.
  func selecting(_ rows: [Int]) -> SegmentOutcome {
    SegmentOutcome(
      churned: rows.map { churned[$0] }, money: money.map { all in rows.map { all[$0] } })
  }
}
