internal import Glibc

/// The time of the year of the label window; only with a year of history.
public enum SeasonFeature: String, Sendable, Hashable, CaseIterable {
  case phaseSine = "phase_sin"
  case phaseCosine = "phase_cos"
  case lastYearOrders = "yoy_orders"
  case peakShare = "peak_share"
  case baseSeasonIndex = "base_season_index"
  case weekendShare = "weekend_share"
}

extension SeasonFeature: FeatureFamily {
  var name: String { rawValue }

  var definition: String {
    switch self {
    case .phaseSine: "sine of the time of the year at the middle of the label window"
    case .phaseCosine: "cosine of the time of the year at the middle of the label window"
    case .lastYearOrders: "orders in the days of the label window one year (364 days) earlier"
    case .peakShare: "share of orders in the base's three strongest calendar months"
    case .baseSeasonIndex:
      "orders a day of the base in the calendar months of the label window, over its yearly average"
    case .weekendShare: "share of orders on Saturdays and Sundays"
    }
  }

  var phrase: String {
    switch self {
    case .phaseSine, .phaseCosine: "time of the year"
    case .lastYearOrders: "{value} orders in the same season last year"
    case .peakShare: "{value} of orders in the high season"
    case .baseSeasonIndex: "season ahead is {value} times the average"
    case .weekendShare: "{value} of orders at weekends"
    }
  }

  var unit: FeatureUnit {
    switch self {
    case .lastYearOrders: .count
    case .peakShare, .weekendShare: .share
    default: .ratio
    }
  }

  var needs: [InputColumn] { [.yearOfHistory] }

  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    let snapshot = Snapshot(history.cutoff)
    let start = context.horizon.start(from: snapshot)
    switch self {
    case .phaseSine: return sin(phase(of: start + context.horizon.days / 2))
    case .phaseCosine: return cos(phase(of: start + context.horizon.days / 2))
    case .lastYearOrders:
      // 52 whole weeks, so that the same weekdays meet. Days at or after the cutoff are not known.
      let from = start - 364
      return Double(
        history.orderCount(from: from, to: min(history.cutoff, from + context.horizon.days)))
    case .peakShare:
      let peaks = context.peakMonths
      let inPeak = history.points.count { peaks.contains($0.day.civil.month) }
      return ratio(Double(inPeak), Double(history.orderCount))
    case .baseSeasonIndex:
      return context.seasonIndex[history.cutoff] ?? .nan
    case .weekendShare:
      return ratio(Double(history.totals.weekendOrders), Double(history.orderCount))
    }
  }

  private func phase(of day: Day) -> Double {
    let (year, _, _) = day.civil
    guard let newYear = Day(year: year, month: 1, day: 1) else { return .nan }
    return 2 * Double.pi * Double(day - newYear) / 365.25
  }
}
