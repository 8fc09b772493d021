internal import ChurnMath
internal import Synchronization

/// The order of one customer's lines: time, order, product, amount, then every other column.
///
/// Lines that are equal in all of them are the same line twice, so nothing that is computed from
/// the sorted lines can depend on the order of the file.
///
/// What decides nearly always lies in the order of the lines, each customer's together, so that
/// comparing touches neighbours only; the rest is looked up by row.
struct LineOrder: Sendable {
  /// One entry a line, like the three that follow; those may be empty = there is no such column.
  let times: [Int64]
  let orders: [UInt64]
  let products: [UInt32]
  let amounts: [Int64]
  /// The row of each line in the columns that follow.
  let rows: [UInt32]
  /// Columns of the file that are asked only when all the others agree, in this order.
  let rowNumbers: [[Int64]]
  let rowCodes: [[UInt32]]

  /// Where lines belong.
  struct Places: Sendable {
    /// For each place the line that belongs there.
    let lines: [UInt32]
    /// Whether any line moves past one of another time; else times stand as they are.
    let movesTimes: Bool
    /// The same of order ids.
    let movesOrders: Bool
  }

  /// Finds the order of each customer's lines.
  ///
  /// - Parameters:
  ///   - starts: Where each customer's lines begin, and the end.
  ///   - customerPieces: Ranges of customers, to share the work by.
  ///   - threads: The most threads to use.
  /// - Returns: Where the lines belong.
  func places(starts: [Int], customerPieces: [Range<Int>], threads: Int) -> Places {
    let pieces = customerPieces.map { starts[$0.lowerBound]..<starts[$0.upperBound] }
    let movesTimes = Atomic<Bool>(false)
    let movesOrders = Atomic<Bool>(false)
    let lines = fillPieces(pieces, initial: UInt32(0), threads: threads) { piece, span in
      let offset = pieces[piece].lowerBound
      for place in span.indices { span[place] = UInt32(truncatingIfNeeded: offset + place) }
      var moves = Moves()
      for customer in customerPieces[piece] {
        sort(&span, starts[customer] - offset..<starts[customer + 1] - offset, &moves)
      }
      if moves.ofTimes { movesTimes.store(true, ordering: .relaxed) }
      if moves.ofOrders { movesOrders.store(true, ordering: .relaxed) }
    }
    return Places(
      lines: lines, movesTimes: movesTimes.load(ordering: .relaxed),
      movesOrders: movesOrders.load(ordering: .relaxed))
  }

  /// What lines moved past.
  private struct Moves {
    var ofTimes = false
    var ofOrders = false
  }

  /// Sorts one customer's lines; those of a file in time order are at their places already or near.
  private func sort(
    _ lines: inout MutableSpan<UInt32>, _ run: Range<Int>, _ moves: inout Moves
  ) {
    guard run.count > 1 else { return }
    var steps = 0
    for place in run.lowerBound + 1..<run.upperBound {
      let line = lines[place]
      var hole = place
      while hole > run.lowerBound, comesBefore(line, lines[hole - 1]) {
        let other = lines[hole - 1]
        if times[Int(line)] != times[Int(other)] { moves.ofTimes = true }
        if !orders.isEmpty, orders[Int(line)] != orders[Int(other)] { moves.ofOrders = true }
        lines[hole] = other
        hole -= 1
      }
      lines[hole] = line
      steps += place - hole
      // Far from sorted, insertion would take quadratic time.
      if steps > 16 * run.count {
        var whole = run.map { lines[$0] }
        whole.sort { comesBefore($0, $1) }
        for (index, place) in run.enumerated() { lines[place] = whole[index] }
        moves = Moves(ofTimes: true, ofOrders: true)
        return
      }
    }
  }

  private func comesBefore(_ left: UInt32, _ right: UInt32) -> Bool {
    let left = Int(left)
    let right = Int(right)
    if times[left] != times[right] { return times[left] < times[right] }
    if !orders.isEmpty, orders[left] != orders[right] { return orders[left] < orders[right] }
    if !products.isEmpty, products[left] != products[right] {
      return products[left] < products[right]
    }
    if !amounts.isEmpty, amounts[left] != amounts[right] { return amounts[left] < amounts[right] }
    return otherComesBefore(left, right)
  }

  private func otherComesBefore(_ left: Int, _ right: Int) -> Bool {
    let left = Int(rows[left])
    let right = Int(rows[right])
    for column in rowNumbers where column[left] != column[right] {
      return column[left] < column[right]
    }
    for column in rowCodes where column[left] != column[right] {
      return column[left] < column[right]
    }
    return false
  }
}
