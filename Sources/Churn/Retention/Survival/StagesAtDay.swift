internal import ChurnData
internal import ChurnMath

/// Where each customer stood in his life with the shop on one day, by what was known then.
struct StagesAtDay: Sendable {
  /// The day.
  let day: Day
  /// The last order before the day; nil for those who had none.
  let lastOrders: [Day?]
  /// The place of each customer's stage among `LifecycleStage.allCases`; `NaN` for those without one.
  let stages: [Double]

  /// Tells the stage of every customer of a log.
  init(_ log: PurchaseLog, day: Day, horizonDays: Int, threads: Int) {
    let parameters = FeatureParameters(learnedFrom: log, before: Snapshot(day))
    let pieces = log.customerPieces(max(1, threads) * 4)
    let cases = LifecycleStage.allCases
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      var history = PurchaseHistory(log)
      return pieces[piece].map { customer -> (Day?, Double) in
        history.begin(customer: customer)
        history.advance(to: day)
        guard let last = history.purchaseDays.last else { return (nil, .nan) }
        let stage = LifecycleStage(
          history, overdueDays: history.overdueDays(parameters), horizonDays: horizonDays,
          dataStart: log.span.lowerBound)
        return (last, cases.firstIndex(of: stage).map(Double.init) ?? .nan)
      }
    }
    let all = parts.flatMap { $0 }
    self.day = day
    lastOrders = all.map(\.0)
    stages = all.map(\.1)
  }
}
