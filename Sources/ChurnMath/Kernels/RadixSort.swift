// Sorting numbers by their digits, in time that grows with their number alone.

/// Sorts numbers in ascending order; negative zero before zero, NaN at the ends.
///
/// Least digit first, eleven bits at a time; digits that all numbers share are passed over.
///
/// - Complexity: O(*n*), with *n* numbers of scratch.
package func sortByRadix(_ values: inout [Double]) {
  let count = values.count
  guard count > 256 else {
    values.sort { $0.sortKey < $1.sortKey }
    return
  }
  var keys = values.map(\.sortKey)
  var spare = [UInt64](repeating: 0, count: count)
  let digits = 2_048
  var tallies = [Int](repeating: 0, count: 6 * digits)
  for key in keys {
    for pass in 0..<6 {
      tallies[pass * digits + Int((key &>> UInt64(11 * pass)) & 2_047)] &+= 1
    }
  }
  for pass in 0..<6 {
    let shift = UInt64(11 * pass)
    let start = pass * digits
    if tallies[start + Int((keys[0] &>> shift) & 2_047)] == count { continue }
    var place = 0
    for digit in start..<start + digits {
      let tally = tallies[digit]
      tallies[digit] = place
      place += tally
    }
    for key in keys {
      let digit = start &+ Int((key &>> shift) & 2_047)
      spare[tallies[digit]] = key
      tallies[digit] &+= 1
    }
    swap(&keys, &spare)
  }
  for (place, key) in keys.enumerated() { values[place] = Double(sortKey: key) }
}

extension Double {
  /// The bits, rearranged to ascend with the number.
  fileprivate var sortKey: UInt64 {
    bitPattern ^ (UInt64(bitPattern: Int64(bitPattern: bitPattern) &>> 63) | 1 &<< 63)
  }

  fileprivate init(sortKey key: UInt64) {
    self.init(bitPattern: key &>> 63 == 1 ? key ^ (1 &<< 63) : ~key)
  }
}
