/// A yes-or-no question about one byte of a row.
package struct ByteTest: Sendable, Equatable {
  /// The column of bytes asked.
  package var column: Int
  /// Bytes up to this one mean yes, if no set is given.
  package var threshold: UInt8
  /// The bytes that mean yes, as 256 bits, the lowest first.
  package var set: [UInt64]?

  /// A question whether a byte is at most `threshold`.
  package init(column: Int, threshold: UInt8) {
    self.column = column
    self.threshold = threshold
  }

  /// A question whether a byte is in a set of four words.
  package init(column: Int, set: [UInt64]) {
    precondition(set.count == 4, "a set of \(set.count) words, not 4")
    self.column = column
    threshold = 0
    self.set = set
  }

  /// The set as 32 bytes, the lowest byte first.
  var setBytes: [UInt8] {
    (set ?? []).flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
  }
}
