internal import ChurnData

/// Active periods of customers: contracts merged where one follows another closely enough.
///
/// A period runs from its start to its end, the first day without service; without an end it runs
/// on. Periods of one customer are merged over gaps of up to `allowedGap` days, and what is merged
/// ends, in churn, with the last of them. A longer gap ends the active period; whoever comes back
/// after it begins another.
struct ContractPeriods {
  /// An active period.
  struct Period: Equatable {
    /// The number of the customer.
    let customer: Int
    /// The first day of service.
    let start: Day
    /// The first day without service; nil while it goes on.
    let end: Day?
    /// The row of its first contract, which says what plan and region it began with.
    let firstRow: Int
    /// The row of the contract that ended it, which says why.
    let lastRow: Int
  }

  /// Ascending by customer and start.
  let periods: [Period]
  /// Contracts that were merged into an earlier one.
  let merged: Int
  /// Customers with more than one active period.
  let returners: Int

  /// Merges the contracts of some rows.
  ///
  /// - Parameters:
  ///   - rows: The rows to use.
  ///   - customers: The customer of every row of the table.
  ///   - starts: The start of every row of the table.
  ///   - ends: The end of every row, not before its start; nil = still active.
  ///   - allowedGap: The longest gap that does not end a period, in days.
  init(
    rows: [Int], customers: [Int], starts: [Day], ends: [Day?], allowedGap: Int
  ) {
    // Rows that say the same are interchangeable; their place decides only among those.
    let order = rows.sorted { left, right in
      if customers[left] != customers[right] { return customers[left] < customers[right] }
      if starts[left] != starts[right] { return starts[left] < starts[right] }
      let (first, second) = (ends[left]?.number ?? .max, ends[right]?.number ?? .max)
      return first != second ? first < second : left < right
    }
    var periods: [Period] = []
    var merged = 0
    var returners: Set<Int> = []
    for row in order {
      let next = Period(
        customer: customers[row], start: starts[row], end: ends[row], firstRow: row, lastRow: row)
      guard let last = periods.last, last.customer == next.customer else {
        periods.append(next)
        continue
      }
      guard let end = last.end, next.start.number > end.number.addingClamped(allowedGap) else {
        merged += 1
        let isLonger = last.end.map { end in next.end.map { $0 >= end } ?? true } ?? false
        periods[periods.count - 1] = Period(
          customer: last.customer, start: last.start, end: isLonger ? next.end : last.end,
          firstRow: last.firstRow, lastRow: isLonger ? row : last.lastRow)
        continue
      }
      periods.append(next)
      returners.insert(next.customer)
    }
    self.periods = periods
    self.merged = merged
    self.returners = returners.count
  }
}

extension Int {
  /// The sum, or the largest number where it would be larger.
  fileprivate func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
