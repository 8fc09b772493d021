/// Sets of items that are bought together often enough, with how many baskets hold each.
///
/// Every set that reaches the support is here, so every part of a set is, too (up to the greatest
/// length asked for). Sets come in a fixed order: by their rarest item, from the most frequent on.
public struct FrequentItemsets: Sendable, Equatable {
  /// Set *s* holds `items[starts[s]..<starts[s + 1]]`; length sets + 1.
  public let starts: [Int]
  /// The items of the sets, ascending within a set.
  public let items: [UInt32]
  /// How many baskets hold each set.
  public let supports: [Int]
  /// All baskets.
  public let basketCount: Int
  /// The least number of baskets that was asked for.
  public let minSupport: Int

  /// The number of sets.
  public var count: Int { supports.count }

  /// Creates a list of sets, all of whose parts are in it.
  init(starts: [Int], items: [UInt32], supports: [Int], basketCount: Int, minSupport: Int) {
    self.starts = starts
    self.items = items
    self.supports = supports
    self.basketCount = basketCount
    self.minSupport = minSupport
  }

  /// The items of a set, ascending.
  public subscript(set: Int) -> ArraySlice<UInt32> { items[starts[set]..<starts[set + 1]] }

  /// How many items a set holds.
  public func length(_ set: Int) -> Int { starts[set + 1] - starts[set] }

  /// How many sets there are of each length; index 0 stands for one item.
  public var countsByLength: [Int] {
    var counts: [Int] = []
    for set in 0..<count {
      while counts.count < length(set) { counts.append(0) }
      counts[length(set) - 1] += 1
    }
    return counts
  }

  /// The sets in the order in which people read them: the most frequent first, then the shorter, then
  /// by the numbers of the items.
  public var byFrequency: [Int] {
    (0..<count).sorted { left, right in
      if supports[left] != supports[right] { return supports[left] > supports[right] }
      if length(left) != length(right) { return length(left) < length(right) }
      return self[left].lexicographicallyPrecedes(self[right])
    }
  }
}

/// Finds frequent sets by their items.
struct ItemsetIndex: Sendable {
  private let sets: FrequentItemsets
  /// The number of a set plus one, by hash; 0 is free.
  private var slots: [UInt32]
  private let mask: Int

  init(_ sets: FrequentItemsets) {
    var capacity = 16
    while capacity < sets.count * 2 { capacity *= 2 }
    self.sets = sets
    mask = capacity - 1
    slots = [UInt32](repeating: 0, count: capacity)
    for set in 0..<sets.count {
      var place = Self.hash(sets[set], skipping: -1) & mask
      while slots[place] != 0 { place = (place + 1) & mask }
      slots[place] = UInt32(set + 1)
    }
  }

  /// The number of the set that holds some ascending items but the one at `skipped`; nil where it is
  /// not frequent.
  func find(_ items: ArraySlice<UInt32>, skipping skipped: Int = -1) -> Int? {
    var place = Self.hash(items, skipping: skipped) & mask
    while slots[place] != 0 {
      let set = Int(slots[place]) - 1
      if isEqual(set, items, skipped) { return set }
      place = (place + 1) & mask
    }
    return nil
  }

  private func isEqual(_ set: Int, _ items: ArraySlice<UInt32>, _ skipped: Int) -> Bool {
    let isSkipping = skipped >= 0
    guard sets.length(set) == items.count - (isSkipping ? 1 : 0) else { return false }
    var place = sets.starts[set]
    for (offset, item) in items.enumerated() where offset != skipped {
      if sets.items[place] != item { return false }
      place += 1
    }
    return true
  }

  private static func hash(_ items: ArraySlice<UInt32>, skipping skipped: Int) -> Int {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for (offset, item) in items.enumerated() where offset != skipped {
      hash = (hash ^ UInt64(item)) &* 0xBF58_476D_1CE4_E5B9
      hash ^= hash >> 29
    }
    return Int(truncatingIfNeeded: hash >> 2)
  }
}
