internal import Churn

/// Writes the contracts of months to come as CSV: three rows a month, of present ones, new ones and both.
enum ContractForecastWriter {
  /// The columns, in order.
  static func columns(hasMargin: Bool) -> [String] {
    func figure(_ name: String) -> [String] { [name, name + "_lower", name + "_upper"] }
    return ["month", "last_day", "part"] + figure("active") + figure("revenue")
      + (hasMargin ? figure("margin") : []) + figure("new_contracts")
  }

  static func write(_ report: ContractForecastReport, to file: consuming AtomicFile) throws {
    let hasMargin = report.marginRate != nil
    var writer = CSVWriter(file)
    try writer.header(columns(hasMargin: hasMargin))
    for month in report.months {
      for (name, amounts) in [("base", month.base), ("new", month.new), ("total", month.total)] {
        writer.text(month.month)
        writer.text(month.last?.description)
        writer.text(name)
        append(amounts.active, to: &writer)
        append(amounts.revenue, to: &writer)
        if hasMargin { append(amounts.margin, to: &writer) }
        append(name == "base" ? nil : month.newContracts, to: &writer)
        try writer.endRow()
      }
    }
    try writer.commit()
  }

  private static func append(_ figure: ForecastReport.Figure?, to writer: inout CSVWriter) {
    writer.number(figure?.expected)
    writer.number(figure?.lower)
    writer.number(figure?.upper)
  }
}
