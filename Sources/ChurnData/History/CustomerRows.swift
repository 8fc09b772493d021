internal import ChurnMath

/// The rows of each customer in file order, customers without rows left out.
struct CustomerRows: Sendable {
  /// The ids of customers with rows, ascending by bytes.
  let customerIDs: ByteStrings
  /// Where each customer's rows begin in `rows`, and the end.
  let starts: [Int]
  /// The rows, customer by customer.
  let rows: [UInt32]

  /// Groups the rows of a file by customer, leaving out those without one.
  ///
  /// - Complexity: O(rows + customers) a thread.
  init(_ customers: TextColumn, threads: Int) {
    let counts = Self.counts(customers, threads: threads)
    var starts = [0]
    starts.reserveCapacity(counts.count + 1)
    var codeStarts = [0]
    codeStarts.reserveCapacity(counts.count + 1)
    var kept: [Int] = []
    kept.reserveCapacity(counts.count)
    var end = 0
    for (code, count) in counts.enumerated() {
      end += Int(count)
      codeStarts.append(end)
      if count > 0 {
        starts.append(end)
        kept.append(code)
      }
    }
    customerIDs =
      kept.count == counts.count ? customers.levels : customers.levels.selecting(kept)
    self.starts = starts
    rows = Self.rows(customers.codes, codeStarts: codeStarts, threads: threads)
  }

  /// How many rows each code has.
  private static func counts(_ customers: TextColumn, threads: Int) -> [UInt32] {
    let pieces = evenPieces(customers.codes.count, threads)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      var counts = [UInt32](repeating: 0, count: customers.levels.count)
      let codes = customers.codes.span
      for row in pieces[piece] where codes[row] != TextColumn.missing {
        counts[Int(codes[row])] &+= 1
      }
      return counts
    }
    var counts = parts.first ?? []
    for part in parts.dropFirst() {
      for code in counts.indices { counts[code] &+= part[code] }
    }
    return counts
  }

  /// Each thread puts the rows of its own range of customers.
  private static func rows(_ codes: [UInt32], codeStarts: [Int], threads: Int) -> [UInt32] {
    let codePieces = balancedPieces(starts: codeStarts, pieces: threads)
    let pieces = codePieces.map { codeStarts[$0.lowerBound]..<codeStarts[$0.upperBound] }
    return fillPieces(pieces, initial: 0, threads: threads) { piece, span in
      let own = codePieces[piece]
      let first = UInt32(truncatingIfNeeded: own.lowerBound)
      let count = UInt32(truncatingIfNeeded: own.count)
      var next = own.map { UInt32(truncatingIfNeeded: codeStarts[$0] - pieces[piece].lowerBound) }
      let codes = codes.span
      for row in codes.indices {
        let place = codes[row] &- first
        guard place < count else { continue }
        let slot = next[Int(place)]
        next[Int(place)] = slot &+ 1
        span[Int(slot)] = UInt32(truncatingIfNeeded: row)
      }
    }
  }
}
