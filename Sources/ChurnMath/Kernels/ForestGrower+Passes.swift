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
    let last = count &- 1
    var slot = 0
    // Five columns are what a forest of thirty looks at.
    while slot < chosen.count {
      let left = chosen.count - slot
      let target = unsafe cells + slot &* 256
      let c0 = unsafe Int(chosen[slot])
      if left >= 4 {
        let c1 = unsafe Int(chosen[slot + 1])
        let c2 = unsafe Int(chosen[slot + 2])
        let c3 = unsafe Int(chosen[slot + 3])
        if left == 5 {
          let c4 = unsafe Int(chosen[slot + 4])
          for i in 0..<count {
            let entry = unsafe entries[i]
            let soon = unsafe entries[min(i &+ Self.ahead, last)] & 0xFFFF_FFFF
            unsafe ck_prefetch(bins + Int(soon) &* stride)
            let line = unsafe bins + Int(entry & 0xFFFF_FFFF) &* stride
            let cell = forestCell(entry)
            unsafe target[Int(line[c0])] &+= cell
            unsafe target[256 &+ Int(line[c1])] &+= cell
            unsafe target[512 &+ Int(line[c2])] &+= cell
            unsafe target[768 &+ Int(line[c3])] &+= cell
            unsafe target[1024 &+ Int(line[c4])] &+= cell
          }
          return
        }
        for i in 0..<count {
          let entry = unsafe entries[i]
          let soon = unsafe entries[min(i &+ Self.ahead, last)] & 0xFFFF_FFFF
          unsafe ck_prefetch(bins + Int(soon) &* stride)
          let line = unsafe bins + Int(entry & 0xFFFF_FFFF) &* stride
          let cell = forestCell(entry)
          unsafe target[Int(line[c0])] &+= cell
          unsafe target[256 &+ Int(line[c1])] &+= cell
          unsafe target[512 &+ Int(line[c2])] &+= cell
          unsafe target[768 &+ Int(line[c3])] &+= cell
        }
        slot += 4
      } else {
        for i in 0..<count {
          let entry = unsafe entries[i]
          let line = unsafe bins + Int(entry & 0xFFFF_FFFF) &* stride
          unsafe target[Int(line[c0])] &+= forestCell(entry)
        }
        slot += 1
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
