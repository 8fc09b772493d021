// The passes of a forest's grower over the rows of a node and over the bins of a column.

internal import CKernels

extension ForestGrower {
  /// How many entries ahead a row's line is asked for.
  private static var ahead: Int { 24 }

  /// Adds the rows of a node to the histograms of the columns chosen.
  @inline(never)
  func fill(
    _ entries: UnsafeMutablePointer<UInt64>, _ count: Int, _ chosen: UnsafeBufferPointer<Int32>
  ) {
    let size = chosen.count
    let last = count &- 1
    for i in 0..<count {
      let entry = unsafe entries[i]
      let soon = unsafe entries[min(i &+ Self.ahead, last)] & 0xFFFF_FFFF
      unsafe ck_prefetch(bins + Int(soon) &* stride)
      let line = unsafe bins + Int(entry & 0xFFFF_FFFF) &* stride
      let cell = forestCell(entry)
      for slot in 0..<size {
        unsafe cells[slot &* 256 &+ Int(line[Int(chosen[slot])])] &+= cell
      }
    }
  }

  /// The same, and marks the bins touched.
  @inline(never)
  func fillTouched(
    _ entries: UnsafeMutablePointer<UInt64>, _ count: Int, _ chosen: UnsafeBufferPointer<Int32>
  ) {
    let size = chosen.count
    for i in 0..<count {
      let entry = unsafe entries[i]
      let line = unsafe bins + Int(entry & 0xFFFF_FFFF) &* stride
      let cell = forestCell(entry)
      for slot in 0..<size {
        let bin = unsafe Int(line[Int(chosen[slot])])
        unsafe cells[slot &* 256 &+ bin] &+= cell
        unsafe words[slot &* 4 &+ bin &>> 6] |= 1 &<< UInt64(bin & 63)
      }
    }
  }

  /// Offers the cuts of a numeric column and clears its cells.
  @inline(never)
  func scanAll(
    _ cells: UnsafeMutablePointer<UInt64>, _ binCount: Int, _ column: Int32,
    _ search: inout ForestSearch
  ) {
    var best = search
    var scan = unsafe ForestScan(missing: cells[0])
    unsafe cells[0] = 0
    for bin in 1..<max(1, binCount) {
      let cell = unsafe cells[bin]
      guard cell != 0 else { continue }
      unsafe cells[bin] = 0
      scan.add(bin, cell, column: column, to: &best)
    }
    scan.finish(binCount: binCount, column: column, to: &best)
    search = best
  }

  /// The same over the bins marked; clears the marks as well.
  @inline(never)
  func scanTouched(
    _ cells: UnsafeMutablePointer<UInt64>, _ marks: UnsafeMutablePointer<UInt64>,
    _ binCount: Int, _ column: Int32, _ search: inout ForestSearch
  ) {
    var best = search
    var scan = unsafe ForestScan(missing: cells[0])
    unsafe cells[0] = 0
    unsafe marks[0] &= ~1
    for word in 0..<4 {
      var rest = unsafe marks[word]
      unsafe marks[word] = 0
      while rest != 0 {
        let bin = word &* 64 &+ rest.trailingZeroBitCount
        rest &= rest &- 1
        let cell = unsafe cells[bin]
        unsafe cells[bin] = 0
        scan.add(bin, cell, column: column, to: &best)
      }
    }
    scan.finish(binCount: binCount, column: column, to: &best)
    search = best
  }

  /// Parts entries in place, stably: bins of a range go left; how many did.
  @inline(never)
  func part(
    _ entries: UnsafeMutablePointer<UInt64>, _ count: Int, column: Int, from lowest: UInt8,
    to highest: UInt8
  ) -> Int {
    let values = unsafe bins + column
    let span = highest &- lowest
    var left = 0
    for i in 0..<count {
      let entry = unsafe entries[i]
      let bin = unsafe values[Int(entry & 0xFFFF_FFFF) &* stride]
      unsafe entries[left] = entry
      unsafe spare[i &- left] = entry
      left &+= bin &- lowest <= span ? 1 : 0
    }
    unsafe (entries + left).update(from: spare, count: count &- left)
    return left
  }

  /// The same for the bins of a set.
  @inline(never)
  func part(
    _ entries: UnsafeMutablePointer<UInt64>, _ count: Int, column: Int, among set: [UInt64]
  ) -> Int {
    let values = unsafe bins + column
    var left = 0
    for i in 0..<count {
      let entry = unsafe entries[i]
      let bin = unsafe values[Int(entry & 0xFFFF_FFFF) &* stride]
      unsafe entries[left] = entry
      unsafe spare[i &- left] = entry
      left &+= Int(set[Int(bin &>> 6)] &>> UInt64(bin & 63) & 1)
    }
    unsafe (entries + left).update(from: spare, count: count &- left)
    return left
  }
}
