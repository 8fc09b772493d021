internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// What each customer of a table is expected to bring, for tiers and lists.
///
/// The same as the `clv` of `churn value` with its usual models: MBG/NBD for orders, Gamma-Gamma for
/// money, each month discounted. Where these cannot be fitted, the last 365 days' revenue stands for
/// it, or without amounts their orders.
public struct ExpectedValues: Sendable, Equatable {
  /// What the values are.
  public enum Basis: String, Sendable, Codable {
    /// Margin expected over the coming months, discounted.
    case lifetimeValue = "clv"
    /// Net revenue of the last 365 days.
    case revenue = "revenue_365"
    /// Orders of the last 365 days.
    case orders = "orders_365"
  }

  /// One a customer; `NaN` where it is not known.
  let values: [Double]
  /// What they are.
  public let basis: Basis
  /// Why they are no lifetime values; nil where they are.
  public let reason: String?

  /// What the values are made of, one a customer.
  struct Figures {
    let repeatDays: [Double]
    let lastPurchaseAge: [Double]
    let observedDays: [Double]
    /// Mean money of a repeat purchase; nil without amounts.
    let meanSpend: [Double]?
    let revenue365: [Double]?
    let orders365: [Double]
  }

  /// Values customers at a day.
  ///
  /// - Parameters:
  ///   - figures: What is known of each customer.
  ///   - marginRate: Margin as a share of revenue.
  ///   - schedule: How far ahead, at what discount.
  ///   - threads: The most threads to use; values do not depend on it.
  init(_ figures: Figures, marginRate: Double, schedule: DiscountSchedule, threads: Int) {
    guard let meanSpend = figures.meanSpend, let revenue = figures.revenue365 else {
      values = figures.orders365
      basis = .orders
      reason = "there are no amounts"
      return
    }
    let unit = ValueTimeUnit.week
    let summaries = figures.repeatDays.indices.map { row in
      PurchaseSummary(
        frequency: figures.repeatDays[row], recency: figures.lastPurchaseAge[row] / unit.days,
        age: (figures.observedDays[row] - 1) / unit.days, meanSpend: meanSpend[row])
    }
    do {
      guard summaries.count(where: { $0.frequency > 0 }) > 1 else {
        throw FitError.noRepeatBuyers(customers: summaries.count)
      }
      guard let spend = SpendForecast(summaries, threads: threads) else {
        throw FitError.noRepeatBuyers(customers: summaries.count)
      }
      let model = try PurchaseModel.Kind.mbgNBD.fitOrSteady(summaries, threads: threads).model
      let forecast = try ValueForecast(
        model, groups: SummaryGroups(summaries), unit: unit, schedule: schedule, threads: threads)
      values = forecast.values(spend: spend.means, marginRate: marginRate).map {
        $0.isFinite ? $0 : .nan
      }
      basis = .lifetimeValue
      reason = nil
    } catch {
      values = revenue
      basis = .revenue
      reason = "no model of orders and money could be fitted: \(error)"
    }
  }
}
