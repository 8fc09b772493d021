// From lines in file order to lines by customer and time.
//
// row    a line's place in the file
// slot   its place in the log
//
// Steps: decide which rows stay; count them by customer; give every customer a run of slots and put
// the rows into it in file order; sort each run; gather every column once, freeing what was read.

internal import ChurnMath

extension PurchaseLog {
  /// Sorts the columns of a file into a log.
  ///
  /// - Parameters:
  ///   - columns: What was read; handed over, so that each column is freed as soon as it is sorted.
  ///   - returns: What a cancellation or return does.
  ///   - threads: The most threads to use; the log does not depend on it.
  /// - Complexity: O(*n* log *k*) for *n* lines and at most *k* of one customer.
  public init(
    _ columns: consuming PurchaseColumns, returns: ReturnsPolicy, threads: Int = 1
  ) {
    var columns = columns
    var omissions = Omissions()
    if let first = columns.times.seconds.min(), let last = columns.times.seconds.max() {
      span = Day(containing: first)..<(Day(containing: last) + 1)
    } else {
      span = Day(number: 0)..<Day(number: 0)
    }
    let isReturn = Self.markReturns(columns, policy: returns)
    Self.omitLines(&columns, isReturn: isReturn, policy: returns, into: &omissions)
    let layout = Layout(customers: columns.customers, threads: threads)
    let rows = Self.sortedRows(layout, columns, threads: threads)

    let pieces = evenPieces(rows.count, threads)
    func gathered<T: BitwiseCopyable & Sendable>(_ values: [T], _ initial: T) -> [T] {
      fillPieces(pieces, initial: initial, threads: threads) { piece, span in
        let offset = pieces[piece].lowerBound
        for i in span.indices { span[i] = values[Int(rows[offset + i])] }
      }
    }
    func taken(_ column: inout TextColumn?) -> LevelColumn? {
      defer { column = nil }
      return column.map { LevelColumn(levels: $0.levels, codes: gathered($0.codes, 0)) }
    }
    func taken(_ column: inout DecimalColumn?) -> ([Int64]?, Double) {
      defer { column = nil }
      guard let column else { return (nil, 1) }
      return (gathered(column.units, 0), powerOfTen(column.decimals))
    }

    self.omissions = omissions
    customerIDs = layout.customerIDs
    lineStarts = layout.starts
    let times = gathered(columns.times.seconds, 0)
    self.times = times
    let keys = columns.orders.map { gathered($0.keys, 0) }
    columns.orders = nil
    orders = Self.orderNumbers(
      keys: keys, times: times, byDay: !columns.times.hasTimeOfDay, starts: layout.starts,
      threads: threads)
    (amounts, amountScale) = taken(&columns.amounts)
    (quantities, quantityScale) = taken(&columns.quantities)
    (discounts, discountScale) = taken(&columns.discounts)
    (margins, marginScale) = taken(&columns.margins)
    products = taken(&columns.products)
    categories = taken(&columns.categories)
    channels = taken(&columns.channels)
    devices = taken(&columns.devices)
    regions = taken(&columns.regions)
    self.isReturn = returns == .net ? isReturn.map { gathered($0, false) } : nil
    separatesReturns = returns == .net
  }

  /// Which rows take goods back, or nil when none does or nobody asks.
  private static func markReturns(_ columns: PurchaseColumns, policy: ReturnsPolicy) -> [Bool]? {
    guard policy != .keep else { return nil }
    let kinds = columns.lineKinds()
    guard kinds.contains(.returned) else { return nil }
    return kinds.map { $0 == .returned }
  }

  /// Counts the rows that stay out of the log and takes their customer away.
  private static func omitLines(
    _ columns: inout PurchaseColumns, isReturn: [Bool]?, policy: ReturnsPolicy,
    into omissions: inout Omissions
  ) {
    for row in 0..<columns.count {
      if columns.customers.codes[row] == TextColumn.missing {
        omissions.anonymous += 1
        continue
      }
      guard policy == .drop else { continue }
      if let isReturn, isReturn[row] {
        omissions.returns += 1
      } else if (columns.amounts?.units[row] ?? 1) <= 0
        || isNonPositive(columns.quantities?.units[row])
      {
        omissions.nonPositive += 1
      } else {
        continue
      }
      columns.customers.codes[row] = TextColumn.missing
    }
  }

  private static func isNonPositive(_ quantity: Int64?) -> Bool {
    guard let quantity, quantity != DecimalColumn.missing else { return false }
    return quantity <= 0
  }

