internal import ChurnMath

/// Numbers the orders of each customer by their first line.
struct OrderNumbers: Sendable {
  /// The order id of each line; nil without order ids.
  let keys: [UInt64]?
  /// The time of each line.
  let times: [Int64]
  /// Where each customer's lines begin, and the end.
  let starts: [Int]

  /// Lines up to which looking back through them beats a table.
  private static let shortRun = 64

  /// The number of each line's order among its customer's.
  ///
  /// Without order ids, a customer's purchases of one instant are one order; where times have no
  /// hour an instant is a day.
  func numbers(threads: Int) -> [UInt32] {
    let customerPieces = balancedPieces(starts: starts, pieces: threads * 16)
    let pieces = customerPieces.map { starts[$0.lowerBound]..<starts[$0.upperBound] }
    return fillPieces(pieces, initial: 0, threads: threads) { piece, span in
      let offset = pieces[piece].lowerBound
      var known: [UInt64: UInt32] = [:]
      for customer in customerPieces[piece] {
        let run = starts[customer]..<starts[customer + 1]
        if let keys {
          number(run, offset, keys.span, times.span, &span, &known)
        } else {
          number(run, offset, times.span, &span)
        }
      }
    }
  }

  private func number(
    _ run: Range<Int>, _ offset: Int, _ times: Span<Int64>, _ numbers: inout MutableSpan<UInt32>
  ) {
    var count: UInt32 = 0
    for line in run.dropFirst() {
      if times[line] != times[line - 1] { count += 1 }
      numbers[line - offset] = count
    }
  }

  /// Lines of an order nearly always stand together and later orders have higher ids; only an id
  /// that is neither the last one nor the highest so far must be looked for.
  private func number(
    _ run: Range<Int>, _ offset: Int, _ keys: Span<UInt64>, _ times: Span<Int64>,
    _ numbers: inout MutableSpan<UInt32>, _ known: inout [UInt64: UInt32]
  ) {
    var count: UInt32 = 0
    var highest: UInt64?
    if !known.isEmpty { known.removeAll(keepingCapacity: true) }
    // Lines before this one are in `known`.
    var tabled = run.lowerBound
    for line in run {
      let key = keys[line]
      let isRepeated = line > run.lowerBound && key == keys[line - 1]
      var number = count
      if key == KeyColumn.missing {
        // A line without an order id is an order of its own instant.
        if isRepeated, times[line] == times[line - 1] { number = numbers[line - 1 - offset] }
      } else if isRepeated {
        number = numbers[line - 1 - offset]
      } else if let highest, key <= highest {
        if run.count <= Self.shortRun {
          var earlier = run.lowerBound
          while earlier < line, keys[earlier] != key { earlier += 1 }
          if earlier < line { number = numbers[earlier - offset] }
        } else {
          while tabled < line {
            if keys[tabled] != KeyColumn.missing {
              known[keys[tabled]] = numbers[tabled - offset]
            }
            tabled += 1
          }
          if let earlier = known[key] { number = earlier }
        }
      } else {
        highest = key
      }
      if number == count { count += 1 }
      numbers[line - offset] = number
    }
  }
}
