internal import ChurnMath

/// Questions about the days just before the cutoff; all windows are half open, `[from, to)`.
extension PurchaseHistory {
  /// The number of valid orders.
  public var orderCount: Int { points.count }
  /// The day of the first valid order.
  public var firstDay: Day? { purchaseDays.first }
  /// The day of the last valid order.
  public var lastDay: Day? { purchaseDays.last }
  /// Days since the last valid order; 1 for an order on the day before the cutoff.
  public var recencyDays: Int? { lastDay.map { cutoff - $0 } }
  /// Days since the first valid order.
  public var tenureDays: Int? { firstDay.map { cutoff - $0 } }

  /// Valid orders within the last `days` days before the cutoff.
  public func orderCount(inLast days: Int) -> Int {
    orderCount(from: cutoff - days, to: cutoff)
  }

  /// Valid orders on the days from `from` up to but not including `to`.
  public func orderCount(from: Day, to: Day) -> Int {
    pointRange(from, to).count
  }

  /// Net revenue, in amount units, of the days from `from` up to but not including `to`.
  public func revenue(from: Day, to: Day) -> Int64 {
    let orders = totals(from: from, to: to).value
    return looseReturns.reduce(orders) { sum, loose in
      from <= loose.day && loose.day < to ? sum - loose.value : sum
    }
  }

  /// Net revenue of the whole history, in amount units.
  public var revenue: Int64 {
    looseReturns.reduce(totals.value) { $0 - $1.value }
  }

  /// The valid orders of a window, as indices of `points`.
  func pointRange(_ from: Day, _ to: Day) -> Range<Int> {
    let low = points.partitionPoint { $0.day < from }
    guard to < cutoff else { return low..<points.count }
    return low..<max(low, points.partitionPoint { $0.day < to })
  }

  /// What all valid orders add up to.
  var totals: OrderTotals { points.last?.totals ?? OrderTotals() }

  /// What the valid orders of a window add up to.
  func totals(from: Day, to: Day) -> OrderTotals {
    let range = pointRange(from, to)
    guard let last = range.last else { return OrderTotals() }
    return range.lowerBound == 0
      ? points[last].totals : points[last].totals - points[range.lowerBound - 1].totals
  }

  /// What the valid orders of the last `days` days add up to.
  func totals(inLast days: Int) -> OrderTotals { totals(from: cutoff - days, to: cutoff) }

  /// Net revenue of the last `days` days, in amount units.
  func revenue(inLast days: Int) -> Int64 { revenue(from: cutoff - days, to: cutoff) }
}

extension PurchaseHistory {
  /// Whether any line, of a purchase or of a return, lies before the cutoff.
  public var hasLines: Bool { !orders.isEmpty }

  /// Margin of the last `days` days in currency, from the margin column or as a share of net
  /// revenue; nil without either.
  public func margin(inLast days: Int, marginRate: Double) -> Double? {
    if log.margins != nil {
      return totals(inLast: days).margin
    }
    guard log.amounts != nil else { return nil }
    return Double(revenue(inLast: days)) / log.amountScale * marginRate
  }

  /// Net value of the valid orders of the days from `from` up to but not including `to`, in amount
  /// units: what the customer spent there, without returns that met no purchase of his.
  public func orderValue(from: Day, to: Day) -> Int64 { totals(from: from, to: to).value }

  /// The feature `overdue_days` of this history.
  public func overdueDays(_ parameters: FeatureParameters) -> Double {
    RhythmFeature.overdueDays(self, parameters)
  }
}
