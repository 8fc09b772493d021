public import ChurnData
public import ChurnMath

/// The purchase summaries of a base, as they stood at the end of a day.
///
/// A purchase is a day with an order that was kept (see `PurchaseHistory`): several orders of one
/// day are one purchase, whose money is their net value together. The first purchase starts a
/// customer's clock; the others are repeat purchases. Customers of whom nothing was kept by then are
/// counted and left out.
public struct PurchaseSummaries: Sendable {
  /// The customers, by number in the log, ascending.
  public let customers: [Int]
  /// What is known of each of them, in units of `unit`.
  public let summaries: [PurchaseSummary]
  /// The day of each one's first purchase.
  public let firstDays: [Day]
  /// Mean money of all purchases of each, the first one included; `NaN` without amounts.
  public let meanSpends: [Double]
  /// The last day that was looked at; it counts as observed.
  public let lastDay: Day
  /// What time is counted in.
  public let unit: ValueTimeUnit
  /// Customers with lines by then of which nothing was kept, such as purchases that were returned.
  public let withoutPurchase: Int
  /// Customers whose first line comes later.
  public let joiningLater: Int

  /// The number of customers with a purchase.
  public var count: Int { customers.count }
  /// The number of customers with a repeat purchase.
  public var repeaters: Int { summaries.count { $0.frequency > 0 } }
  /// Repeat purchases of all of them.
  public var repeatPurchases: Double { summaries.reduce(0) { $0 + $1.frequency } }

  /// Sums up every customer of a log.
  ///
  /// - Parameters:
  ///   - log: The purchases.
  ///   - lastDay: The last day to look at.
  ///   - unit: What time is counted in.
  ///   - threads: The most threads to use.
  /// - Complexity: O(lines).
  public init(_ log: PurchaseLog, through lastDay: Day, unit: ValueTimeUnit, threads: Int = 1) {
    let pieces = log.customerPieces(max(1, threads) * 4)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      Part(log, pieces[piece], through: lastDay, unit: unit)
    }
    customers = parts.flatMap(\.customers)
    summaries = parts.flatMap(\.summaries)
    firstDays = parts.flatMap(\.firstDays)
    meanSpends = parts.flatMap(\.meanSpends)
    withoutPurchase = parts.reduce(0) { $0 + $1.withoutPurchase }
    joiningLater = parts.reduce(0) { $0 + $1.joiningLater }
    self.lastDay = lastDay
    self.unit = unit
  }

  /// Repeat buyers without whom nothing can be learned.
  private static let leastRepeaters = 2

  /// Fails where no model can be learned: nobody bought, no time has passed, or nobody came back.
  func checkLearnable() throws(ValueError) {
    guard count > 0 else { throw .noPurchase(through: lastDay) }
    guard summaries.contains(where: { $0.age > 0 }) else { throw .noTimeObserved(day: lastDay) }
    guard repeaters >= Self.leastRepeaters else {
      throw .tooFewRepeatBuyers(customers: count, repeaters: repeaters, through: lastDay)
    }
  }

  /// Some neighbouring customers.
  private struct Part: Sendable {
    var customers: [Int] = []
    var summaries: [PurchaseSummary] = []
    var firstDays: [Day] = []
    var meanSpends: [Double] = []
    var withoutPurchase = 0
    var joiningLater = 0

    init(_ log: PurchaseLog, _ range: Range<Int>, through lastDay: Day, unit: ValueTimeUnit) {
      var history = PurchaseHistory(log)
      for customer in range {
        history.begin(customer: customer)
        history.advance(to: lastDay + 1)
        guard let first = history.firstDay,
          let summary = PurchaseSummary(history, unit: unit)
        else {
          if history.hasLines { withoutPurchase += 1 } else { joiningLater += 1 }
          continue
        }
        customers.append(customer)
        summaries.append(summary)
        firstDays.append(first)
        meanSpends.append(history.meanSpend ?? .nan)
      }
    }
  }
}

extension PurchaseSummary {
  /// One customer as he stands at the cutoff of his history; nil without a purchase.
  ///
  /// He was observed up to the day before the cutoff.
  init?(_ history: PurchaseHistory, unit: ValueTimeUnit) {
    guard let first = history.firstDay,
      let seen = history.purchaseSummary(unitDays: unit.days)
    else { return nil }
    let repeats = seen.frequency
    var meanSpend = Double.nan
    if repeats > 0, history.log.amounts != nil {
      let spent = history.orderValue(from: first + 1, to: history.cutoff)
      meanSpend = Double(spent) / history.log.amountScale / repeats
    }
    self.init(
      frequency: repeats, recency: seen.recency, age: seen.age, meanSpend: meanSpend)
  }
}

extension PurchaseHistory {
  /// Mean money of a purchase day; nil without a purchase or amounts.
  var meanSpend: Double? {
    guard let first = firstDay, log.amounts != nil else { return nil }
    return Double(orderValue(from: first, to: cutoff)) / log.amountScale
      / Double(purchaseDays.count)
  }
}
