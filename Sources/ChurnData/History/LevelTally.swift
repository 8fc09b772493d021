/// What one customer bought of each level of a column (product, category, channel, ...).
///
/// Levels are found through a table over all levels that is never cleared: an entry of another
/// customer is told by its generation.
struct LevelTally: Sendable {
  /// One level the customer has bought.
  struct Entry: Sendable {
    let code: UInt32
    let firstDay: Day
    var lastDay: Day
    /// Distinct orders that hold it, as far as lines of one order stand together.
    var orders = 1
    var lastOrder: Int
    /// Gross value, in amount units.
    var value: Int64
    var lines = 1
  }

  /// The customer's levels, in the order of first purchase.
  private(set) var entries: [Entry] = []
  private var slots: [UInt64]
  private var generation: UInt64 = 0

  init(levelCount: Int) { slots = Array(repeating: 0, count: levelCount) }

  mutating func reset() {
    entries.removeAll(keepingCapacity: true)
    generation += 1
  }

  /// Counts a purchase line; blank levels do not count.
  mutating func add(_ code: UInt32, _ day: Day, _ order: Int, _ value: Int64) {
    guard code != TextColumn.missing else { return }
    let slot = slots[Int(code)]
    if slot >> 32 == generation & 0xffff_ffff, generation > 0 {
      let place = Int(slot & 0xffff_ffff)
      entries[place].lastDay = day
      entries[place].lines += 1
      entries[place].value += value
      if entries[place].lastOrder != order {
        entries[place].orders += 1
        entries[place].lastOrder = order
      }
    } else {
      slots[Int(code)] = (generation & 0xffff_ffff) << 32 | UInt64(entries.count)
      entries.append(
        Entry(code: code, firstDay: day, lastDay: day, lastOrder: order, value: value))
    }
  }
}
