public import ChurnData
public import ChurnMath
internal import ChurnModels

/// The margin a customer brings over the coming year if he stays, from how often and how much he bought.
///
/// The expectation is
///
///     E[orders | active] · E[money of an order] · margin rate
///
/// with orders by MBG/NBD and money by Gamma-Gamma. Unlike in ``ValueAnalysis``, the money of the
/// first order counts as well: it is all that is known of most, and tells them apart. The margin rate
/// is the base's own where the data have a margin column, else the one assumed. Everything is learned
/// from purchases before one day, so that a model learned before the training cutoffs knows nothing of
/// what they are asked.
///
///     let model = try MarginModel(learnedFrom: log, before: plan.training[0].day, threads: 2)
///     model.expectedMargin(history, days: 365, marginRate: 0.3)
public struct MarginModel: Sendable, Equatable, Codable {
  /// What time is counted in.
  public let timeUnit: ValueTimeUnit
  /// How customers buy and when they stop.
  public let purchases: MBGNBDParameters
  /// What they spend.
  public let spend: Spend
  /// Margin over revenue of the base; nil without a margin column.
  public let baseMarginRate: Double?
  /// Every purchase learned from lies before this day.
  public let learnedBefore: Day

  /// What customers spend on an order.
  public enum Spend: Sendable, Equatable, Codable {
    /// By Gamma-Gamma.
    case gammaGamma(p: Double, q: Double, v: Double)
    /// The same for everybody: where no such model could be fitted.
    case same(Double)
  }

  /// Learns from everything before a day.
  ///
  /// - Parameters:
  ///   - log: The purchases; they must have amounts.
  ///   - day: Nothing on or after it is looked at.
  ///   - unit: What time is counted in.
  ///   - threads: The most threads to use; the model does not depend on it.
  /// - Throws: `ValueError` when nobody came back by then or nothing was paid, `FitError`.
  public init(
    learnedFrom log: PurchaseLog, before day: Day, unit: ValueTimeUnit = .week, threads: Int = 1
  ) throws {
    let base = PurchaseSummaries(log, through: day - 1, unit: unit, threads: threads)
    try base.checkLearnable()
    let all = base.summaries.indices.map { place in
      Self.spending(orders: base.summaries[place].frequency + 1, base.meanSpends[place])
    }
    guard let money = SpendForecast(all, threads: threads) else { throw ValueError.noMoney }
    let fitted = try PurchaseModel.Kind.mbgNBD.fitOrSteady(base.summaries, threads: threads)
    timeUnit = unit
    purchases = MBGNBDParameters(values: fitted.model.law.values)
    spend = money.stored
    baseMarginRate = MarginShare.found(log, base.customers, before: day, threads)
    learnedBefore = day
  }

  /// Whether every figure is in its range, as a file read back must be.
  var isValid: Bool {
    let isSpendValid =
      switch spend {
      case .gammaGamma(let p, let q, let v): [p, q, v].allSatisfy { $0 > 0 && $0.isFinite }
      case .same(let mean): mean >= 0 && mean.isFinite
      }
    return purchases.isValid && isSpendValid && (baseMarginRate ?? 0).isFinite
  }

  /// The margin expected of a customer over the `days` after his cutoff, given that he is still active.
  ///
  /// - Parameters:
  ///   - history: The customer at his cutoff.
  ///   - days: How far to look ahead.
  ///   - marginRate: Margin as a share of revenue; passed over where the base's own is known.
  /// - Returns: Money in currency; nil without a purchase or where no mean exists.
  public func expectedMargin(
    _ history: PurchaseHistory, days: Int = 365, marginRate: Double
  ) -> Double? {
    guard let summary = PurchaseSummary(history, unit: timeUnit) else { return nil }
    let orders = purchases.expectedOrdersIfAlive(summary, within: Double(days) / timeUnit.days)
    let spent = history.meanSpend.map { expectedSpend(history.purchaseDays.count, $0) } ?? .nan
    let margin = orders * spent * (baseMarginRate ?? marginRate)
    return margin.isFinite ? max(0, margin) : nil
  }

  /// The same for some customers at one cutoff, in their order.
  public func expectedMargins(
    _ customers: [Int], in log: PurchaseLog, at day: Day, days: Int = 365, marginRate: Double,
    threads: Int
  ) -> [Double?] {
    let pieces = evenPieces(customers.count, max(1, threads) * 4)
    return mapIndices(pieces.count, threads: threads) { piece in
      var history = PurchaseHistory(log)
      return pieces[piece].map { place in
        history.begin(customer: customers[place])
        history.advance(to: day)
        return expectedMargin(history, days: days, marginRate: marginRate)
      }
    }.flatMap { $0 }
  }

  private func expectedSpend(_ orders: Int, _ mean: Double) -> Double {
    switch spend {
    case .same(let mean): return mean
    case .gammaGamma(let p, let q, let v):
      let known = p * Double(orders) + q - 1
      return known > 0 ? p * (v + Double(orders) * max(0, mean)) / known : .nan
    }
  }

  /// A summary that says nothing but how often and how much was spent.
  private static func spending(orders: Double, _ mean: Double) -> PurchaseSummary {
    PurchaseSummary(frequency: orders, recency: 1, age: 1, meanSpend: mean)
  }
}
