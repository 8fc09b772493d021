/// Numbers distinct texts from 0 in the order in which they are first met.
///
/// Open addressing. A text of up to 16 bytes lies in its slot, filled up with NUL, which no text
/// holds; longer ones lie in an arena. Hashes are seeded anew each time, so no file can be made to
/// collide, and nothing that comes out depends on them.
final class InternTable: @unchecked Sendable {
  /// A text of up to 16 bytes with its hash, ready to be looked up.
  struct Key: BitwiseCopyable {
    var low: UInt64
    var high: UInt64
    var hash: UInt32
  }

  private struct Slot: BitwiseCopyable {
    var low: UInt64
    var high: UInt64
    /// The text's number plus one; 0 is a free slot.
    var number: UInt32
    var hash: UInt32
  }

  private struct LongSlot: BitwiseCopyable {
    var hash: UInt64
    var offset: Int
    var length: UInt32
    var number: UInt32
  }

  /// How many texts there are.
  private(set) var count = 0
  private var shortCount = 0
  private var longCount = 0
  private var slots = Slab<Slot>(capacity: 1 << 10)
  private var longSlots = Slab<LongSlot>(capacity: 1 << 4)
  private var arena = Slab<UInt8>(capacity: 1 << 8)
  private var arenaUsed = 0
  private let firstSeed = UInt64.random(in: .min ... .max)
  private let secondSeed = UInt64.random(in: .min ... .max) | 1

  /// The key of a text of 1 to 16 bytes; 16 bytes from its start must be readable.
  @inline(__always)
  func key(_ bytes: Cells<UInt8>, _ start: Int, _ length: Int) -> Key {
    var low = bytes.word(start)
    var high: UInt64 = 0
    if length <= 8 {
      low &= ~UInt64(0) &>> UInt64(64 &- 8 &* length)
    } else {
      high = bytes.word(start &+ 8) & (~UInt64(0) &>> UInt64(128 &- 8 &* length))
    }
    let product = (low ^ firstSeed).multipliedFullWidth(by: high ^ secondSeed)
    let mixed = (product.high ^ product.low) &* 0x9E37_79B9_7F4A_7C15
    return Key(low: low, high: high, hash: UInt32(truncatingIfNeeded: mixed &>> 32))
  }

  /// Asks for the slot at which a search for the key begins.
  @inline(__always)
  func prefetch(_ key: Key) {
    let cells = slots.cells
    cells.prefetch(Int(key.hash) & (cells.count &- 1))
  }

  /// The number of a text of 1 to 16 bytes.
  @inline(__always)
  func number(_ key: Key) -> UInt32 {
    let cells = slots.cells
    let mask = cells.count &- 1
    var place = Int(key.hash) & mask
    while true {
      let slot = cells[place]
      if slot.low == key.low && slot.high == key.high && slot.number != 0 {
        return slot.number &- 1
      }
      if slot.number == 0 { return insert(key, place) }
      place = (place &+ 1) & mask
    }
  }

  @inline(never)
  private func insert(_ key: Key, _ place: Int) -> UInt32 {
    let number = UInt32(truncatingIfNeeded: count)
    slots.cells[place] = Slot(low: key.low, high: key.high, number: number &+ 1, hash: key.hash)
    count += 1
    shortCount += 1
    if shortCount * 10 > slots.capacity * 7 { grow() }
    return number
  }

  private func grow() {
    let old = slots.cells
    let larger = Slab<Slot>(capacity: old.count * 2)
    let cells = larger.cells
    let mask = cells.count - 1
    for index in 0..<old.count where old[index].number != 0 {
      var place = Int(old[index].hash) & mask
      while cells[place].number != 0 { place = (place + 1) & mask }
      cells[place] = old[index]
    }
    slots = larger
  }

  /// The number of a text of more than 16 bytes.
  @inline(never)
  func longNumber(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> UInt32 {
    let hash = longHash(bytes, range)
    let cells = longSlots.cells
    let mask = cells.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while cells[place].number != 0 {
      let slot = cells[place]
      if slot.hash == hash && Int(slot.length) == range.count
        && isStored(at: slot.offset, bytes, range)
      {
        return slot.number - 1
      }
      place = (place + 1) & mask
    }
    let number = UInt32(truncatingIfNeeded: count)
    arena.reserve(arenaUsed + range.count + 8, keeping: arenaUsed)
    bytes.copy(range, to: arena.cells, at: arenaUsed)
    cells[place] = LongSlot(
      hash: hash, offset: arenaUsed, length: UInt32(range.count), number: number + 1)
    arenaUsed += range.count
    count += 1
    longCount += 1
    if longCount * 10 > cells.count * 7 { growLong() }
    return number
  }

  private func growLong() {
    let old = longSlots.cells
    let larger = Slab<LongSlot>(capacity: old.count * 2)
    let cells = larger.cells
    let mask = cells.count - 1
    for index in 0..<old.count where old[index].number != 0 {
      var place = Int(truncatingIfNeeded: old[index].hash) & mask
      while cells[place].number != 0 { place = (place + 1) & mask }
      cells[place] = old[index]
    }
    longSlots = larger
  }

  private func longHash(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash = firstSeed ^ UInt64(range.count)
    var place = range.lowerBound
    while place + 8 <= range.upperBound {
      let product = (hash ^ bytes.word(place)).multipliedFullWidth(by: secondSeed)
      hash = product.high ^ product.low
      place += 8
    }
    // The last eight bytes again: longer than 16, so they lie inside the text.
    let last = bytes.word(range.upperBound - 8)
    let product = (hash ^ last).multipliedFullWidth(by: secondSeed ^ 0x9E37_79B9_7F4A_7C14)
    return product.high ^ product.low
  }

  private func isStored(at offset: Int, _ bytes: Cells<UInt8>, _ range: Range<Int>) -> Bool {
    let cells = arena.cells
    var step = 0
    while step + 8 <= range.count {
      if cells.word(offset + step) != bytes.word(range.lowerBound + step) { return false }
      step += 8
    }
    let last = range.count - 8
    return cells.word(offset + last) == bytes.word(range.lowerBound + last)
  }

  /// All texts with their numbers, ascending by bytes.
  func sorted() -> SortedTexts {
    var entries: [SortedTexts.Entry] = []
    entries.reserveCapacity(count)
    let cells = slots.cells
    for index in 0..<cells.count where cells[index].number != 0 {
      let slot = cells[index]
      entries.append(
        SortedTexts.Entry(
          first: slot.low.byteSwapped, second: slot.high.byteSwapped, offset: -1, length: 0,
          number: slot.number - 1))
    }
    let longs = longSlots.cells
    for index in 0..<longs.count where longs[index].number != 0 {
      let slot = longs[index]
      entries.append(
        SortedTexts.Entry(
          first: arena.cells.word(slot.offset).byteSwapped,
          second: arena.cells.word(slot.offset + 8).byteSwapped, offset: slot.offset,
          length: slot.length, number: slot.number - 1))
    }
    return SortedTexts(unsorted: entries, arena: arena)
  }
}
