internal import Churn

/// Writes the months to come as CSV: three rows a month, of present customers, new ones and both.
enum ForecastWriter {
  /// The columns, in order.
  static func columns(hasSales: Bool, hasMargin: Bool) -> [String] {
    func figure(_ name: String) -> [String] { [name, name + "_lower", name + "_upper"] }
    return ["month", "first_day", "last_day", "whole", "part"] + figure("orders")
      + (hasSales ? figure("sales") : []) + (hasMargin ? figure("margin") : [])
      + figure("new_customers")
  }

  static func write(_ report: ForecastReport, to file: consuming AtomicFile) throws {
    let (hasSales, hasMargin) = (report.sum.total.sales != nil, report.sum.total.margin != nil)
    var writer = CSVWriter(file)
    try writer.header(columns(hasSales: hasSales, hasMargin: hasMargin))
    for month in report.months {
      for (name, amounts) in [
        ("base", month.parts.base), ("new", month.parts.new), ("total", month.parts.total),
      ] {
        writer.text(month.month)
        writer.text(month.first.description)
        writer.text(month.last.description)
        writer.integer(month.isWhole ? 1 : 0)
        writer.text(name)
        append(amounts.orders, to: &writer)
        if hasSales { append(amounts.sales, to: &writer) }
        if hasMargin { append(amounts.margin, to: &writer) }
        append(name == "base" ? nil : month.parts.newCustomers, to: &writer)
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
