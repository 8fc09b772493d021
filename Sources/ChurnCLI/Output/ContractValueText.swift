internal import Churn

/// What `churn value` says to people of customers under contract, and its rows.
struct ContractValueText {
  private let report: ContractValueReport
  private let currency: String?

  /// The columns of a row.
  static let columns = ["customer_id", "p_active", "expected_months", "clv"]

  init(_ report: ContractValueReport, currency: String?) {
    self.report = report
    self.currency = currency
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    var table = TextTable([
      .left("group"), .right("customers"), .right("left"), .right("months expected"),
      .right("value"),
    ])
    for group in report.groups {
      table.append([
        group.name, HumanNumber.grouped(group.customers), HumanNumber.grouped(group.left),
        HumanNumber.fixed(group.meanExpectedMonths), HumanNumber.fixed(group.value),
      ])
    }
    return TextStyle.bold.applied(to: headline, isColored: isColored) + "\n"
      + "Value = margin \(HumanNumber.percent(report.marginRate)) · amount a month · months expected "
      + "by Kaplan-Meier given how long each has stayed, discounted by "
      + "\(HumanNumber.percent(report.discountRate)) a year.\n\n" + table.text(isColored: isColored)
  }

  private var headline: String {
    let customers = HumanNumber.count(report.customers, "customer")
    let months = HumanNumber.count(report.months, "month")
    guard let value = report.value else {
      return "\(customers) still there, worth nothing over the next \(months)."
    }
    let total = HumanNumber.fixed(value.total) + (currency.map { " \($0)" } ?? "")
    return "\(customers) still there are worth \(total) over the next \(months): the most valuable "
      + "10 % hold \(HumanNumber.percent(value.shareOfTop10)) of it, 20 % hold "
      + "\(HumanNumber.percent(value.shareOfTop20))."
  }

  /// Writes a row a customer, as CSV.
  static func write(
    _ customers: [ContractValue.Customer], isRawText: Bool, to file: consuming AtomicFile
  ) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(columns)
    for customer in customers {
      if writer.isClosedByReader { break }
      writer.text(customer.id)
      writer.number(customer.probabilityActive)
      writer.number(customer.expectedMonths)
      writer.number(customer.value)
      try writer.endRow()
    }
    try writer.commit()
  }
}
