// Counting how many lifetimes of a group ended after how many whole units of time, and how.

/// What a first look at times and exits says.
package struct TimeSurvey: Sendable, Equatable {
  /// Whether every time is finite and not negative.
  package var isValid = true
  /// Whether every time is a whole number under 2³².
  package var isWhole = true
  /// The longest time.
  package var longest = 0.0
  /// The kinds of exit that occur, a flag each.
  package var exits = [Bool](repeating: false, count: 256)

  /// Looks at times, and at what ended them if that is given; lengths must agree.
  package init(_ times: [Double], exits: [UInt8]?, threads: Int) {
    precondition(exits?.count ?? times.count == times.count, "times and exits differ in number")
    let pieces = evenPieces(times.count, max(1, threads))
    for part in mapIndices(
      pieces.count, threads: threads, { Self(piece: pieces[$0], times, exits) })
    {
      isValid = isValid && part.isValid
      isWhole = isWhole && part.isWhole
      longest = max(longest, part.longest)
      for kind in self.exits.indices where part.exits[kind] { self.exits[kind] = true }
    }
  }

  private init(piece: Range<Int>, _ times: [Double], _ exits: [UInt8]?) {
    // Adding and taking away 2⁵² rounds to a whole number.
    let whole = 0x1p52
    var valid = true
    var fractions = false
    var longest = 0.0
    for row in piece {
      let time = times[row]
      valid = valid && time >= 0
      fractions = fractions || (time + whole) - whole != time
      if time > longest { longest = time }
    }
    isValid = valid && longest.isFinite
    isWhole = !fractions && longest < 0x1p32
    self.longest = longest
    if let exits {
      for row in piece { self.exits[Int(exits[row])] = true }
    }
  }
}

/// How many lifetimes of each group ended at each whole time with each kind of exit.
package struct ExitCounts: Sendable {
  /// One more than the longest time.
  package let timeCount: Int
  /// The kinds of exit told apart.
  package let kindCount: Int
  private let parts: [[UInt32]]

  /// Counts whole times below `timeCount`; rows of a negative group are left out.
  ///
  /// - Parameters:
  ///   - times: Whole numbers from 0 to `timeCount` − 1.
  ///   - exits: How each ended.
  ///   - kinds: The number of a kind, by exit; 256 numbers.
  ///   - kindCount: More than the largest of them.
  ///   - timeCount: More than the longest time.
  ///   - groups: Numbers below `groupCount`, or nil for one group.
  ///   - groupCount: The number of groups.
  ///   - threads: The most threads to use, each with cells of its own.
  package init(
    times: [Double], exits: [UInt8], kinds: [UInt8], kindCount: Int, timeCount: Int,
    groups: [Int32]?, groupCount: Int, threads: Int
  ) {
    precondition(times.count == exits.count, "times and exits differ in number")
    precondition(groups?.count ?? times.count == times.count, "times and groups differ in number")
    precondition(kinds.count == 256 && kinds.allSatisfy { $0 < kindCount }, "kinds out of range")
    self.timeCount = timeCount
    self.kindCount = kindCount
    // A cell of 32 bits cannot overflow.
    let pieces = evenPieces(times.count, max(1, threads, times.count >> 31 + 1))
    let cells = groupCount * timeCount * kindCount
    parts = mapIndices(pieces.count, threads: threads) { piece in
      var counts = [UInt32](repeating: 0, count: cells)
      // The lowest bits of 2⁵² + x are those of the whole number x.
      if let groups {
        for row in pieces[piece] where groups[row] >= 0 {
          let time = Int(UInt32(truncatingIfNeeded: (times[row] + 0x1p52).bitPattern))
          let kind = Int(kinds[Int(exits[row])])
          counts[(Int(groups[row]) &* timeCount &+ time) &* kindCount &+ kind] &+= 1
        }
      } else {
        for row in pieces[piece] {
          let time = Int(UInt32(truncatingIfNeeded: (times[row] + 0x1p52).bitPattern))
          counts[time &* kindCount &+ Int(kinds[Int(exits[row])])] &+= 1
        }
      }
      return counts
    }
  }

  /// How many of a group ended at a time with a kind of exit.
  package func count(group: Int, time: Int, kind: Int) -> Int {
    let cell = (group * timeCount + time) * kindCount + kind
    return parts.reduce(0) { $0 + Int($1[cell]) }
  }
}
