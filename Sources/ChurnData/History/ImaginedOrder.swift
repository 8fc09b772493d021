/// An order that was never placed: the lines of one that was, at another time.
///
/// What is asked of a history with such orders in it is what would have been computed, had they been
/// lines of the file.
public struct ImaginedOrder: Sendable, Equatable {
  /// The lines of the log that it repeats.
  public var lines: [Int]
  /// When it is placed, in seconds since 1970-01-01 on the shop's clock.
  public var seconds: Int64
  /// A product in place of those repeated, by code.
  public var product: UInt32?
  /// A category in place of those repeated, by code.
  public var category: UInt32?
  /// A channel in place of those repeated, by code.
  public var channel: UInt32?

  /// An order that repeats lines as they are.
  public init(repeating lines: [Int], at seconds: Int64) {
    self.lines = lines
    self.seconds = seconds
  }
}

extension PurchaseHistory {
  /// An order that counts, as it stands at the cutoff.
  public struct KeptOrder: Sendable, Equatable {
    /// The day of its first line.
    public let day: Day
    /// Net value, in amount units; 0 without amounts.
    public let value: Int64
    /// Its purchase lines in the log, without returns.
    public let lines: [Int]
  }

  /// The orders that count, by time.
  public var keptOrders: [KeptOrder] {
    var linesOfOrder: [[Int]] = Array(repeating: [], count: orders.count)
    let limit = cutoff.startSeconds
    for line in log.lines(of: customer).prefix(while: { log.times[$0] < limit })
    where !(log.isReturn?[line] ?? false) {
      linesOfOrder[Int(log.orders[line])].append(line)
    }
    return orders.indices.compactMap { number in
      guard isValid(orders[number]), !linesOfOrder[number].isEmpty else { return nil }
      return KeptOrder(
        day: orders[number].day, value: orders[number].value, lines: linesOfOrder[number])
    }
  }
}

extension PurchaseLog {
  /// Histories of one customer before a cutoff, each with orders that were never placed.
  ///
  /// The log that comes back has a customer for each history, in their order. Features of it are to
  /// the bit those of a file with the lines of the orders added, as long as no order is imagined at
  /// the very second of another.
  ///
  /// - Parameters:
  ///   - histories: The orders to add to each history, in any order; none = the history as it is.
  ///   - customer: The customer's number in this log.
  ///   - day: The cutoff; lines from this day on are left out.
  /// - Returns: A log with the names of this one's levels, and their codes.
  /// - Complexity: O(lines of the customer × histories × orders).
  public func imagining(
    _ histories: [[ImaginedOrder]], of customer: Int, before day: Day
  ) -> PurchaseLog {
    let limit = day.startSeconds
    let kept = lines(of: customer).prefix { times[$0] < limit }
    var starts = [0]
    var entries: [ImaginedLine] = []
    for history in histories {
      entries += lines(kept, adding: history.filter { $0.seconds < limit })
      starts.append(entries.count)
    }
    func values(_ column: [Int64]?) -> [Int64]? {
      column.map { all in entries.map { all[$0.line] } }
    }
    func codes(
      _ column: LevelColumn?, _ change: (ImaginedOrder) -> UInt32? = { _ in nil }
    ) -> LevelColumn? {
      column.map { column in
        LevelColumn(
          levels: column.levels,
          codes: entries.map { $0.order.flatMap(change) ?? column.codes[$0.line] })
      }
    }
    return PurchaseLog(
      // All of one length, so that their order is that of the numbers.
      customerIDs: ByteStrings(sorted: histories.indices.map { String(1_000_000 + $0) }),
      lineStarts: starts, times: entries.map(\.seconds), orders: entries.map(\.number),
      amounts: values(amounts), quantities: values(quantities), discounts: values(discounts),
      margins: values(margins), products: codes(products, \.product),
      categories: codes(categories, \.category), channels: codes(channels, \.channel),
      devices: codes(devices), regions: codes(regions),
      isReturn: isReturn.map { all in entries.map { all[$0.line] } },
      separatesReturns: separatesReturns, amountScale: amountScale, quantityScale: quantityScale,
      discountScale: discountScale, marginScale: marginScale, span: span, omissions: Omissions())
  }

  /// A line of a history, real or imagined.
  private struct ImaginedLine {
    /// The line of the log that it is, or that it repeats.
    let line: Int
    var number: UInt32
    let seconds: Int64
    let order: ImaginedOrder?
  }

  private func lines(_ kept: Range<Int>, adding orders: [ImaginedOrder]) -> [ImaginedLine] {
    var entries = kept.map {
      ImaginedLine(line: $0, number: self.orders[$0], seconds: times[$0], order: nil)
    }
    for order in orders.sorted(by: { $0.seconds < $1.seconds }) {
      let place = entries.firstIndex { $0.seconds > order.seconds } ?? entries.count
      // Orders are numbered by their first lines, without gaps.
      let number = (entries[..<place].map(\.number).max().map { $0 + 1 }) ?? 0
      for later in place..<entries.count where entries[later].number >= number {
        entries[later].number += 1
      }
      let added = order.lines.sorted { comesBefore($0, $1, in: order) }.map {
        ImaginedLine(line: $0, number: number, seconds: order.seconds, order: order)
      }
      entries.insert(contentsOf: added, at: place)
    }
    return entries
  }

  /// The order of lines of one order and instant, as a file's lines are sorted.
  private func comesBefore(_ left: Int, _ right: Int, in order: ImaginedOrder) -> Bool {
    func codes(_ column: LevelColumn?, _ change: UInt32? = nil) -> (UInt32, UInt32) {
      guard change == nil, let column else { return (0, 0) }
      return (column.codes[left], column.codes[right])
    }
    func values(_ column: [Int64]?) -> (Int64, Int64) {
      column.map { ($0[left], $0[right]) } ?? (0, 0)
    }
    let product = codes(products, order.product)
    if product.0 != product.1 { return product.0 < product.1 }
    for pair in [amounts, quantities, discounts, margins].map(values) where pair.0 != pair.1 {
      return pair.0 < pair.1
    }
    let others = [
      codes(categories, order.category), codes(channels, order.channel), codes(devices),
      codes(regions),
    ]
    for pair in others where pair.0 != pair.1 { return pair.0 < pair.1 }
    return left < right
  }
}