  /// The runs of slots, one a customer that still has lines.
  private struct Layout {
    let customerIDs: ByteStrings
    let starts: [Int]
    /// The number of each code's customer; -1 for a code without lines.
    let customerOfCode: [Int32]

    init(customers: TextColumn, threads: Int) {
      var counts = [Int](repeating: 0, count: customers.levels.count)
      for code in customers.codes where code != TextColumn.missing { counts[Int(code)] += 1 }
      var numbers = [Int32](repeating: -1, count: counts.count)
      var starts = [0]
      starts.reserveCapacity(counts.count + 1)
      var kept: [Int] = []
      for (code, count) in counts.enumerated() where count > 0 {
        numbers[code] = Int32(kept.count)
        kept.append(code)
        starts.append(starts[starts.count - 1] + count)
      }
      customerIDs =
        kept.count == counts.count
        ? customers.levels : customers.levels.selecting(kept)
      self.starts = starts
      customerOfCode = numbers
    }
  }

  /// The rows in the order of the log.
  private static func sortedRows(
    _ layout: Layout, _ columns: PurchaseColumns, threads: Int
  ) -> [UInt32] {
    let customerPieces = balancedPieces(starts: layout.starts, pieces: threads)
    let slotPieces = customerPieces.map {
      layout.starts[$0.lowerBound]..<layout.starts[$0.upperBound]
    }
    let codes = columns.customers.codes
    let order = LineOrder(columns)
    return fillPieces(slotPieces, initial: 0, threads: threads) { piece, span in
      let customers = customerPieces[piece]
      let firstSlot = slotPieces[piece].lowerBound
      var next = layout.starts[customers].map { $0 - firstSlot }
      for row in codes.indices where codes[row] != TextColumn.missing {
        let customer = Int(layout.customerOfCode[Int(codes[row])])
        guard customers.contains(customer) else { continue }
        let slot = next[customer - customers.lowerBound]
        span[slot] = UInt32(truncatingIfNeeded: row)
        next[customer - customers.lowerBound] = slot + 1
      }
      var scratch = LineOrder.Scratch()
      for customer in customers {
        let run = layout.starts[customer] - firstSlot..<layout.starts[customer + 1] - firstSlot
        order.sort(&span, run, &scratch)
      }
    }
  }

  /// The number of each line's order among its customer's, by first line.
  ///
  /// Without order ids, a customer's purchases of one instant, or of one day when times have no
  /// hour, are one order.
  private static func orderNumbers(
    keys: [UInt64]?, times: [Int64], byDay: Bool, starts: [Int], threads: Int
  ) -> [UInt32] {
    let customerPieces = balancedPieces(starts: starts, pieces: threads)
    let slotPieces = customerPieces.map { starts[$0.lowerBound]..<starts[$0.upperBound] }
    return fillPieces(slotPieces, initial: 0, threads: threads) { piece, span in
      let offset = slotPieces[piece].lowerBound
      var seen: [UInt64: UInt32] = [:]
      for customer in customerPieces[piece] {
        var count: UInt32 = 0
        let run = starts[customer]..<starts[customer + 1]
        // Lines of an order nearly always stand together; only a customer with many orders needs
        // the dictionary to find an order again.
        let usesDictionary = keys != nil && run.count > 16
        if usesDictionary { seen.removeAll(keepingCapacity: true) }
        for slot in run {
          let previous = slot > run.lowerBound ? span[slot - 1 - offset] : 0
          var number = count
          if let keys {
            let key = keys[slot]
            if slot > run.lowerBound, key == keys[slot - 1], key != KeyColumn.missing {
              number = previous
            } else if key == KeyColumn.missing {
              // A line without an order id is an order of its own instant.
              if slot > run.lowerBound, keys[slot - 1] == key, times[slot] == times[slot - 1] {
                number = previous
              }
            } else if usesDictionary {
              if let known = seen[key] { number = known } else { seen[key] = count }
            } else if let earlier = (run.lowerBound..<slot).first(where: { keys[$0] == key }) {
              number = span[earlier - offset]
            }
          } else if slot > run.lowerBound {
            let isSame =
              byDay
              ? Day(containing: times[slot]) == Day(containing: times[slot - 1])
              : times[slot] == times[slot - 1]
            if isSame { number = previous }
          }
          if number == count { count += 1 }
          span[slot - offset] = number
        }
      }
    }
  }
}

/// 10^`exponent` for 0...18, exactly.
func powerOfTen(_ exponent: Int) -> Double {
  (0..<max(0, exponent)).reduce(1) { value, _ in value * 10 }
}
