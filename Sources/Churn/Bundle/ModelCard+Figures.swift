/// How good the model is, for whom, and where it ends.
extension ModelCard {
  var figures: [String] {
    var lines = [
      "| | ROC-AUC | PR-AUC | lift at 10 % | log loss | Brier |",
      "| --- | --- | --- | --- | --- | --- |",
    ]
    for (place, model) in report.models.enumerated() {
      let figures = model.figures
      lines.append(
        row(
          model.name,
          [
            figures.rocAUC, figures.prAUC, figures.liftAt10, figures.logLoss, figures.brier,
          ].map { Self.figure($0) }))
      if place == 0 {
        let names = ["rocAUC", "prAUC", "liftAt10", "logLoss", "brier"]
        lines.append(row("95 % interval of \(model.name)", names.map(intervalText)))
      }
    }
    for (name, rule) in report.baselines.sorted(by: { $0.key < $1.key }) {
      lines.append(
        row(
          "rule: \(name)",
          [rule.rocAUC, rule.prAUC, rule.liftAt10].map { Self.figure($0) } + ["-", "-"]))
    }
    lines += [
      "", "Intervals are from a bootstrap by customer. \(Self.plain(report.championReason))",
    ]
    if let unseen = report.unseenCustomers {
      lines += [
        "",
        "On customers that the model never saw: ROC-AUC \(Self.figure(unseen.rocAUC)), "
          + "log loss \(Self.figure(unseen.logLoss)).",
      ]
    }
    return lines
  }

  private func row(_ name: String, _ cells: [String]) -> String {
    "| \(Self.plain(name)) | " + cells.joined(separator: " | ") + " |"
  }

  private func intervalText(_ name: String) -> String {
    interval(name).map { "\(Self.figure($0[0])) to \(Self.figure($0[1]))" } ?? "-"
  }

  // MARK: - Calibration

  var calibration: [String] {
    guard let champion else { return ["The test says nothing of it."] }
    var lines = [
      "- calibrated by: \(report.models.first?.calibration ?? "-")",
      "- slope \(Self.figure(champion.calibrationSlope)) (95 %: \(intervalText("calibrationSlope"))); "
        + "1 is perfect",
      "- intercept \(Self.figure(champion.calibrationIntercept)) (95 %: "
        + "\(intervalText("calibrationIntercept"))); 0 is perfect",
      "- expected calibration error \(Self.figure(champion.ece)) (95 %: \(intervalText("ece")))",
    ]
    if let shift = details?.baseRate {
      lines.append(
        "- on the test \(Self.percent(shift.test)) churned, \(Self.percent(shift.predicted)) was told "
          + "on average: a shift of \(Self.figure(shift.shift * 100, decimals: 1)) points (95 %: "
          + "\(Self.figure(shift.lower * 100, decimals: 1)) to "
          + "\(Self.figure(shift.upper * 100, decimals: 1)))")
      if let low = shift.lowestBefore, let high = shift.highestBefore {
        lines.append(
          "- at the cutoffs before the test, between \(Self.percent(low)) and \(Self.percent(high)) "
            + "churned")
      }
    }
    return lines + horizons
  }

  /// How other horizons did on the test; nothing without a model of them.
  private var horizons: [String] {
    guard let horizons = report.horizons, !horizons.horizons.isEmpty else { return [] }
    var lines = [
      "",
      "Called lost (\(horizons.silenceDays) days of silence) within so many days of the cutoff, "
        + "on the test:",
      "",
      "| days | customers | told | happened | ROC-AUC | slope |",
      "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += horizons.horizons.map { figures in
      row(
        "\(figures.days)",
        [
          "\(figures.rows)", Self.percent(figures.predicted), Self.percent(figures.observed),
          Self.figure(figures.rocAUC), Self.figure(figures.calibrationSlope),
        ])
    }
    if let order = horizons.nextOrder {
      lines += [
        "",
        "Of the next orders \(Self.percent(order.covered)) fell into the interval told for "
          + "\(Self.percent(order.stated)).",
      ]
    }
    return lines
  }

  // MARK: - Groups

  /// Divisions that are always there and were not chosen.
  private static let ownDivisions = ["stage", "risk band"]

  var groups: [String] {
    let all = details?.segments ?? []
    let chosen = all.filter { !Self.ownDivisions.contains($0.by) }
    guard !chosen.isEmpty else {
      return [
        "Fairness was not looked at: no groups were chosen. Train again with `--groups` and the "
          + "names of columns, such as `--groups region`, to see for each group whether as many "
          + "churn as is told, and how many of it are contacted."
      ]
    }
    var lines = [
      "For the groups that were chosen: what was told against what happened on the test, and the "
        + "share of each group among the riskiest tenth of all customers.",
      "",
      "| by | group | customers | told | churned | 95 % interval | ROC-AUC | contacted at 10 % |",
      "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for group in chosen {
      let ends = "\(Self.percent(group.lower)) to \(Self.percent(group.upper))"
      lines.append(
        row(
          group.by,
          [
            Self.plain(group.name), "\(group.rows)", Self.percent(group.meanProbability),
            Self.percent(group.churnRate), ends, Self.figure(group.rocAUC),
            Self.percent(group.shareContactedAt10),
          ]))
    }
    let off = chosen.filter { !$0.isCalibrated }
    lines += [
      "",
      off.isEmpty
        ? "In every group what was told lies within the interval of what happened."
        : "What was told lies outside of the interval of what happened for "
          + "\(off.map { "\(Self.plain($0.by)) \(Self.plain($0.name))" }.joined(separator: ", ")); "
          + "of twenty groups about one does by chance.",
    ]
    return lines
  }

  // MARK: - Limits

  var limits: [String] {
    var limits = report.notes.map(Self.plain)
    limits += report.leakSuspects.map { "It may know the answer beforehand: \(Self.plain($0))" }
    if let audit = report.leakAudit {
      let shifts = audit.shifts.map(\.sentence)
      limits += audit.sentences.filter { !shifts.contains($0) }.map(Self.plain)
      let farthest = audit.shifts.prefix(3).map {
        "\(Self.plain($0.feature)) in the \($0.part) rows"
      }
      if !farthest.isEmpty {
        limits.append(
          "Features moved after what taught, in \(audit.shifts.count) cases; the farthest: "
            + farthest.joined(separator: ", ") + ".")
      }
    }
    let costs = manifest.costs
    limits.append(
      "Money rests on assumptions: contact \(costs.contactCost), incentive \(costs.incentive), "
        + "save rate \(costs.saveRate), margin rate \(costs.marginRate).")
    if manifest.kind == .orders {
      limits.append("Customers who are not eligible at a cutoff are not scored.")
    }
    limits.append(
      "The level of churn moves with seasons and offers: `churn monitor` says when what was told no "
        + "longer comes true.")
    return limits
  }
}
