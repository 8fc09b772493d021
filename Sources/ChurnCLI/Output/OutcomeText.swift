internal import Churn
internal import ChurnModels

/// What `churn outcome` says to people: whether it worked, and how the groups compare.
struct OutcomeText {
  private let report: OutcomeReport
  private let currency: String?
  private let isColored: Bool

  init(_ report: OutcomeReport, currency: String?, isColored: Bool) {
    self.report = report
    self.currency = currency
    self.isColored = isColored
  }

  /// The whole text.
  var text: String {
    var parts = [
      TextStyle.bold.applied(to: OutcomeWords.headline(report), isColored: isColored) + "\n" + facts
    ]
    for arm in report.arms {
      parts.append(plain(arm))
      if arm.outcomes.contains(where: { $0.adjusted != nil || $0.stratified != nil }) {
        parts.append(adjusted(arm))
      }
      for breakdown in arm.breakdowns { parts.append(parted(breakdown, arm)) }
    }
    return parts.joined(separator: "\n")
  }

  private func money(_ amount: Double) -> String {
    HumanNumber.fixed(amount) + (currency.map { " \($0)" } ?? "")
  }

  private var levelText: String { HumanNumber.percent(report.level, decimals: 0) }

  private var facts: String {
    var lines: [String] = []
    if let arm = report.arms.first, let gains = arm.gains {
      if let margin = gains.margin, let net = gains.netGain {
        lines.append(
          "Margin \(OutcomeWords.more(margin.value)) \(money(abs(margin.value))) "
            + "(\(range(margin))), spent \(money(gains.costs)), net \(money(net.value)) "
            + "(\(range(net))).")
      }
      lines.append(
        "\(HumanNumber.count(arm.rows, "customer")) contacted, "
          + "\(HumanNumber.grouped(report.controlRows)) held out; "
          + (report.window.map {
            "\(HumanNumber.count($0.days, "day")) from \($0.after) to \($0.lastDay); "
          } ?? "") + missing)
    } else {
      lines.append(
        "\(HumanNumber.count(report.controlRows, "row")) of \"\(report.control)\" were left alone; "
          + "groups are compared with them.")
    }
    if let look = report.look {
      lines.append(
        "Look \(look.look) of \(look.of) (\(look.spending)): a difference must reach "
          + "\(HumanNumber.fixed(look.boundary, decimals: 2)) standard errors, and intervals are as "
          + "wide, so that all looks together err in \(HumanNumber.percent(1 - report.level)).")
    } else {
      lines.append(
        "Intervals hold at \(levelText) for one look; more looks need --look K --of N.")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var missing: String {
    guard let notFound = report.notFound, notFound.contact + notFound.holdout > 0 else {
      return "everybody on the list is in the orders."
    }
    return "\(HumanNumber.grouped(notFound.contact)) and \(HumanNumber.grouped(notFound.holdout)) "
      + "of them are in no order and count as lost."
  }

  private func range(_ estimate: Estimate) -> String {
    "\(HumanNumber.fixed(estimate.lower)) to \(HumanNumber.fixed(estimate.upper))"
  }

  // MARK: - Tables

  private func plain(_ arm: OutcomeReport.Arm) -> String {
    let hasHolm = arm.outcomes.contains { $0.holmP != nil }
    var table = TextTable(
      [
        .left(""), .right(arm.name), .right(report.control), .right("difference"),
        .right("interval"), .right("ratio"), .right("p"),
      ] + (hasHolm ? [.right("p by Holm")] : []))
    for outcome in arm.outcomes {
      table.append(
        [
          OutcomeWords.name(outcome), OutcomeWords.side(outcome.treated, outcome),
          OutcomeWords.side(outcome.control, outcome),
          OutcomeWords.difference(outcome.difference.value, outcome),
          OutcomeWords.interval(outcome.difference, outcome),
          outcome.ratio.map { HumanNumber.fixed($0.value, decimals: 3) } ?? "–",
          OutcomeWords.p(outcome.p),
        ] + (hasHolm ? [outcome.holmP.map(OutcomeWords.p) ?? "–"] : []))
    }
    return TextStyle.bold.applied(to: "As it is", isColored: isColored) + "\n"
      + table.text(isColored: isColored)
  }

  private func adjusted(_ arm: OutcomeReport.Arm) -> String {
    var table = TextTable([
      .left(""), .right("difference"), .right("interval"), .right("ratio"), .right("interval"),
      .right("p"), .right("variance saved"),
    ])
    var names: [String] = []
    for outcome in arm.outcomes {
      guard let found = outcome.adjusted ?? outcome.stratified else { continue }
      for name in found.covariates where !names.contains(name) { names.append(name) }
      table.append([
        OutcomeWords.name(outcome), OutcomeWords.difference(found.difference.value, outcome),
        OutcomeWords.interval(found.difference, outcome),
        found.ratio.map { HumanNumber.fixed($0.value, decimals: 3) } ?? "–",
        found.ratio.map {
          "\(HumanNumber.fixed($0.lower, decimals: 3)) to "
            + HumanNumber.fixed($0.upper, decimals: 3)
        } ?? "–", OutcomeWords.p(found.p),
        HumanNumber.percent(found.varianceReduction, decimals: 0),
      ])
    }
    return TextStyle.bold.applied(
      to: "Adjusted for \(names.joined(separator: ", ")): the figures that count",
      isColored: isColored) + "\n" + table.text(isColored: isColored)
  }

  private func parted(_ breakdown: OutcomeReport.Breakdown, _ arm: OutcomeReport.Arm) -> String {
    guard let first = arm.outcomes.first else { return "" }
    var columns: [TextTable.Column] = [
      .left(breakdown.column), .right(arm.name), .right(report.control),
      .right("\(OutcomeWords.name(first)): difference"), .right("interval"), .right("p by Holm"),
    ]
    let countsSaved = arm.gains != nil
    if countsSaved { columns += [.right("saved"), .right("interval")] }
    var table = TextTable(columns)
    for part in breakdown.parts.prefix(Self.mostParts) {
      var cells = [
        part.name, HumanNumber.grouped(part.treatedRows), HumanNumber.grouped(part.controlRows),
      ]
      if let outcome = part.outcomes.first {
        cells += [
          OutcomeWords.difference(outcome.best.value, outcome),
          OutcomeWords.interval(outcome.best, outcome),
          OutcomeWords.p(outcome.holmP ?? outcome.bestP),
        ]
        if let saved = part.customersSaved {
          cells += [HumanNumber.fixed(saved.value, decimals: 0), OutcomeWords.customers(saved)]
        }
      } else {
        cells += ["too few", "–", "–"] + (countsSaved ? ["–", "–"] : [])
      }
      table.append(cells)
    }
    let rest = breakdown.parts.count - Self.mostParts
    return table.text(isColored: isColored)
      + (rest > 0 ? "\(HumanNumber.count(rest, "further part")) in the CSV only.\n" : "")
      + OutcomeWords.differing(breakdown) + "\n"
  }

  private static let mostParts = 20
}
