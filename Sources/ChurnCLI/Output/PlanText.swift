internal import Churn

/// What `churn plan` says to people.
struct PlanText {
  private let report: PlanReport
  private let currency: String?
  private let isColored: Bool

  init(_ report: PlanReport, currency: String?, isColored: Bool) {
    self.report = report
    self.currency = currency
    self.isColored = isColored
  }

  /// The whole text.
  var text: String {
    var lines = [TextStyle.bold.applied(to: headline, isColored: isColored)]
    if let asked { lines.append(asked) }
    if let profit { lines.append(profit) }
    if let money { lines.append(money) }
    var text = lines.joined(separator: "\n") + "\n"
    if !report.holdOuts.isEmpty { text += "\n" + shares }
    if !report.needed.isEmpty { text += "\n" + needed }
    return text
  }

  private func percent(_ share: Double?) -> String { HumanNumber.percent(share) }

  private func money(_ amount: Double) -> String {
    HumanNumber.fixed(amount) + (currency.map { " \($0)" } ?? "")
  }

  private var question: String {
    "a save rate of \(percent(report.saveRate)) (leaving \(percent(report.baseRate)) without a "
      + "contact, \(percent(report.baseRate * (1 - report.saveRate))) with one)"
  }

  private var headline: String {
    let target = HumanNumber.percent(report.targetPower, decimals: 0)
    guard let customers = report.customers else {
      let half = report.needed.last
      return half.map {
        "It takes \(HumanNumber.count($0.customers, "customer")), half of them held out, to show "
          + "\(question) in \(target) of campaigns."
      } ?? "No number of customers shows \(question)."
    }
    if let smallest = report.smallestHoldOut {
      return
        "Hold out \(percent(smallest.share)) of the \(HumanNumber.count(customers, "customer")), "
        + "\(HumanNumber.grouped(smallest.holdOuts)) of them: then \(question) shows in \(target) of "
        + "campaigns."
    }
    let half = report.needed.last
    return "\(HumanNumber.count(customers, "customer")) are too few to show \(question): even half "
      + "held out, it shows in \(HumanNumber.percent(report.bestPower, decimals: 0)) of campaigns."
      + (half.map {
        " It takes \(HumanNumber.count($0.customers, "customer"))"
          + ($0.campaigns.map { ", that is \(HumanNumber.count($0, "such campaign"))" } ?? "") + "."
      } ?? "")
  }

  private var asked: String? {
    guard let share = report.holdOut,
      let row = report.holdOuts.first(where: { $0.share == share })
    else { return nil }
    return "With \(percent(share)) held out it shows in "
      + "\(HumanNumber.percent(row.power, decimals: 0)) of campaigns"
      + (row.detectableSaveRate.map { "; a save rate from \(percent($0)) would show." } ?? ".")
  }

  private var profit: String? {
    report.profit.map { profit in
      "Contacting all is expected to bring \(money(profit.expected)) net "
        + "(\(HumanNumber.percent(report.level, decimals: 0)): \(HumanNumber.fixed(profit.lower)) to "
        + "\(HumanNumber.fixed(profit.upper))) for \(money(profit.costs)) of contacts; it loses "
        + "money with probability \(percent(profit.chanceOfLoss))."
    }
  }

  private var money: String? {
    report.money.map { found in
      "In money, with \(percent(found.share)) held out: a difference of "
        + "\(money(found.detectableDifference)) a customer would show"
        + (found.expectedDifference.map { expected in
          "; \(money(expected)) is expected, which shows in "
            + "\(HumanNumber.percent(found.power, decimals: 0)) of campaigns."
        } ?? ".")
    }
  }

  private var shares: String {
    let hasMoney = report.profit != nil
    var table = TextTable(
      [
        .right("held out"), .right("customers"), .right("contacted"), .right("power"),
        .right("save rate that shows"),
      ] + (hasMoney ? [.right("profit expected"), .right("given up")] : []))
    for row in report.holdOuts {
      table.append(
        [
          percent(row.share), HumanNumber.grouped(row.holdOuts),
          HumanNumber.grouped(row.contacts), percent(row.power), percent(row.detectableSaveRate),
        ]
          + (hasMoney
            ? [HumanNumber.fixed(row.expectedProfit), HumanNumber.fixed(row.givenUp)] : []))
    }
    return table.text(isColored: isColored)
  }

  private var needed: String {
    let hasCampaigns = report.needed.contains { $0.campaigns != nil }
    let hasMonths = report.needed.contains { $0.months != nil }
    var table = TextTable(
      [.right("held out"), .right("customers it takes")]
        + (hasCampaigns ? [.right("campaigns")] : []) + (hasMonths ? [.right("months")] : []))
    for row in report.needed {
      table.append(
        [percent(row.share), HumanNumber.grouped(row.customers)]
          + (row.campaigns.map { [HumanNumber.grouped($0)] } ?? [])
          + (row.months.map { [HumanNumber.fixed($0, decimals: 1)] } ?? []))
    }
    return table.text(isColored: isColored)
  }

  /// Writes a row for each share of hold-outs, or for each size it takes.
  static func writeCSV(_ report: PlanReport, to destination: OutputDestination) throws {
    var writer = CSVWriter(try destination.open())
    try writer.header([
      "holdout_share", "holdouts", "contacts", "power", "detectable_save_rate", "expected_profit",
      "given_up", "customers_needed",
    ])
    let shares =
      report.holdOuts.map(\.share)
      + report.needed.map(\.share).filter { share in
        !report.holdOuts.contains { $0.share == share }
      }
    for share in shares {
      let row = report.holdOuts.first { $0.share == share }
      writer.number(share)
      writer.integer(row?.holdOuts)
      writer.integer(row?.contacts)
      writer.number(row?.power)
      writer.number(row?.detectableSaveRate)
      writer.number(row?.expectedProfit, decimals: 2)
      writer.number(row?.givenUp, decimals: 2)
      writer.integer(report.needed.first { $0.share == share }?.customers)
      try writer.endRow()
    }
    try writer.commit()
  }
}
