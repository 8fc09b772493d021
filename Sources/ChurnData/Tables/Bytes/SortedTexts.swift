internal import ChurnMath

/// Distinct texts with the numbers a table gave them, ascending by bytes.
struct SortedTexts: Sendable {
  /// A text: its first 16 bytes as two big-endian words, and the place of the whole if it is longer.
  struct Entry: BitwiseCopyable {
    var first: UInt64
    var second: UInt64
    /// Where a text of more than 16 bytes lies in the arena, else -1.
    var offset: Int
    var length: UInt32
    var number: UInt32
  }

  private(set) var entries: [Entry]
  private let arena: Slab<UInt8>

  init(unsorted: [Entry], arena: Slab<UInt8>) {
    self.arena = arena
    entries = Self.radixSorted(unsorted)
    sortLongRuns()
  }

  private init(entries: [Entry], arena: Slab<UInt8>) {
    self.entries = entries
    self.arena = arena
  }

  var count: Int { entries.count }

  /// Sorts by the 16 bytes at hand: one counting pass for each byte in which texts differ.
  private static func radixSorted(_ entries: [Entry]) -> [Entry] {
    guard let sample = entries.first else { return [] }
    if entries.count < 256 {
      return entries.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    }
    var firstDiffers: UInt64 = 0
    var secondDiffers: UInt64 = 0
    for entry in entries {
      firstDiffers |= entry.first ^ sample.first
      secondDiffers |= entry.second ^ sample.second
    }
    var source = entries
    for byte in 0..<16 {
      let shift = UInt64(8 * (byte % 8))
      let isSecond = byte < 8
      guard (isSecond ? secondDiffers : firstDiffers) >> shift & 0xFF != 0 else { continue }
      var starts = [Int](repeating: 0, count: 257)
      for entry in source {
        starts[Int((isSecond ? entry.second : entry.first) >> shift & 0xFF) + 1] += 1
      }
      for bucket in 1...256 { starts[bucket] += starts[bucket - 1] }
      source = filledArray(source.count) { target in
        for entry in source {
          let bucket = Int((isSecond ? entry.second : entry.first) >> shift & 0xFF)
          target[starts[bucket]] = entry
          starts[bucket] += 1
        }
      }
    }
    return source
  }

