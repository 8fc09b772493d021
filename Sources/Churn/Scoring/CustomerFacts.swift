internal import ChurnMath
internal import ChurnData

/// What a list says of a customer besides the probability.
public struct CustomerFacts: Sendable, Equatable {
  /// Days since the last order.
  public let daysSinceLast: Int
  /// The stage of life.
  public let stage: LifecycleStage
  /// Margin expected over the next 365 days, in currency; nil without amounts.
  public let margin: Double?

  /// A tenure shorter than this counts as this long when a year's margin is scaled up from it.
  static let leastTenureDays = 90
  private static let year = 365

  /// The facts of some customers at a cutoff, in their order.
  ///
  /// The margin expected is what the model of margins tells of a customer who stays. Without such a
  /// model it is the last 365 days' margin, scaled to a year by the tenure (at least
  /// `leastTenureDays`, at most 365). Without a margin column it is net revenue x `marginRate`. It
  /// is never below zero.
  ///
  /// - Parameters:
  ///   - customers: Numbers in the log.
  ///   - log: The purchases.
  ///   - snapshot: The cutoff.
  ///   - horizon: The label window, for the stage.
  ///   - parameters: The base's rhythm, for the stage.
  ///   - margins: The model of margins; nil where none could be learned.
  ///   - marginRate: Margin over revenue, where no margin is known.
  ///   - threads: The most threads to use.
  /// - Returns: One value a customer.
  static func of(
    _ customers: [Int], in log: PurchaseLog, at snapshot: Snapshot, horizon: Horizon,
    parameters: FeatureParameters, margins: MarginModel?, marginRate: Double, threads: Int
  ) -> [CustomerFacts] {
    let pieces = evenPieces(customers.count, max(1, threads) * 4)
    return mapIndices(pieces.count, threads: threads) { piece in
      var history = PurchaseHistory(log)
      return pieces[piece].map { place in
        history.begin(customer: customers[place])
        history.advance(to: snapshot.day)
        return CustomerFacts(
          daysSinceLast: history.recencyDays ?? 0,
          stage: LifecycleStage(
            history, overdueDays: history.overdueDays(parameters), horizonDays: horizon.days,
            dataStart: log.span.lowerBound),
          margin: history.margin(inLast: year, marginRate: marginRate).map { margin in
            margins?.expectedMargin(history, days: year, marginRate: marginRate)
              ?? scaled(margin, tenureDays: history.tenureDays ?? 0)
          })
      }
    }.flatMap { $0 }
  }

  /// The margin of a year, from that of the part of it in which somebody was a customer.
  private static func scaled(_ margin: Double, tenureDays: Int) -> Double {
    let tenure = min(year, max(leastTenureDays, tenureDays))
    return max(0, margin) * Double(year) / Double(tenure)
  }
}
