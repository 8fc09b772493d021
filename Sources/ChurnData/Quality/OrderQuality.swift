/// The figures of an orders file that say how far it can be trusted.
///
///     let quality = OrderQuality(lines, facts)
///     for finding in quality.findings { print(finding.finding, finding.meaning) }
///
/// Works on plain columns of the kept rows, all of one length *n*; a column that is absent is nil, and
/// what needs it is left out. Missing values: `UInt32.max` for a customer, `Int64.min` for numbers.
public struct OrderQuality: Sendable, Equatable {
  /// The columns, one value a kept row.
  public struct Lines: Sendable {
    /// Customer codes.
    public var customers: [UInt32]

    /// Seconds since 1970 on the wall clock.
    public var seconds: [Int64]

    /// Values of lines in units of 10^-`amountDecimals`.
    public var amounts: [Int64]?

    /// Decimals of the amounts.
    public var amountDecimals = 2

    /// Pieces, in any unit; only the sign counts.
    public var quantities: [Int64]?

    /// What each line is, by `ReturnRule`.
    public var kinds: [LineKind]?

    /// Whether each line's order id marks a cancellation, when the shop does so.
    public var isMarked: [Bool]?

    /// Lines with customers and times only.
    public init(customers: [UInt32], seconds: [Int64]) {
      self.customers = customers
      self.seconds = seconds
    }
  }

  /// What the reader counted.
  public struct Facts: Sendable, Equatable {
    /// Data rows of the file, rejected ones too.
    public var rows: Int

    /// Rows that could not be used.
    public var rejectedRows = 0

    /// Rows equal to an earlier one; nil when not counted.
    public var duplicateRows: Int?

    /// The file counts.
    public init(rows: Int) { self.rows = rows }
  }

  /// Data rows of the file.
  public let rows: Int

  /// Rows that could not be used.
  public let rejectedRows: Int

  /// Rows equal to an earlier one; nil when not counted.
  public let duplicateRows: Int?

  /// Rows kept.
  public let keptRows: Int

  /// Different customers.
  public let customers: Int

  /// Customers with one line.
  public let singleLineCustomers: Int

  /// The lines of the customer who has the most.
  public let mostLines: Int

  /// Rows without a customer.
  public let blankCustomers: Int

  /// Lines that are cancellations or returns by `ReturnRule`.
  public let returnedLines: Int

  /// Lines whose order id marks a cancellation; nil when the shop does not do so.
  public let markedLines: Int?

  /// Lines of quantity zero or less; nil without quantities.
  public let nonPositiveQuantities: Int?

  /// Lines of quantity zero or less whose order id marks no cancellation; nil without either.
  public let unmarkedNonPositiveQuantities: Int?

  /// Lines of value zero; nil without amounts.
  public let zeroAmounts: Int?

  /// Lines of value below zero; nil without amounts.
  public let negativeAmounts: Int?

  /// Lines of value zero although pieces moved: a price of zero; nil without either column.
  public let zeroPrices: Int?

  /// Lines whose value and pieces have opposite signs: a price below zero; nil without either.
  public let negativePrices: Int?

  /// Amounts far from the rest; nil without amounts.
  public let outliers: AmountOutliers?

  /// Decimals of the amounts.
  public let amountDecimals: Int

  /// Days, closed weekdays, silences; nil without rows or over an impossible span.
  public let calendar: TradingCalendar?

  /// Computes all figures.
  ///
  /// Columns of another length than the times are taken for absent.
  ///
  /// - Complexity: O(*n* log *n*), for the outliers.
  public init(_ lines: Lines, _ facts: Facts) {
    let count = lines.seconds.count
    let amounts = lines.amounts.flatMap { $0.count == count ? $0 : nil }
    let quantities = lines.quantities.flatMap { $0.count == count ? $0 : nil }
    let marks = lines.isMarked.flatMap { $0.count == count ? $0 : nil }
    rows = facts.rows
    rejectedRows = facts.rejectedRows
    duplicateRows = facts.duplicateRows
    keptRows = count
    amountDecimals = min(max(lines.amountDecimals, 0), 18)

    let perCustomer = Self.linesPerCustomer(lines.customers)
    customers = perCustomer.count
    singleLineCustomers = perCustomer.count { $0 == 1 }
    mostLines = perCustomer.max() ?? 0
    blankCustomers = lines.customers.count { $0 == .max }

    returnedLines = lines.kinds?.count { $0 == .returned } ?? 0
    markedLines = marks.map { $0.count { $0 } }
    nonPositiveQuantities = quantities.map { $0.count { $0 <= 0 && $0 != .min } }
    unmarkedNonPositiveQuantities = Self.both(quantities, marks) { quantity, mark in
      quantity <= 0 && quantity != .min && !mark
    }
    zeroAmounts = amounts.map { $0.count { $0 == 0 } }
    negativeAmounts = amounts.map { $0.count { $0 < 0 && $0 != .min } }
    zeroPrices = Self.both(amounts, quantities) { amount, quantity in
      amount == 0 && quantity != 0 && quantity != .min
    }
    negativePrices = Self.both(amounts, quantities) { amount, quantity in
      amount != .min && quantity != .min && amount.signum() * quantity.signum() < 0
    }
    outliers = amounts.map { AmountOutliers($0) }
    calendar = TradingCalendar(seconds: lines.seconds)
  }

  private static func both<A, B>(
    _ first: [A]?, _ second: [B]?, _ holds: (A, B) -> Bool
  ) -> Int? {
    guard let first, let second else { return nil }
    var count = 0
    for (a, b) in zip(first, second) where holds(a, b) { count += 1 }
    return count
  }

  /// Lines of each customer, in any order but one that depends on the codes alone.
  private static func linesPerCustomer(_ codes: [UInt32]) -> [Int] {
    let known = codes.lazy.filter { $0 != .max }
    guard let highest = known.max() else { return [] }
    // Codes are dense; sparse ones are counted by sorting.
    guard Int(highest) <= 4 * codes.count + 1024 else {
      var sorted = Array(known)
      sorted.sort()
      var counts: [Int] = []
      var last: UInt32?
      for code in sorted {
        if code == last { counts[counts.count - 1] += 1 } else { counts.append(1) }
        last = code
      }
      return counts
    }
    var counts = [Int](repeating: 0, count: Int(highest) + 1)
    for code in known { counts[Int(code)] += 1 }
    return counts.filter { $0 > 0 }
  }
}
