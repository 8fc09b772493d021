// From lines in file order to lines by customer and time.
//
// row    a line's place in the file
// slot   its place in the log
//
// Steps: decide which rows stay; give every customer a run of slots and put the rows into it in file
// order (`CustomerRows`); gather what decides the order, now side by side; move what is out of order
// (`LineOrder`); gather the other columns (`PurchaseLines`); number the orders (`OrderNumbers`).

internal import ChurnMath

extension PurchaseLog {
  /// Sorts the columns of a file into a log.
  ///
  /// - Parameters:
  ///   - columns: What was read; handed over, so that each column is freed as soon as it is sorted.
  ///   - returns: What a cancellation or return does.
  ///   - threads: The most threads to use; the log does not depend on it.
  /// - Complexity: O(*n* log *k*) for *n* lines and at most *k* of one customer.
  public init(
    _ columns: consuming PurchaseColumns, returns: ReturnsPolicy, threads: Int = 1
  ) {
    var columns = columns
    span = Self.span(of: columns.times, threads: threads)
    let isReturn = Self.markReturns(columns, policy: returns)
    omissions = Self.omitLines(&columns, isReturn: isReturn, policy: returns)
    let customers = CustomerRows(columns.customers, threads: threads)
    columns.customers.codes = []
    customerIDs = customers.customerIDs
    lineStarts = customers.starts

    let lines = PurchaseLines(
      &columns, isReturn: returns == .net ? isReturn : nil, customers: customers, threads: threads)

    func levels(_ column: TextColumn?, _ codes: [UInt32]?) -> LevelColumn? {
      guard let column, let codes else { return nil }
      return LevelColumn(levels: column.levels, codes: codes)
    }
    func scale(_ column: DecimalColumn?) -> Double { powerOfTen(column?.decimals ?? 0) }

    times = lines.times
    orders = OrderNumbers(
      keys: lines.keys, times: lines.times, starts: customers.starts
    ).numbers(threads: threads)
    amounts = lines.amounts
    quantities = lines.quantities
    discounts = lines.discounts
    margins = lines.margins
    amountScale = scale(columns.amounts)
    quantityScale = scale(columns.quantities)
    discountScale = scale(columns.discounts)
    marginScale = scale(columns.margins)
    products = levels(columns.products, lines.products)
    categories = levels(columns.categories, lines.categories)
    channels = levels(columns.channels, lines.channels)
    devices = levels(columns.devices, lines.devices)
    regions = levels(columns.regions, lines.regions)
    self.isReturn = lines.isReturn
    separatesReturns = returns == .net
  }

  /// The days from the first row to the last.
  private static func span(of times: TimeColumn, threads: Int) -> Range<Day> {
    let pieces = evenPieces(times.seconds.count, threads)
    let ends = mapIndices(pieces.count, threads: threads) { piece in
      let seconds = times.seconds.span
      var ends = (first: Int64.max, last: Int64.min)
      for row in pieces[piece] {
        ends = (min(ends.first, seconds[row]), max(ends.last, seconds[row]))
      }
      return ends
    }
    guard !times.seconds.isEmpty, let first = ends.map(\.first).min(),
      let last = ends.map(\.last).max()
    else { return Day(number: 0)..<Day(number: 0) }
    return Day(containing: first)..<(Day(containing: last) + 1)
  }

  /// Which rows take goods back, or nil when none does or nobody asks.
  private static func markReturns(_ columns: PurchaseColumns, policy: ReturnsPolicy) -> [Bool]? {
    guard policy != .keep else { return nil }
    let kinds = columns.lineKinds(datedOnly: policy == .net)
    guard kinds.contains(.returned) else { return nil }
    return kinds.map { $0 == .returned }
  }

  /// Counts the rows that stay out of the log and takes their customer away.
  private static func omitLines(
    _ columns: inout PurchaseColumns, isReturn: [Bool]?, policy: ReturnsPolicy
  ) -> Omissions {
    var omissions = Omissions()
    for code in columns.customers.codes where code == TextColumn.missing {
      omissions.anonymous += 1
    }
    guard policy == .drop else { return omissions }
    for row in 0..<columns.count where columns.customers.codes[row] != TextColumn.missing {
      if let isReturn, isReturn[row] {
        omissions.returns += 1
      } else if (columns.amounts?.units[row] ?? 1) <= 0
        || isNonPositive(columns.quantities?.units[row])
      {
        omissions.nonPositive += 1
      } else {
        continue
      }
      columns.customers.codes[row] = TextColumn.missing
    }
    return omissions
  }

  private static func isNonPositive(_ quantity: Int64?) -> Bool {
    guard let quantity, quantity != DecimalColumn.missing else { return false }
    return quantity <= 0
  }
}

/// 10^`exponent` for 0...18, exactly.
func powerOfTen(_ exponent: Int) -> Double {
  (0..<max(0, exponent)).reduce(1) { value, _ in value * 10 }
}
