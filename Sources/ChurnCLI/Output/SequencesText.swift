internal import Churn

/// What `churn sequences` says to people: what comes before leaving and before staying.
struct SequencesText {
  private let report: SequenceReport
  private let limit: Int

  init(_ report: SequenceReport, limit: Int) {
    self.report = report
    self.limit = limit
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    let parts =
      [TextStyle.bold.applied(to: headline, isColored: isColored) + "\n" + basis]
      + report.views.flatMap { [stretches($0, isColored), flow($0, isColored)] } + [definitions]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The steps in words.
  private static func words(_ steps: [String]) -> String { steps.joined(separator: " > ") }

  private func isReal(_ stretch: SequenceView.Stretch) -> Bool {
    (stretch.adjustedP ?? 1) <= SequenceReport.realP
  }

  private var headline: String {
    let all = report.views.flatMap { view in view.stretches.map { (view.of, $0) } }
      .filter { isReal($0.1) && ($0.1.lift ?? 0) > 1 }
    // The one whose lift is surely the greatest.
    guard let best = all.max(by: { ($0.1.liftLower ?? 0) < ($1.1.liftLower ?? 0) })?.1 else {
      return
        "Nothing that customers do beforehand tells who leaves within "
        + "\(HumanNumber.count(report.horizonDays, "day")) better than chance "
        + "(\(HumanNumber.count(report.tested, "stretch", "stretches")) tested)."
    }
    return
      "Customers with \(Self.words(best.steps)) leave "
      + "\(HumanNumber.fixed(best.lift)) times as often as others with about as many steps: "
      + "\(HumanNumber.percent(best.churnRate)) of \(HumanNumber.grouped(best.rows)) did."
  }

  private var basis: String {
    let days = report.cutoffs.map { "\($0.day)" }
    let span =
      days.count > 1
      ? "\(days.count) cutoffs from \(days[0]) to \(days[days.count - 1])" : "the cutoff \(days[0])"
    let window =
      report.windowDays.map { "the \(HumanNumber.count($0, "day")) before" } ?? "all time before"
    return
      "\(HumanNumber.count(report.customers, "customer")) active at \(span), "
      + "\(HumanNumber.grouped(report.rows)) times; \(HumanNumber.grouped(report.churned)) "
      + "(\(HumanNumber.percent(report.churnRate)), "
      + "\(HumanNumber.fixed(report.churnRateLower * 100, decimals: 1)) to "
      + "\(HumanNumber.fixed(report.churnRateUpper * 100, decimals: 1))) stayed silent for "
      + "\(HumanNumber.count(report.horizonDays, "day")) after it.\n"
      + "Steps are of \(window) a cutoff, stretches of at least "
      + "\(HumanNumber.count(report.minCustomers, "customer"))"
      + (report.isEnding ? ", the last before the cutoff" : "") + ".\n"
  }

  // MARK: - Stretches

  private func stretches(_ view: SequenceView, _ isColored: Bool) -> String {
    let real = view.stretches.filter(isReal)
    let title = TextStyle.bold.applied(
      to: "Steps by \(view.of): \(HumanNumber.grouped(view.differentSteps)) different, "
        + "\(HumanNumber.grouped(view.steps)) taken", isColored: isColored)
    guard !real.isEmpty else {
      return "\(title)\nNone of \(HumanNumber.count(view.stretches.count, "stretch", "stretches")) "
        + "goes with leaving or staying more than chance would have it.\n"
    }
    var text = title + "\n"
    let more = real.filter { ($0.lift ?? 1) > 1 }
    let fewer = real.filter { ($0.lift ?? 1) < 1 }
    for (name, list) in [
      ("more leave after", more), ("fewer leave after", Array(fewer.reversed())),
    ] where !list.isEmpty {
      var table = TextTable([
        .left(name), .right("customers"), .right("churned (95 %)"), .right("without it"),
        .right("lift (95 %)"), .right("p, adjusted"),
      ])
      for stretch in list.prefix(limit) { table.append(row(stretch)) }
      text += table.text(isColored: isColored)
      if list.count > limit {
        text += "\(HumanNumber.count(list.count - limit, "more", "more")) in the file.\n"
      }
    }
    return text
  }

  private func row(_ stretch: SequenceView.Stretch) -> [String] {
    let interval =
      if let lower = stretch.liftLower, let upper = stretch.liftUpper {
        " (\(HumanNumber.fixed(lower)) to \(HumanNumber.fixed(upper)))"
      } else {
        ""
      }
    return [
      Self.words(stretch.steps), HumanNumber.grouped(stretch.customers),
      "\(HumanNumber.percent(stretch.churnRate)) of \(HumanNumber.grouped(stretch.rows)) "
        + "(\(HumanNumber.fixed(stretch.churnRateLower * 100, decimals: 1)) to "
        + "\(HumanNumber.fixed(stretch.churnRateUpper * 100, decimals: 1)))",
      HumanNumber.percent(stretch.churnRateWithout),
      HumanNumber.fixed(stretch.lift) + interval,
      stretch.adjustedP.map { BasketsText.chance($0) } ?? "–",
    ]
  }

  // MARK: - Transitions

  private func flow(_ view: SequenceView, _ isColored: Bool) -> String {
    let flow = view.transitions
    guard flow.steps.count > 1, flow.steps.count <= 15 else { return "" }
    var table = TextTable(
      [.left("after \\ then")] + flow.steps.map { .right($0) }
        + [.right("left"), .right("all")])
    for (row, step) in flow.steps.enumerated() {
      let total = flow.counts[row].reduce(0, +) + flow.left[row]
      table.append(
        [step] + flow.shares[row].map { HumanNumber.percent($0, decimals: 0) }
          + [
            HumanNumber.percent(flow.leftShares[row], decimals: 0), HumanNumber.grouped(total),
          ])
    }
    var text = table.text(isColored: isColored)
    if let statistic = flow.orderStatistic, let freedom = flow.orderDegreesOfFreedom {
      text +=
        "The next step \((flow.orderP ?? 1) <= SequenceReport.realP ? "depends" : "does not visibly depend")"
        + " on the last one (G² \(HumanNumber.fixed(statistic, decimals: 1)) on "
        + "\(HumanNumber.grouped(freedom)) degrees of freedom, p "
        + "\(BasketsText.chance(flow.orderP ?? .nan)))"
      if let p = flow.orderWithinCustomersP, let shuffles = flow.shuffles {
        text +=
          p <= SequenceReport.realP
          ? "; so it does among customers of the same taste"
          : "; among customers of the same taste it does not visibly"
        text += " (p \(HumanNumber.fixed(p, decimals: 3)), \(shuffles) shuffles)"
      }
      text += ".\n"
    }
    return text
  }

  private var definitions: String {
    SequenceReport.meanings.filter { ["churned", "lift", "adjustedP"].contains($0.name) }
      .map { "\($0.name == "adjustedP" ? "p, adjusted" : $0.name) = \($0.meaning)" }
      .joined(separator: "\n") + "\nWhat comes before is not what causes it.\n"
  }
}
