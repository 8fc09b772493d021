internal import ChurnData
internal import ChurnMath

/// Time that runs faster in busy months: what makes a seasonal base look like one without a season.
///
/// With a factor *s* for each month of the year, a day of that month lasts *s* days. A customer who
/// buys at the rate *λ·s* buys at the rate *λ* by this clock, and where the chance to stop comes with
/// each order (BG/NBD, MBG/NBD) nothing else changes, so that the models hold exactly. Without factors
/// it is the calendar.
struct SeasonalClock: Sendable, Equatable {
  /// One factor a month of the year; nil = the calendar.
  let factors: [Double]?
  private let start: Day
  /// Days of the clock from `start` to the beginning of each month since.
  private let passed: [Double]

  /// Days of the model's unit of time.
  static let unit = ValueTimeUnit.week

  /// A clock for the days from the month of `first` to that of `last`.
  init(_ factors: [Double]?, from first: Day, through last: Day) {
    self.factors = factors
    start = first.firstOfMonth
    var passed: [Double] = []
    if let factors, factors.count == 12 {
      var sum = 0.0
      var month = start
      while month <= last {
        passed.append(sum)
        let next = month.firstOfMonth(offset: 1)
        sum += Double(next - month) * factors[month.monthOfYear]
        month = next
      }
    }
    self.passed = passed
  }

  /// Weeks of the clock from the end of one day to the end of another one.
  func weeks(from first: Day, through last: Day) -> Double {
    guard factors != nil else { return Double(last - first) / Self.unit.days }
    return (passed(last) - passed(first)) / Self.unit.days
  }

  /// Days of the clock from the beginning to the end of a day.
  private func passed(_ day: Day) -> Double {
    guard let factors, !passed.isEmpty else { return Double(day - start + 1) }
    let month = day.firstOfMonth
    let place = min(max(0, month.forecastMonth - start.forecastMonth), passed.count - 1)
    return passed[place] + Double(day - month + 1) * factors[month.monthOfYear]
  }

  /// Summaries of a base by this clock.
  func summaries(_ base: PurchaseSummaries) -> [PurchaseSummary] {
    guard factors != nil else { return base.summaries }
    return base.summaries.indices.map { place in
      let summary = base.summaries[place]
      let first = base.firstDays[place]
      let last = first + Int((summary.recency * base.unit.days).rounded())
      return PurchaseSummary(
        frequency: summary.frequency, recency: weeks(from: first, through: last),
        age: weeks(from: first, through: base.lastDay), meanSpend: summary.meanSpend)
    }
  }
}