  /// Sorts texts that agree in their first 16 bytes by the rest.
  private mutating func sortLongRuns() {
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count && entries[end].first == entries[start].first
        && entries[end].second == entries[start].second
      {
        end += 1
      }
      if end - start > 1 {
        let arena = arena.cells
        entries[start..<end].sort { Self.isBefore($0, arena, $1, arena) }
      }
      start = end
    }
  }

  @inline(__always)
  private static func isBefore(
    _ left: Entry, _ leftArena: Cells<UInt8>, _ right: Entry, _ rightArena: Cells<UInt8>
  ) -> Bool {
    if left.first != right.first { return left.first < right.first }
    if left.second != right.second { return left.second < right.second }
    return compareTails(left, leftArena, right, rightArena) < 0
  }

  @inline(__always)
  private static func areEqual(
    _ left: Entry, _ leftArena: Cells<UInt8>, _ right: Entry, _ rightArena: Cells<UInt8>
  ) -> Bool {
    left.first == right.first && left.second == right.second
      && compareTails(left, leftArena, right, rightArena) == 0
  }

  /// The order of two texts that agree in their first 16 bytes: negative, zero or positive.
  @inline(__always)
  private static func compareTails(
    _ left: Entry, _ leftArena: Cells<UInt8>, _ right: Entry, _ rightArena: Cells<UInt8>
  ) -> Int {
    // A short text ends here, so it stands before a longer one.
    if left.offset < 0 || right.offset < 0 {
      return (left.offset < 0 ? 0 : 1) - (right.offset < 0 ? 0 : 1)
    }
    let shared = Int(min(left.length, right.length))
    var step = 16
    while step < shared {
      let first = leftArena[left.offset + step]
      let second = rightArena[right.offset + step]
      if first != second { return first < second ? -1 : 1 }
      step += 1
    }
    return Int(left.length) - Int(right.length)
  }

  /// Drops the texts whose numbers are not marked.
  mutating func keep(_ isUsed: [Bool]) { entries.removeAll { !isUsed[Int($0.number)] } }

  /// The texts of several tables as one sorted list, and for each table number -> index in the list.
  ///
  /// Numbers that a table no longer holds map to `UInt32.max`.
  static func merged(
    _ tables: [SortedTexts], counts: [Int], threads: Int
  ) -> (texts: ByteStrings, maps: [[UInt32]]) {
    // The first table that knows a text stands for it.
    var union = tables.enumerated().map { table, texts in
      MergedList(items: texts.entries.map { MergedList.Item(entry: $0, table: UInt32(table)) })
    }
    let arenas = tables.map(\.arena.cells)
    while union.count > 1 {
      let pairs = (union.count + 1) / 2
      let current = union
      union = mapIndices(pairs, threads: threads) { pair in
        guard 2 * pair + 1 < current.count else { return current[2 * pair] }
        return MergedList.merging(current[2 * pair], current[2 * pair + 1], arenas)
      }
    }
    let list = union.first ?? MergedList(items: [])
    let maps = mapIndices(tables.count, threads: threads) { table in
      list.map(of: tables[table], count: counts[table], arenas)
    }
    return (list.texts(arenas), maps)
  }

  /// A sorted list of texts from several tables.
  private struct MergedList: Sendable {
    struct Item: BitwiseCopyable {
      var entry: Entry
      var table: UInt32
    }

    var items: [Item]

    static func merging(
      _ left: MergedList, _ right: MergedList, _ arenas: [Cells<UInt8>]
    ) -> MergedList {
      var items: [Item] = []
      items.reserveCapacity(left.items.count + right.items.count)
      var i = 0
      var j = 0
      while i < left.items.count && j < right.items.count {
        let a = left.items[i]
        let b = right.items[j]
        let aArena = arenas[Int(a.table)]
        let bArena = arenas[Int(b.table)]
        if isBefore(b.entry, bArena, a.entry, aArena) {
          items.append(b)
          j += 1
        } else {
          if areEqual(a.entry, aArena, b.entry, bArena) { j += 1 }
          items.append(a)
          i += 1
        }
      }
      items.append(contentsOf: left.items[i...])
      items.append(contentsOf: right.items[j...])
      return MergedList(items: items)
    }

    /// Where the texts of a table stand in this list, which holds them all.
    func map(of table: SortedTexts, count: Int, _ arenas: [Cells<UInt8>]) -> [UInt32] {
      var map = [UInt32](repeating: .max, count: count)
      var place = 0
      let own = table.arena.cells
      for entry in table.entries {
        while place < items.count
          && !areEqual(items[place].entry, arenas[Int(items[place].table)], entry, own)
        {
          place += 1
        }
        map[Int(entry.number)] = UInt32(truncatingIfNeeded: place)
      }
      return map
    }

    func texts(_ arenas: [Cells<UInt8>]) -> ByteStrings {
      var storage: [UInt8] = []
      var offsets: [Int] = [0]
      offsets.reserveCapacity(items.count + 1)
      storage.reserveCapacity(items.count * 12)
      for item in items {
        if item.entry.offset >= 0 {
          let arena = arenas[Int(item.table)]
          let length = Int(item.entry.length)
          for place in item.entry.offset..<(item.entry.offset + length) {
            storage.append(arena[place])
          }
        } else {
          var word = item.entry.first
          while word != 0 {
            storage.append(UInt8(truncatingIfNeeded: word >> 56))
            word <<= 8
          }
          word = item.entry.second
          while word != 0 {
            storage.append(UInt8(truncatingIfNeeded: word >> 56))
            word <<= 8
          }
        }
        offsets.append(storage.count)
      }
      return ByteStrings(storage: storage, offsets: offsets)
    }
  }
}
