internal import ChurnMath

/// A 128-bit hash of a record's bytes.
struct RecordHash: BitwiseCopyable {
  var first: UInt64
  var second: UInt64
}

/// Hashes records so that equal hashes mean equal bytes for all practical purposes.
///
/// With 128 bits and a seed drawn anew each time, two different records of a billion collide with a
/// chance below 10^-20.
struct RecordHasher: Sendable {
  private let seeds = (0..<4).map { _ in UInt64.random(in: .min ... .max) | 1 }

  func hash(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> RecordHash {
    var first = seeds[0] ^ UInt64(range.count)
    var second = seeds[1]
    var place = range.lowerBound
    while place < range.upperBound {
      var word = bytes.word(place)
      let left = range.upperBound - place
      if left < 8 { word &= (1 &<< UInt64(8 * left)) &- 1 }
      first = fold(first ^ word, seeds[2])
      second = fold(second &+ word, seeds[3]) ^ (second &<< 1)
      place += 8
    }
    return RecordHash(first: fold(first, seeds[1]), second: fold(second ^ first, seeds[0]))
  }

  @inline(__always)
  private func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  /// How many hashes equal an earlier one.
  static func duplicates(_ blocks: [[RecordHash]], threads: Int) -> Int {
    let parts = 64
    let counts = mapIndices(parts, threads: threads) { part in
      var own: [RecordHash] = []
      for block in blocks {
        for hash in block where Int(hash.first >> 58) == part { own.append(hash) }
      }
      own.sort { ($0.first, $0.second) < ($1.first, $1.second) }
      var equal = 0
      for (left, right) in zip(own, own.dropFirst())
      where left.first == right.first && left.second == right.second {
        equal += 1
      }
      return equal
    }
    return counts.reduce(0, +)
  }
}
