// Sorting rows by a number of a group and a time.
//
// record     a row's group, its time as bits that ascend with it, and 32 bits to carry along
// digit      eleven bits of time or group; least digits first, each pass keeps the order of the last
//
// Every thread tallies and moves a piece of its own. A pass is stable whatever the pieces are, so
// threads never show.

/// A row to be sorted: where it belongs, when, and what it carries.
@frozen
package struct TimeRecord: Sendable, BitwiseCopyable {
  /// The bits of a time that is not negative, which ascend as the time does.
  package let bits: UInt64
  /// The number of the group.
  package let group: UInt32
  /// What goes with it: the number of a row, say.
  package let payload: UInt32

  /// A record of a time that is not negative; −0 counts as 0.
  @inlinable
  package init(time: Double, group: UInt32, payload: UInt32) {
    bits = (time + 0).bitPattern
    self.group = group
    self.payload = payload
  }

  /// The time.
  @inlinable package var time: Double { Double(bitPattern: bits) }
}

/// Sorts records by group, then by time; those alike keep their order.
///
/// - Complexity: O(*n*), with *n* records of scratch; digits that all share are passed over.
package func sortByGroupAndTime(_ records: inout [TimeRecord], threads: Int) {
  let count = records.count
  guard count > 256 else {
    records.sort { ($0.group, $0.bits) < ($1.group, $1.bits) }
    return
  }
  let pieces = evenPieces(count, max(1, threads))
  let first = records[0]
  let differing = mapIndices(pieces.count, threads: threads) { [records] piece in
    var bits: UInt64 = 0
    var group: UInt32 = 0
    for row in pieces[piece] {
      bits |= records[row].bits ^ first.bits
      group |= records[row].group ^ first.group
    }
    return Digit.Differing(bits: bits, group: group)
  }
  let digits = Digit.all(
    bits: differing.reduce(0) { $0 | $1.bits }, group: differing.reduce(0) { $0 | $1.group })
  guard !digits.isEmpty else { return }
  var spare = records
  unsafe records.withUnsafeMutableBufferPointer { records in
    unsafe spare.withUnsafeMutableBufferPointer { spare in
      guard let a = records.baseAddress, let b = spare.baseAddress else { return }
      for (pass, digit) in digits.enumerated() {
        let (from, to) = unsafe pass.isMultiple(of: 2) ? (a, b) : (b, a)
        let move = unsafe RecordMove(from: from, to: to, pieces: pieces)
        move.run(by: digit, threads: threads)
      }
    }
  }
  if !digits.count.isMultiple(of: 2) { swap(&records, &spare) }
}

/// Eleven bits to sort by.
private struct Digit: Sendable {
  /// Which bits any two records differ in.
  struct Differing: Sendable {
    let bits: UInt64
    let group: UInt32
  }

  static let count = 2_048
  let shift: UInt64
  let isGroup: Bool

  @inline(__always)
  func of(_ record: TimeRecord) -> Int {
    Int(truncatingIfNeeded: (isGroup ? UInt64(record.group) : record.bits) &>> shift)
      & (Self.count &- 1)
  }

  /// The digits that tell records apart, the least first.
  static func all(bits: UInt64, group: UInt32) -> [Digit] {
    func digits(_ bits: UInt64, isGroup: Bool) -> [Digit] {
      stride(from: 0, to: 64, by: 11).map { Digit(shift: UInt64($0), isGroup: isGroup) }
        .filter { bits &>> $0.shift & UInt64(count - 1) != 0 }
    }
    return digits(bits, isGroup: false) + digits(UInt64(group), isGroup: true)
  }
}

/// One pass: every record of one array to its place in another.
@safe private struct RecordMove: @unchecked Sendable {
  let from: UnsafeMutablePointer<TimeRecord>
  let to: UnsafeMutablePointer<TimeRecord>
  let pieces: [Range<Int>]

  func run(by digit: Digit, threads: Int) {
    let tallies = mapIndices(pieces.count, threads: threads) { piece in
      var tally = [Int](repeating: 0, count: Digit.count)
      for row in pieces[piece] { unsafe tally[digit.of(from[row])] &+= 1 }
      return tally
    }
    var places = tallies
    var place = 0
    for value in 0..<Digit.count {
      for piece in tallies.indices {
        places[piece][value] = place
        place += tallies[piece][value]
      }
    }
    forEachIndex(pieces.count, threads: threads) { [places] piece, _ in
      var places = places[piece]
      for row in pieces[piece] {
        let record = unsafe from[row]
        let value = digit.of(record)
        unsafe to[places[value]] = record
        places[value] &+= 1
      }
    }
  }
}
