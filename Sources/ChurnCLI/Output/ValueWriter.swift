internal import Churn

/// Writes what each customer is worth, as CSV.
struct ValueWriter {
  /// Whether there is money; without it, spend and value are left out.
  let hasMoney: Bool
  /// Whether intervals are written.
  let hasIntervals: Bool
  /// Whether what was expected and what came in the holdout is written.
  let hasHoldout: Bool
  let isRawText: Bool

  /// The columns, in order.
  var columns: [String] {
    ["customer_id", "p_alive", "expected_orders"]
      + (hasMoney ? ["expected_spend", "clv"] : [])
      + (hasIntervals ? ["expected_orders_lower", "expected_orders_upper"] : [])
      + (hasIntervals && hasMoney ? ["clv_lower", "clv_upper"] : [])
      + (hasHoldout ? ["holdout_expected_orders", "holdout_orders"] : [])
  }

  func write(_ customers: [CustomerValue], to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(columns)
    for customer in customers {
      if writer.isClosedByReader { break }
      writer.text(customer.id)
      writer.number(customer.probabilityAlive)
      writer.number(customer.expectedOrders)
      if hasMoney {
        writer.number(customer.expectedSpend)
        writer.number(customer.value)
      }
      if hasIntervals {
        writer.number(customer.ordersInterval?.lower)
        writer.number(customer.ordersInterval?.upper)
        if hasMoney {
          writer.number(customer.valueInterval?.lower)
          writer.number(customer.valueInterval?.upper)
        }
      }
      if hasHoldout {
        writer.number(customer.holdout?.expectedOrders)
        writer.integer(customer.holdout?.actualOrders)
      }
      try writer.endRow()
    }
    try writer.commit()
  }
}
