// The order of numbers by their digits, in time that grows with their number alone.

/// The indices of `keys` in ascending order of the keys; equal keys keep their order.
///
/// Least digit first, eleven bits at a time; digits that all keys share are passed over.
///
/// - Complexity: O(*n*), with *n* pairs of scratch.
package func radixOrder(of keys: [UInt64]) -> [Int32] {
  let count = keys.count
  precondition(count <= Int(Int32.max), "\(count) keys, more than 32 bits can number")
  let digits = 2_048
  var tallies = [Int32](repeating: 0, count: 6 * digits)
  for key in keys {
    for pass in 0..<6 {
      tallies[pass * digits + Int((key &>> UInt64(11 * pass)) & 2_047)] &+= 1
    }
  }
  var order = [Int32](repeating: 0, count: count)
  for index in 0..<count { order[index] = Int32(truncatingIfNeeded: index) }
  guard let first = keys.first else { return [] }
  var spare = order
  for pass in 0..<6 {
    let shift = UInt64(11 * pass)
    let start = pass * digits
    if Int(tallies[start + Int((first &>> shift) & 2_047)]) == count { continue }
    var place: Int32 = 0
    for digit in start..<start + digits {
      let tally = tallies[digit]
      tallies[digit] = place
      place &+= tally
    }
    for index in order {
      let digit = start &+ Int((keys[Int(index)] &>> shift) & 2_047)
      spare[Int(tallies[digit])] = index
      tallies[digit] &+= 1
    }
    swap(&order, &spare)
  }
  return order
}
