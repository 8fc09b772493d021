internal import ChurnData
internal import ChurnMath

/// What a base did month by month, as it was known at the end of a day.
///
/// An order is a day with a purchase of one customer, as everywhere in customer value. A customer is
/// new in the month of his first one.
struct MonthlyLedger: Sendable {
  /// One month.
  struct Month: Sendable, Equatable {
    /// Its first day.
    let month: Day
    /// Orders of all.
    var orders = 0.0
    /// What they brought, in currency; 0 without amounts.
    var sales = 0.0
    /// Customers whose first order it saw.
    var newCustomers = 0.0
    /// What those first orders brought.
    var firstSales = 0.0
    /// The sum of squares of what each brought.
    var firstSquares = 0.0
    /// Whether all of it is in the data.
    var isComplete = true

    /// Orders of customers who had bought before.
    var repeatOrders: Double { orders - newCustomers }
  }

  /// From the month of the data's first day to that of the last, without a gap.
  let months: [Month]
  /// Orders of the last 91 days but first ones.
  let recentRepeats: Double
  /// Money of all orders but first ones.
  let repeatSales: Double
  /// Orders of all but first ones.
  let repeatOrders: Double

  /// The days that `recentRepeats` looks back.
  static let recentDays = 91
  /// A first month may begin so many days late and still count as whole: shops rest on New Year's Day.
  private static let lateDays = 3
  /// Months of data beyond which older ones are left out.
  private static let mostMonths = 2_400

  /// The complete months, without a gap.
  var complete: ArraySlice<Month> { months.drop { !$0.isComplete }.prefix { $0.isComplete } }

  /// Follows a log up to the day before `end`.
  ///
  /// - Complexity: O(lines).
  init(_ log: PurchaseLog, until end: Day, threads: Int) {
    let firstDay = min(log.span.lowerBound, end - 1)
    let lastMonth = (end - 1).firstOfMonth
    let count = min(
      Self.mostMonths, lastMonth.forecastMonth - firstDay.forecastMonth + 1)
    let start = lastMonth.firstOfMonth(offset: 1 - count)
    let starts = (0...count).map { start.firstOfMonth(offset: $0) }
    // As many pieces on any number of threads, so that sums are made in one order.
    let pieces = log.customerPieces(64)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      Part(log, pieces[piece], until: end, starts: starts)
    }
    var months = (0..<count).map { Month(month: starts[$0]) }
    for part in parts {
      for (place, month) in part.months.enumerated() {
        months[place].orders += month.orders
        months[place].sales += month.sales
        months[place].newCustomers += month.newCustomers
        months[place].firstSales += month.firstSales
        months[place].firstSquares += month.firstSquares
      }
    }
    if let first = months.first, firstDay > first.month + (Self.lateDays - 1) {
      months[0].isComplete = false
    }
    if let last = months.last, last.month.firstOfMonth(offset: 1) > end {
      months[count - 1].isComplete = false
    }
    self.months = months
    recentRepeats = parts.reduce(0) { $0 + $1.recentRepeats }
    repeatSales = months.reduce(0) { $0 + $1.sales - $1.firstSales }
    repeatOrders = months.reduce(0) { $0 + $1.repeatOrders }
  }

  private struct Part: Sendable {
    var months: [Month]
    var recentRepeats = 0.0

    init(_ log: PurchaseLog, _ customers: Range<Int>, until end: Day, starts: [Day]) {
      months = starts.dropLast().map { Month(month: $0) }
      var history = PurchaseHistory(log)
      let hasMoney = log.amounts != nil
      let firstMonth = starts[0].forecastMonth
      for customer in customers {
        history.begin(customer: customer)
        history.advance(to: end)
        guard let first = history.firstDay else { continue }
        var known = -1
        for day in history.purchaseDays {
          let place = day.forecastMonth - firstMonth
          guard place >= 0, place < months.count else { continue }
          months[place].orders += 1
          if day != first, end - day <= MonthlyLedger.recentDays { recentRepeats += 1 }
          guard hasMoney, place != known else { continue }
          known = place
          months[place].sales +=
            Double(history.orderValue(from: starts[place], to: starts[place + 1]))
            / log.amountScale
        }
        let place = first.forecastMonth - firstMonth
        guard place >= 0, place < months.count else { continue }
        months[place].newCustomers += 1
        if hasMoney {
          let value = Double(history.orderValue(from: first, to: first + 1)) / log.amountScale
          months[place].firstSales += value
          months[place].firstSquares += value * value
        }
      }
    }
  }
}
