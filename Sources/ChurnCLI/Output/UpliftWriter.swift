internal import Churn

/// Writes the uplift of each customer, as CSV.
struct UpliftWriter {
  /// Whether outcomes are amounts; else the columns speak of probabilities.
  let isAmount: Bool
  let isRawText: Bool

  /// The columns, in order.
  var columns: [String] {
    let kind = isAmount ? "expected" : "probability"
    return [
      "customer_id", "treatment", "arm", "uplift", "\(kind)_with_contact",
      "\(kind)_without_contact", "decile",
    ]
  }

  func write(_ customers: [CustomerUplift], to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(columns)
    for customer in customers {
      if writer.isClosedByReader { break }
      writer.text(customer.id)
      writer.text(customer.treatment)
      writer.text(customer.arm)
      writer.number(customer.uplift)
      writer.number(customer.treated)
      writer.number(customer.control)
      writer.integer(customer.decile)
      try writer.endRow()
    }
    try writer.commit()
  }
}
