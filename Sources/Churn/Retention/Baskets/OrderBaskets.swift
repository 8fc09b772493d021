public import ChurnData
internal import ChurnMath
public import ChurnModels

/// The orders of a log as baskets of products or categories.
///
/// A basket is an order: the distinct items of its purchase lines. Lines that take goods back are no
/// purchases and are left out; so are lines without a name, and orders of which nothing is left.
public struct OrderBaskets: Sendable {
  /// The names of the items, ascending by bytes; an item's number is its place here.
  public let names: ByteStrings
  /// The baskets, by customer and then in the order in which his orders began.
  public let baskets: Baskets
  /// The customer of each basket.
  public let customers: [Int]
  /// The day of each basket, that of its first line.
  public let days: [Day]
  /// The number of each basket's order among its customer's.
  let numbers: [UInt32]
  /// Lines without a name.
  public let unnamedLines: Int
  /// Lines that take goods back.
  public let returnLines: Int

  /// Makes baskets of the orders before a day.
  ///
  /// - Parameters:
  ///   - log: All purchases; lines on or after `day` are not looked at.
  ///   - day: The first day that does not count.
  ///   - item: What an item is.
  ///   - threads: The most threads to use.
  /// - Throws: `BasketError.noItems` when the log does not name such items.
  public init(
    _ log: PurchaseLog, before day: Day, item: BasketItem, threads: Int = 1
  ) throws(BasketError) {
    guard let column = item.column(of: log) else { throw .noItems(item) }
    let pieces = log.customerPieces(max(1, threads) * 4)
    let limit = day.startSeconds
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      Self.part(log, column, pieces[piece], limit: limit)
    }
    var starts = [0]
    var items: [UInt32] = []
    items.reserveCapacity(parts.reduce(0) { $0 + $1.items.count })
    for part in parts {
      let offset = items.count
      for end in part.ends { starts.append(offset + end) }
      items.append(contentsOf: part.items)
    }
    names = column.levels
    baskets = Baskets(itemCount: column.levels.count, starts: starts, items: items)
    customers = parts.flatMap(\.customers)
    days = parts.flatMap(\.days)
    numbers = parts.flatMap(\.numbers)
    unnamedLines = parts.reduce(0) { $0 + $1.unnamed }
    returnLines = parts.reduce(0) { $0 + $1.returns }
  }

  /// The places of the baskets of each customer, customers ascending.
  func runs() -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = 0
    for place in 0..<baskets.count
    where place + 1 == baskets.count || customers[place + 1] != customers[place] {
      runs.append(start..<place + 1)
      start = place + 1
    }
    return runs
  }

  private struct Part: Sendable {
    var ends: [Int] = []
    var items: [UInt32] = []
    var customers: [Int] = []
    var days: [Day] = []
    var numbers: [UInt32] = []
    var unnamed = 0
    var returns = 0
  }

  private static func part(
    _ log: PurchaseLog, _ column: PurchaseLog.LevelColumn, _ customers: Range<Int>, limit: Int64
  ) -> Part {
    var part = Part()
    // Order, item and time of each line.
    var bought: [(key: UInt64, time: Int64)] = []
    for customer in customers {
      bought.removeAll(keepingCapacity: true)
      for line in log.lines(of: customer) {
        guard log.times[line] < limit else { break }
        if log.isReturn?[line] == true {
          part.returns += 1
          continue
        }
        let code = column.codes[line]
        guard code != TextColumn.missing else {
          part.unnamed += 1
          continue
        }
        bought.append((UInt64(log.orders[line]) << 32 | UInt64(code), log.times[line]))
      }
      bought.sort { $0.key != $1.key ? $0.key < $1.key : $0.time < $1.time }
      var place = 0
      while place < bought.count {
        let order = bought[place].key >> 32
        var first = bought[place].time
        var previous: UInt64?
        while place < bought.count, bought[place].key >> 32 == order {
          let (key, time) = bought[place]
          first = min(first, time)
          if key != previous { part.items.append(UInt32(truncatingIfNeeded: key)) }
          previous = key
          place += 1
        }
        part.ends.append(part.items.count)
        part.customers.append(customer)
        part.numbers.append(UInt32(truncatingIfNeeded: order))
        part.days.append(Day(containing: first))
      }
    }
    return part
  }
}
