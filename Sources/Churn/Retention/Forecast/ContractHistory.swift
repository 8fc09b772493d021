internal import ChurnData
internal import ChurnMath

/// Contracts with their days, so that a base can be looked at as it was on any of them.
///
/// Whoever holds several contracts counts once from the start of the first to the end of the last, as long
/// as one follows the other without a gap; what they bring is added up.
struct ContractHistory: Sendable {
  private let starts: [Day]
  /// The first day without service; nil while it goes on.
  private let ends: [Day?]
  private let customers: [Int]
  private let amounts: [Double]
  private let codes: [Int32]
  private let groupNames: [String]
  /// The day after the last that counts.
  let at: Day

  /// Contracts as they were read, without those that end before they start; nil without one.
  init?(
    _ rows: ContractRows, _ start: ColumnTable.Column, _ end: ColumnTable.Column, at given: Day?
  ) {
    guard case .time(let first) = start, case .time(let last) = end else { return nil }
    let allStarts = first.seconds.map { Day(containing: $0) }
    let allEnds = last.seconds.map { $0 == TimeColumn.missing ? nil : Day(containing: $0) }
    let kept = allStarts.indices.filter { row in allEnds[row].map { $0 >= allStarts[row] } ?? true }
    guard !kept.isEmpty else { return nil }
    let day =
      given
      ?? (max(
        allStarts.max() ?? Day(number: 0),
        allEnds.compactMap(\.self).max() ?? Day(number: .min / 4)) + 1)
    let ids = rows.ids.map { $0.codes.map(Int.init) } ?? Array(allStarts.indices)
    self.init(
      starts: kept.map { allStarts[$0] }, ends: kept.map { allEnds[$0] },
      customers: kept.map { ids[$0] }, amounts: kept.map { rows.amounts[$0] },
      codes: kept.map { rows.groups?.codes[$0] ?? 0 }, groupNames: rows.groups?.names ?? ["all"],
      at: day)
  }

  /// Given contracts, for tests as well.
  init(
    starts: [Day], ends: [Day?], customers: [Int], amounts: [Double], codes: [Int32],
    groupNames: [String], at: Day
  ) {
    self.starts = starts
    self.ends = ends
    self.customers = customers
    self.amounts = amounts
    self.codes = codes
    self.groupNames = groupNames
    self.at = at
  }

  /// The base as it was known at the beginning of a day; nil when nobody had come by then.
  func base(at day: Day) -> ContractBase? {
    let rows = starts.indices.filter { starts[$0] < day }
    let known = ends.map { end in end.flatMap { $0 < day ? $0 : nil } }
    let periods = ContractPeriods(
      rows: rows, customers: customers, starts: starts, ends: known, allowedGap: 0
    ).periods
    guard !periods.isEmpty else { return nil }
    var sums: [Int: Double] = [:]
    for row in rows where known[row] == nil { sums[customers[row], default: 0] += amounts[row] }
    return ContractBase(
      lifetimes: Lifetimes(
        durations: periods.map {
          Double(($0.end ?? day) - $0.start) / DiscountSchedule.daysAMonth
        }, churned: periods.map { $0.end != nil }),
      amounts: periods.map { $0.end == nil ? sums[$0.customer] ?? .nan : .nan },
      codes: periods.map { codes[$0.firstRow] }, groupNames: groupNames)
  }

  /// One month of contracts.
  struct Month: Sendable, Equatable {
    /// Its first day.
    let month: Day
    /// Customers under contract at its end.
    var active = 0.0
    /// What they bring a month.
    var revenue = 0.0
    /// Customers who began in it.
    var began = 0.0
    /// What those brought a month at first.
    var beganRevenue = 0.0
    /// Customers who left in it.
    var left = 0.0
  }

  private static let mostMonths = 2_400

  /// The complete months up to `at`, ascending.
  var months: [Month] {
    guard let first = starts.min(), at > first else { return [] }
    let last = at.firstOfMonth
    let count = min(Self.mostMonths, last.forecastMonth - first.forecastMonth)
    guard count > 0 else { return [] }
    let start = last.firstOfMonth(offset: -count)
    var months = (0..<count).map { Month(month: start.firstOfMonth(offset: $0)) }
    let origin = start.forecastMonth
    // A row counts at the ends of the months from its start's to the one before its end's.
    func span(_ start: Day, _ end: Day?) -> Range<Int> {
      let lower = max(0, start.forecastMonth - origin)
      let upper = end.map { max(0, $0.forecastMonth - origin) } ?? count
      return lower..<max(lower, min(count, upper))
    }
    let known = ends.map { end in end.flatMap { $0 < at ? $0 : nil } }
    let rows = starts.indices.filter { starts[$0] < at }
    for row in rows where amounts[row].isFinite {
      for place in span(starts[row], known[row]) {
        months[place].revenue += amounts[row]
      }
    }
    let periods = ContractPeriods(
      rows: rows, customers: customers, starts: starts, ends: known, allowedGap: 0
    ).periods
    for period in periods {
      for place in span(period.start, period.end) { months[place].active += 1 }
      let began = period.start.forecastMonth - origin
      if began >= 0, began < count {
        months[began].began += 1
        let amount = amounts[period.firstRow]
        if amount.isFinite { months[began].beganRevenue += amount }
      }
      if let end = period.end {
        let left = end.forecastMonth - origin
        if left >= 0, left < count { months[left].left += 1 }
      }
    }
    return months
  }
}

/// Customers under contract and those who were, as they stood on a day.
struct ContractBase: Sendable {
  /// How long each has stayed, in months.
  let lifetimes: Lifetimes
  /// What each brings a month; `NaN` where it is not known.
  let amounts: [Double]
  /// The group of each, whose curve he follows.
  let codes: [Int32]
  /// The names of the groups.
  let groupNames: [String]

  /// Those still there.
  var active: [Int] { lifetimes.durations.indices.filter { !lifetimes.hasLeft($0) } }
}
