// Where a worker keeps the values it has read of a column.
//
// segment   the values of one block; they lie side by side in a slab
// slab      memory for the segments of many blocks, freed when the last of them is

/// The values of one block.
struct Segment<Element: BitwiseCopyable>: Sendable {
  private let slab: Slab<Element>
  private let start: Int
  let count: Int

  fileprivate init(slab: Slab<Element>, start: Int, count: Int) {
    self.slab = slab
    self.start = start
    self.count = count
  }

  /// The cells among which the values lie.
  var cells: Cells<Element> { slab.cells }

  /// The places of the values in ``cells``.
  var range: Range<Int> { start..<(start + count) }

  /// The values one after the other.
  var values: some Sequence<Element> {
    let cells = slab.cells
    return range.lazy.map { cells[$0] }
  }
}

/// The values of the block at hand, behind those of the blocks before it.
struct Staging<Element: BitwiseCopyable> {
  private static var largestSlab: Int { 1 << 20 }

  private var slab = Slab<Element>(capacity: 1 << 10)
  private var start = 0
  private(set) var count = 0

  var cells: Cells<Element> { slab.cells }

  /// The places of the block's values in ``cells``.
  var range: Range<Int> { start..<(start + count) }

  /// Makes room for more values and returns the place of the first one.
  mutating func extend(by more: Int) -> Int {
    let needed = count + more
    if start + needed > slab.capacity {
      let usual = min(Self.largestSlab, 2 * slab.capacity)
      let larger = Slab<Element>(capacity: max(usual, 2 * needed))
      slab.cells.copy(range, to: larger.cells, at: 0)
      slab = larger
      start = 0
    }
    let base = start + count
    count = needed
    return base
  }

  /// Takes back the last values.
  mutating func shorten(to kept: Int) { count = kept }

  /// Takes out the last batch's values of rejected records.
  mutating func compact(_ batch: FieldBatch) {
    let cells = slab.cells
    let first = start + count - batch.count
    var place = first
    for record in 0..<batch.count where batch.status[record] == 0 {
      cells[place] = cells[first + record]
      place += 1
    }
    count = place - start
  }

  /// Hands out the block's values and begins the next block.
  mutating func finish() -> Segment<Element> {
    let segment = Segment(slab: slab, start: start, count: count)
    start += count
    count = 0
    return segment
  }

  /// Drops the block's values.
  mutating func clear() { count = 0 }
}
