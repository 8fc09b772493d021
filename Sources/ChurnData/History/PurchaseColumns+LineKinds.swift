extension PurchaseColumns {
  /// Whether each line is a purchase or takes one back, by `ReturnRule`.
  ///
  /// Where there are amounts or quantities their signs tell; order ids are asked only where there are
  /// neither, because what they mean hangs on all ids of the file, later ones included.
  ///
  /// - Parameter datedOnly: Whether the state of an order is passed over: it is what became of the
  ///   order in the end, and no cutoff before that may know it.
  /// - Returns: One kind a line.
  /// - Complexity: O(*n*); the texts of order ids are looked at only when one begins with a `C`.
  public func lineKinds(datedOnly: Bool = false) -> [LineKind] {
    let hasSigns = amounts != nil || quantities != nil
    let keys = hasSigns ? nil : orders.map { column in column.keys.map { column.mayBeMarked($0) } }
    let hasMarks = keys?.contains(true) ?? false
    let statuses = datedOnly ? nil : statuses
    let statusLevels = statuses?.levels
    let rule = ReturnRule(
      orderIDs: hasMarks ? distinctOrderIDs() : [],
      statusLevels: (0..<(statusLevels?.count ?? 0)).map { statusLevels?[$0] ?? "" })
    return (0..<count).map { row in
      rule.kind(
        amount: amounts?.units[row], quantity: quantities?.units[row],
        orderID: keys?[row] == true ? orders.map { $0.text($0.keys[row]) } : nil,
        status: statuses?.codes[row])
    }
  }

  /// Whether each line's order id is a cancellation's, the letter C and digits; nil without ids.
  public func markedOrders() -> [Bool]? {
    guard let orders else { return nil }
    return orders.keys.map { orders.mayBeMarked($0) && ReturnRule.isMarked(orders.text($0)) }
  }

  private func distinctOrderIDs() -> [String] {
    guard let orders else { return [] }
    return Set(orders.keys).filter { $0 != KeyColumn.missing }.map { orders.text($0) }
  }
}

extension KeyColumn {
  /// Whether an order id begins like a cancellation's, with a C.
  func mayBeMarked(_ key: UInt64) -> Bool {
    key != KeyColumn.missing && firstByte(key) | 0x20 == UInt8(ascii: "c")
  }
}
