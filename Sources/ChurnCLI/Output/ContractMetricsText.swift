internal import Churn
internal import ChurnData

/// What `churn metrics` says to people of customers under contract, and its rows.
struct ContractMetricsText {
  private let report: ContractMetricsReport
  private let currency: String?

  init(_ report: ContractMetricsReport, currency: String?) {
    self.report = report
    self.currency = currency
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    let parts = [
      TextStyle.bold.applied(to: headline, isColored: isColored) + "\n" + report.definition + "\n",
      customers(isColored), money(isColored),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var headline: String {
    guard let place = report.lastJudged else {
      return "\(HumanNumber.count(report.customers, "customer")) from \(report.firstDay) to "
        + "\(report.lastDay): no period is whole, so no rate can be told."
    }
    let period = report.periods[place]
    var text =
      "\(period.name), the last whole period: of \(HumanNumber.count(period.bridge.start, "customer")) "
      + "\(HumanNumber.grouped(period.bridge.lost)) left (logo churn \(MetricsText.rate(period.churn)))"
    if let revenue = period.revenue {
      text +=
        "; gross revenue churn \(HumanNumber.percent(revenue.grossChurn.rate)), net revenue retention "
        + "\(HumanNumber.percent(revenue.netRetention.rate))"
    }
    return text + "."
  }

  private func name(_ period: ContractMetricsReport.Period) -> String {
    period.name + (period.isComplete ? "" : "*")
  }

  private func customers(_ isColored: Bool) -> String {
    var table = TextTable([
      .left("period"), .right("start"), .right("+ new"), .right("+ back"), .right("- lost"),
      .right("= end"), .right("logo churn"), .right("95 %"),
    ])
    for period in report.periods {
      let bridge = period.bridge
      table.append(
        [name(period)]
          + [bridge.start, bridge.new, bridge.returning, bridge.lost, bridge.end].map(
            HumanNumber.grouped)
          + [
            HumanNumber.percent(period.churn.rate),
            Self.interval(period.churn.lower, period.churn.upper),
          ])
    }
    return table.text(isColored: isColored)
      + (report.periods.contains { !$0.isComplete } ? "* not whole: no rates\n" : "")
  }

  private static func interval(_ lower: Double?, _ upper: Double?) -> String {
    guard let lower, let upper else { return "–" }
    return "\(HumanNumber.fixed(lower * 100, decimals: 1)) to "
      + HumanNumber.fixed(upper * 100, decimals: 1)
  }

  private func money(_ isColored: Bool) -> String {
    guard report.periods.contains(where: { $0.revenue != nil }) else { return "" }
    var table = TextTable([
      .left("period"), .right("start"), .right("+ new"), .right("+ back"), .right("+ more"),
      .right("- less"), .right("- lost"), .right("= end"), .right("gross churn"), .right("95 %"),
      .right("net retention"), .right("95 %"),
    ])
    for period in report.periods {
      guard let revenue = period.revenue else { continue }
      table.append(
        [name(period)]
          + [
            revenue.start, revenue.new, revenue.returning, revenue.expansion, revenue.contraction,
            revenue.lost, revenue.end,
          ].map { HumanNumber.fixed($0, decimals: 0) }
          + [
            HumanNumber.percent(revenue.grossChurn.rate),
            Self.interval(revenue.grossChurn.lower, revenue.grossChurn.upper),
            HumanNumber.percent(revenue.netRetention.rate),
            Self.interval(revenue.netRetention.lower, revenue.netRetention.upper),
          ])
    }
    return table.text(isColored: isColored)
      + "Money a month\(currency.map { " in \($0)" } ?? ""). Gross churn = (lost + less) / start; net "
      + "retention = (start + more - less - lost) / start.\n"
  }

  /// Writes a row a period, as CSV.
  static func write(
    _ report: ContractMetricsReport, to file: consuming AtomicFile
  ) throws {
    let hasMoney = report.periods.contains { $0.revenue != nil }
    var columns = [
      "period", "first_day", "last_day", "complete", "start", "new", "returning", "lost", "end",
      "passed_through",
    ]
    for rate in ["churn", "retention", "reactivation"] {
      columns += ["_count", "_of", "_rate", "_lower", "_upper"].map { rate + $0 }
    }
    if hasMoney {
      columns += [
        "revenue_start", "revenue_new", "revenue_returning", "revenue_expansion",
        "revenue_contraction", "revenue_lost", "revenue_end", "gross_churn", "gross_churn_lower",
        "gross_churn_upper", "net_retention", "net_retention_lower", "net_retention_upper", "arpu",
      ]
    }
    var writer = CSVWriter(file)
    try writer.header(columns)
    for period in report.periods {
      if writer.isClosedByReader { break }
      writer.text(period.name)
      writer.text(period.firstDay.description)
      writer.text(period.lastDay.description)
      writer.text(period.isComplete ? "true" : "false")
      let bridge = period.bridge
      for count in [
        bridge.start, bridge.new, bridge.returning, bridge.lost, bridge.end, period.passedThrough,
      ] { writer.integer(count) }
      for rate in [period.churn, period.retention, period.reactivation] {
        MetricsWriter.write(rate, to: &writer)
      }
      if hasMoney { write(period.revenue, to: &writer) }
      try writer.endRow()
    }
    try writer.commit()
  }

  private static func write(
    _ revenue: ContractMetricsReport.Revenue?, to writer: inout CSVWriter
  ) {
    for money in [
      revenue?.start, revenue?.new, revenue?.returning, revenue?.expansion, revenue?.contraction,
      revenue?.lost, revenue?.end, revenue?.grossChurn.rate, revenue?.grossChurn.lower,
      revenue?.grossChurn.upper, revenue?.netRetention.rate, revenue?.netRetention.lower,
      revenue?.netRetention.upper, revenue?.arpu,
    ] { writer.number(money) }
  }
}
