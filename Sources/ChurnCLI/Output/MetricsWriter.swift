internal import Churn

/// Writes a row a period, as CSV.
struct MetricsWriter {
  private let report: MetricsReport
  private let hasMoney: Bool
  private let hasMargin: Bool
  private let hasSurvey: Bool

  init(_ report: MetricsReport) {
    self.report = report
    hasMoney = report.periods.contains { $0.revenue != nil }
    hasMargin = report.periods.contains { $0.margin != nil }
    hasSurvey = report.periods.contains { $0.survey != nil }
  }

  /// The columns, in order.
  var columns: [String] {
    var columns = [
      "period", "first_day", "last_day", "complete", "burn_in", "active", "start", "new",
      "returning", "lost", "end", "retained",
    ]
    for rate in ["churn", "retention", "reactivation", "repeat"] {
      columns += ["_count", "_of", "_rate", "_lower", "_upper"].map { rate + $0 }
    }
    columns += ["orders", "orders_per_customer"]
    if hasMoney { columns += ["revenue", "revenue_of_new", "arpu", "aov"] }
    if hasMargin { columns.append("margin") }
    if hasSurvey {
      columns += [
        "nps_answers", "nps_promoters", "nps_detractors", "nps", "nps_lower", "nps_upper",
        "csat_satisfied", "csat_answers", "csat", "csat_lower", "csat_upper", "csat_mean",
      ]
    }
    return columns
  }

  func write(to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file)
    try writer.header(columns)
    for period in report.periods {
      if writer.isClosedByReader { break }
      writer.text(period.name)
      writer.text(period.firstDay.description)
      writer.text(period.lastDay.description)
      writer.text(period.isComplete ? "true" : "false")
      writer.text(period.isBurnIn ? "true" : "false")
      let bridge = period.bridge
      for count in [
        period.active, bridge.start, bridge.new, bridge.returning, bridge.lost, bridge.end,
        bridge.retained,
      ] { writer.integer(count) }
      for rate in [period.churn, period.retention, period.reactivation, period.repeatRate] {
        Self.write(rate, to: &writer)
      }
      writer.integer(period.orders)
      writer.number(period.ordersPerCustomer)
      if hasMoney {
        writer.number(period.revenue)
        writer.number(period.revenueOfNew)
        writer.number(period.arpu)
        writer.number(period.aov)
      }
      if hasMargin { writer.number(period.margin) }
      if hasSurvey { Self.write(period.survey, to: &writer) }
      try writer.endRow()
    }
    try writer.commit()
  }

  /// Writes a rate with its numbers.
  static func write(_ rate: CountedRate, to writer: inout CSVWriter) {
    writer.integer(rate.count)
    writer.integer(rate.of)
    writer.number(rate.rate)
    writer.number(rate.lower)
    writer.number(rate.upper)
  }

  private static func write(_ survey: SurveyFigures?, to writer: inout CSVWriter) {
    writer.integer(survey?.nps?.answers)
    writer.integer(survey?.nps?.promoters)
    writer.integer(survey?.nps?.detractors)
    writer.number(survey?.nps?.score)
    writer.number(survey?.nps?.lower)
    writer.number(survey?.nps?.upper)
    let satisfied = survey?.csat?.satisfied
    writer.integer(satisfied?.count)
    writer.integer(satisfied?.of)
    writer.number(satisfied?.rate)
    writer.number(satisfied?.lower)
    writer.number(satisfied?.upper)
    writer.number(survey?.csat?.mean)
  }
}
