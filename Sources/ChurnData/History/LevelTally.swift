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
    /// Distinct orders that hold it.
    var orders = 1
    /// The highest number among them.
    var lastOrder: Int
    /// Gross value, in amount units.
    var value: Int64
    var lines = 1

    /// Counts another line, of an order that is not counted yet when there is one.
    mutating func add(_ day: Day, _ value: Int64, order: Int?) {
      lastDay = day
      lines += 1
      self.value += value
      guard let order else { return }
      orders += 1
      lastOrder = max(order, lastOrder)
    }
  }

  /// The customer's levels, in the order of first purchase.
  private(set) var entries: [Entry] = []
  private var slots: [UInt64]
  private var generation: UInt64 = 0
  /// The pairs of level and order that were counted, one after the other.
  private var counted: [UInt64] = []
  /// The same for looking up; filled only for a customer of whom an order went on after another
  /// had begun.
  private var known: Set<UInt64> = []
  private var latestOrder = -1

  init(levelCount: Int) { slots = Array(repeating: 0, count: levelCount) }

  mutating func reset() {
    entries.removeAll(keepingCapacity: true)
    counted.removeAll(keepingCapacity: true)
    if !known.isEmpty { known.removeAll(keepingCapacity: true) }
    latestOrder = -1
    generation += 1
  }

  /// Counts a purchase line; blank levels do not count.
  mutating func add(_ code: UInt32, _ day: Day, _ order: Int, _ value: Int64) {
    guard code != TextColumn.missing else { return }
    let pair = UInt64(code) << 32 | UInt64(truncatingIfNeeded: order)
    let slot = slots[Int(code)]
    if slot >> 32 == generation & 0xffff_ffff, generation > 0 {
      let place = Int(slot & 0xffff_ffff)
      let isNew = isNew(pair, order, after: entries[place].lastOrder)
      entries[place].add(day, value, order: isNew ? order : nil)
      if isNew { remember(pair) }
    } else {
      slots[Int(code)] = (generation & 0xffff_ffff) << 32 | UInt64(entries.count)
      entries.append(
        Entry(code: code, firstDay: day, lastDay: day, lastOrder: order, value: value))
      remember(pair)
    }
    latestOrder = max(latestOrder, order)
  }

  /// Whether an order is counted for a level for the first time.
  private mutating func isNew(_ pair: UInt64, _ order: Int, after lastOrder: Int) -> Bool {
    // Numbers ascend by first lines, so only an order that goes on late can have been counted
    // before the level's last one.
    guard order < latestOrder else { return order != lastOrder }
    if known.isEmpty { known = Set(counted) }
    return !known.contains(pair)
  }

  private mutating func remember(_ pair: UInt64) {
    counted.append(pair)
    if !known.isEmpty { known.insert(pair) }
  }
}
