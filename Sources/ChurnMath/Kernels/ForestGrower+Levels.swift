// Splits by sets of levels: for two classes the best set is among the first ones by churn rate.

extension ForestGrower {
  /// Offers the sets of a categorical column, missing being a level too, and clears its cells.
  func scanLevels(
    _ cells: UnsafeMutablePointer<UInt64>, _ marks: UnsafeMutablePointer<UInt64>?, _ column: Int32,
    _ search: inout ForestSearch
  ) {
    if let marks = unsafe marks {
      for word in 0..<4 { unsafe marks[word] = 0 }
    }
    let present = unsafe orderedLevels(cells, columns[Int(column)].binCount)
    var left: UInt64 = 0
    for (count, key) in present.enumerated() {
      // All of them would leave the other side empty, which no search takes.
      left &+= unsafe cells[Int(key & 255)]
      search.offer(left, column: column, lowest: 0, highest: 0, levels: count + 1)
    }
    for key in present { unsafe cells[Int(key & 255)] = 0 }
  }

  /// The set of a split found before: counts the levels of the node again.
  func levelSet(_ start: Int, _ count: Int, _ split: ForestSearch) -> [UInt64] {
    let column = Int(split.column)
    for i in start..<start + count {
      let entry = unsafe entries[i]
      let bin = unsafe bins[Int(entry & 0xFFFF_FFFF) &* stride &+ column]
      unsafe cells[Int(bin)] &+= forestCell(entry)
    }
    let binCount = unsafe columns[column].binCount
    let present = unsafe orderedLevels(cells, binCount)
    var set: [UInt64] = [0, 0, 0, 0]
    // Levels that no row of the node has go where most rows went.
    if 2 * Int(split.left & 0xFFFF_FFFF) >= split.weight {
      for bin in 0..<binCount where unsafe cells[bin] == 0 {
        set[bin >> 6] |= 1 << UInt64(bin & 63)
      }
    }
    for (place, key) in present.enumerated() {
      let bin = Int(key & 255)
      unsafe cells[bin] = 0
      if place < split.levels { set[bin >> 6] |= 1 << UInt64(bin & 63) }
    }
    return set
  }

  /// The occupied bins by ascending churn rate, then by number: the bits of the rate, the last eight
  /// of which make room for the bin.
  private func orderedLevels(_ cells: UnsafeMutablePointer<UInt64>, _ binCount: Int) -> [UInt64] {
    var keys: [UInt64] = []
    for bin in 0..<binCount {
      let cell = unsafe cells[bin]
      guard cell != 0 else { continue }
      let rate = Double(cell &>> 32) / Double(cell & 0xFFFF_FFFF)
      keys.append(rate.bitPattern & ~255 | UInt64(bin))
    }
    keys.sort()
    return keys
  }
}
