internal import ChurnMath

extension PurchaseLog {
  /// The log as it would be without its lines from a day on, and of some customers only.
  ///
  /// Later lines are not hidden but gone: customers, products and all other names that only they
  /// mention are, too, and what is left is numbered anew. Only the units of money stay those of the
  /// whole log, and so do the first day of its span and the counts of what was left out of it.
  ///
  /// - Parameters:
  ///   - day: The first day that is gone.
  ///   - customers: Numbers of customers, ascending; nil = all of them.
  ///   - keepsReturns: Whether lines that take goods back stay.
  /// - Returns: A log in which a customer without a line before the day does not occur.
  /// - Complexity: O(lines of those customers).
  public func cut(
    before day: Day, customers: [Int]? = nil, keepsReturns: Bool = true
  ) -> PurchaseLog {
    let limit = day.startSeconds
    var kept: [Int] = []
    var starts = [0]
    var lines: [Int] = []
    for customer in customers ?? Array(0..<customerCount) {
      for line in self.lines(of: customer) {
        guard times[line] < limit else { break }
        if keepsReturns || isReturn?[line] != true { lines.append(line) }
      }
      guard lines.count > starts[starts.count - 1] else { continue }
      kept.append(customer)
      starts.append(lines.count)
    }
    // An order of which no line is left has no number.
    var numbers: [UInt32] = []
    numbers.reserveCapacity(lines.count)
    var renumbered: [UInt32: UInt32] = [:]
    for place in kept.indices {
      renumbered.removeAll(keepingCapacity: true)
      for line in starts[place]..<starts[place + 1] {
        let number = renumbered[orders[lines[line]]] ?? UInt32(renumbered.count)
        renumbered[orders[lines[line]]] = number
        numbers.append(number)
      }
    }
    func part<Element>(_ column: [Element]?) -> [Element]? {
      column.map { all in lines.map { all[$0] } }
    }
    let returned = part(isReturn)
    return PurchaseLog(
      customerIDs: customerIDs.selecting(kept), lineStarts: starts, times: lines.map { times[$0] },
      orders: numbers, amounts: part(amounts), quantities: part(quantities),
      discounts: part(discounts), margins: part(margins),
      products: products.map { $0.selecting(lines) },
      categories: categories.map { $0.selecting(lines) },
      channels: channels.map { $0.selecting(lines) }, devices: devices.map { $0.selecting(lines) },
      regions: regions.map { $0.selecting(lines) },
      isReturn: returned?.contains(true) == true ? returned : nil,
      separatesReturns: separatesReturns, amountScale: amountScale, quantityScale: quantityScale,
      discountScale: discountScale, marginScale: marginScale,
      span: span.lowerBound..<max(span.lowerBound, min(span.upperBound, day)),
      omissions: omissions)
  }
}

extension PurchaseLog.LevelColumn {
  /// The names of some lines, without those that no line of them bears.
  fileprivate func selecting(_ lines: [Int]) -> PurchaseLog.LevelColumn {
    var isUsed = [Bool](repeating: false, count: levels.count)
    for line in lines where codes[line] != TextColumn.missing { isUsed[Int(codes[line])] = true }
    let used = isUsed.indices.filter { isUsed[$0] }
    var place = [UInt32](repeating: TextColumn.missing, count: levels.count)
    for (new, old) in used.enumerated() { place[old] = UInt32(new) }
    return PurchaseLog.LevelColumn(
      levels: levels.selecting(used),
      codes: lines.map { line in
        codes[line] == TextColumn.missing ? TextColumn.missing : place[Int(codes[line])]
      })
  }
}
