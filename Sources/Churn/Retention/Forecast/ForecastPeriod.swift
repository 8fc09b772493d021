public import ChurnData

/// A calendar month that is forecast, or what is left of one.
public struct ForecastPeriod: Sendable, Equatable {
  /// The first day of the month.
  public let month: Day
  /// The first day that is forecast.
  public let first: Day
  /// The day after the last one: the first of the next month.
  public let end: Day

  /// Whether the whole month is forecast.
  public var isWhole: Bool { first == month }
  /// Days forecast.
  public var days: Int { end - first }
  /// The share of the month's days that is forecast.
  public var share: Double { Double(days) / Double(end - month) }

  /// What is left of the present month, if it has begun, and so many whole months after it.
  ///
  /// - Parameters:
  ///   - start: The first day that is forecast.
  ///   - months: Whole months, at least 1.
  /// - Returns: Neighbouring periods, ascending.
  public static func periods(from start: Day, months: Int) -> [ForecastPeriod] {
    var periods: [ForecastPeriod] = []
    var month = start.firstOfMonth
    if start > month {
      let next = start.firstOfMonth(offset: 1)
      periods.append(ForecastPeriod(month: month, first: start, end: next))
      month = next
    }
    for _ in 0..<max(1, months) {
      let next = month.firstOfMonth(offset: 1)
      periods.append(ForecastPeriod(month: month, first: month, end: next))
      month = next
    }
    return periods
  }
}

extension Day {
  /// Months since the beginning of the year 0.
  var forecastMonth: Int {
    let (year, month, _) = civil
    return year * 12 + month - 1
  }

  /// The month of the year, 0 for January.
  var monthOfYear: Int { civil.month - 1 }

  /// The month as `2011-09`.
  var monthName: String { String(description.prefix(7)) }
}
