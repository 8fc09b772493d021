internal import Churn
internal import ChurnData

/// What `churn metrics` says to people: the last period in words, then all of them in tables.
struct MetricsText {
  private let report: MetricsReport
  private let currency: String?

  init(_ report: MetricsReport, currency: String?) {
    self.report = report
    self.currency = currency
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    let parts = [
      TextStyle.bold.applied(to: headline, isColored: isColored) + "\n" + report.definition + "\n",
      customers(isColored), money(isColored), survey(isColored),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func money(_ amount: Double?) -> String {
    guard let amount else { return "–" }
    return HumanNumber.fixed(amount) + (currency.map { " \($0)" } ?? "")
  }

  private var headline: String {
    guard let place = report.lastJudged else {
      return "\(HumanNumber.count(report.customers, "customer")) from \(report.firstDay) to "
        + "\(report.lastDay): no period is whole, so no rate can be told."
    }
    let period = report.periods[place]
    let bridge = period.bridge
    let whole = "\(period.name), the last whole period:"
    let orders =
      "\(HumanNumber.count(period.active, "customer")) placed "
      + HumanNumber.count(period.orders, "order")
      + (period.revenue.map { " worth \(money($0))" } ?? "")
    return "\(whole) \(orders); of \(HumanNumber.grouped(bridge.start)) customers at its start "
      + "\(HumanNumber.grouped(bridge.lost)) were lost (\(Self.rate(period.churn))), "
      + "\(HumanNumber.grouped(bridge.new)) are new and \(HumanNumber.grouped(bridge.returning)) came "
      + "back."
  }

  /// A rate with its interval: `51.2 %, 48.5 to 53.8`.
  static func rate(_ rate: CountedRate) -> String {
    guard rate.rate != nil else { return "–" }
    return "\(HumanNumber.percent(rate.rate)), \(interval(rate.lower, rate.upper))"
  }

  private static func interval(_ lower: Double?, _ upper: Double?) -> String {
    guard let lower, let upper else { return "–" }
    return "\(HumanNumber.fixed(lower * 100, decimals: 1)) to "
      + HumanNumber.fixed(upper * 100, decimals: 1)
  }

  /// The name of a period, marked where it is not whole or too near to the start.
  private func name(_ period: MetricsReport.Period) -> String {
    period.name + (period.isComplete ? "" : "*") + (period.isBurnIn ? "°" : "")
  }

  private var legend: String {
    var parts: [String] = []
    if report.periods.contains(where: { !$0.isComplete }) { parts.append("* not whole: no rates") }
    if report.periods.contains(where: \.isBurnIn) {
      parts.append("° near the start of the data: old customers look new")
    }
    return parts.isEmpty ? "" : parts.joined(separator: "   ") + "\n"
  }

  private func customers(_ isColored: Bool) -> String {
    var table = TextTable([
      .left("period"), .right("ordered"), .right("start"), .right("+ new"), .right("+ back"),
      .right("- lost"), .right("= end"), .right("churn"), .right("95 %"), .right("retention"),
      .right("reactivation"),
    ])
    for period in report.periods {
      let bridge = period.bridge
      table.append(
        [name(period)]
          + [
            period.active, bridge.start, bridge.new, bridge.returning, bridge.lost, bridge.end,
          ].map(HumanNumber.grouped)
          + [
            HumanNumber.percent(period.churn.rate),
            Self.interval(period.churn.lower, period.churn.upper),
            HumanNumber.percent(period.retention.rate),
            HumanNumber.percent(period.reactivation.rate),
          ])
    }
    return table.text(isColored: isColored) + legend
      + "churn = lost / start, retention = (start - lost) / start, reactivation = back / those who "
      + "ordered before and were no customers at the start.\n"
  }

  private func money(_ isColored: Bool) -> String {
    let hasMoney = report.periods.contains { $0.revenue != nil }
    let hasMargin = report.periods.contains { $0.margin != nil }
    var columns: [TextTable.Column] = [
      .left("period"), .right("orders"), .right("a customer"), .right("repeat buyers"),
      .right("95 %"),
    ]
    if hasMoney { columns += [.right("revenue"), .right("a customer"), .right("an order")] }
    if hasMargin { columns.append(.right("margin")) }
    var table = TextTable(columns)
    for period in report.periods {
      var cells = [
        name(period), HumanNumber.grouped(period.orders),
        HumanNumber.fixed(period.ordersPerCustomer),
        HumanNumber.percent(period.repeatRate.rate),
        Self.interval(period.repeatRate.lower, period.repeatRate.upper),
      ]
      if hasMoney {
        cells += [period.revenue, period.arpu, period.aov].map { HumanNumber.fixed($0) }
      }
      if hasMargin { cells.append(HumanNumber.fixed(period.margin)) }
      table.append(cells)
    }
    return table.text(isColored: isColored)
      + "repeat buyers = with two orders or more by the end of the period, of those who ordered in "
      + "it"
      + (hasMoney
        ? "; revenue a customer (ARPU) and an order (AOV)\(currency.map { ", in \($0)" } ?? "").\n"
        : ".\n")
  }

  private func survey(_ isColored: Bool) -> String {
    guard report.periods.contains(where: { $0.survey != nil }) else { return "" }
    var table = TextTable([
      .left("period"), .right("asked"), .right("promoters"), .right("detractors"), .right("NPS"),
      .right("95 %"), .right("asked"), .right("satisfied"), .right("CSAT"), .right("95 %"),
    ])
    for period in report.periods {
      let (nps, csat) = (period.survey?.nps, period.survey?.csat)
      let count = { (value: Int?) in value.map(HumanNumber.grouped) ?? "–" }
      let ends = nps.flatMap { nps in
        nps.lower.flatMap { lower in nps.upper.map { (lower, $0) } }
      }
      table.append([
        name(period), count(nps?.answers), count(nps?.promoters), count(nps?.detractors),
        HumanNumber.fixed(nps?.score, decimals: 1),
        ends.map {
          "\(HumanNumber.fixed($0.0, decimals: 1)) to \(HumanNumber.fixed($0.1, decimals: 1))"
        } ?? "–", count(csat?.satisfied.of), count(csat?.satisfied.count),
        HumanNumber.percent(csat?.satisfied.rate),
        Self.interval(csat?.satisfied.lower, csat?.satisfied.upper),
      ])
    }
    return table.text(isColored: isColored)
      + "NPS = % who say 9 or 10 less % who say 0 to 6; CSAT = share who say 4 or 5 of 5; the latest answer "
      + "of each customer in the period.\n"
  }
}
