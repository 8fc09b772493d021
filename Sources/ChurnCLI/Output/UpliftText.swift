internal import Churn

/// What `churn uplift` says to people: a verdict on each treatment, and what it rests on.
struct UpliftText {
  private let report: UpliftReport

  init(_ report: UpliftReport) { self.report = report }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    let parts = report.treatments.map { self.treatment($0, isColored) } + [definitions]
    return parts.joined(separator: "\n")
  }

  private var isAmount: Bool { report.positive == nil }

  private func treatment(_ treatment: UpliftReport.Treatment, _ isColored: Bool) -> String {
    let verdict = treatment.verdict.map(TextTable.cleaned)
    let head = TextStyle.bold.applied(to: verdict.first ?? "", isColored: isColored)
    return ([head] + verdict.dropFirst()).joined(separator: "\n") + "\n\n"
      + orders(treatment, isColored) + "\n" + targets(treatment, isColored) + "\n"
      + deciles(treatment, isColored) + "\n" + plot(treatment) + "\n" + balance(treatment)
  }

  // MARK: - Orders

  private func orders(_ treatment: UpliftReport.Treatment, _ isColored: Bool) -> String {
    var table = TextTable([
      .left("order by"), .right("Qini (95 %)"), .right("normalised"),
      .right("AUUC above random (95 %)"), .right("normalised"),
    ])
    for ranking in treatment.rankings {
      table.append([
        ranking.name, area(ranking.qini, ranking.qiniInterval),
        HumanNumber.fixed(ranking.qiniNormalized, decimals: 4),
        area(ranking.auucAboveRandom, ranking.auucInterval),
        HumanNumber.fixed(ranking.auucNormalized, decimals: 4),
      ])
    }
    return table.text(isColored: isColored)
  }

  private func area(_ estimate: Double, _ interval: [Double]?) -> String {
    let ends = interval.map {
      " (\(HumanNumber.fixed($0[0], decimals: 4)) to \(HumanNumber.fixed($0[1], decimals: 4)))"
    }
    return HumanNumber.fixed(estimate, decimals: 4) + (ends ?? "")
  }

  // MARK: - Shares

  private func targets(_ treatment: UpliftReport.Treatment, _ isColored: Bool) -> String {
    var table = TextTable([
      .left("gained for 1,000 customers"), .right("by uplift (95 %)"), .right("by risk"),
      .right("at random"), .right("uplift less risk (95 %)"),
    ])
    for target in treatment.targets {
      table.append([
        "contacting \(HumanNumber.percent(target.share, decimals: 0))",
        thousand(target.byUplift), HumanNumber.fixed(target.byRisk.estimate * 1000, decimals: 1),
        HumanNumber.fixed(target.atRandom.estimate * 1000, decimals: 1),
        thousand(target.overRisk),
      ])
    }
    return table.text(isColored: isColored)
  }

  private func thousand(_ figure: UpliftReport.Figure) -> String {
    "\(HumanNumber.fixed(figure.estimate * 1000, decimals: 1)) "
      + "(\(HumanNumber.fixed(figure.lower * 1000, decimals: 1)) to "
      + "\(HumanNumber.fixed(figure.upper * 1000, decimals: 1)))"
  }

  // MARK: - Tenths

  private func deciles(_ treatment: UpliftReport.Treatment, _ isColored: Bool) -> String {
    var table = TextTable([
      .right("tenth by uplift"), .right("told"), .right("contacted"), .right("of"),
      .right("left alone"), .right("of"), .right("came (95 %)"),
    ])
    for part in treatment.deciles {
      table.append([
        "\(part.decile)", size(part.told), size(part.treatedMean),
        HumanNumber.fixed(part.treatedRows, decimals: 0), size(part.controlMean),
        HumanNumber.fixed(part.controlRows, decimals: 0),
        part.uplift.map { "\(size($0.estimate)) (\(size($0.lower)) to \(size($0.upper)))" } ?? "–",
      ])
    }
    return table.text(isColored: isColored)
  }

  /// A share in percent, or an amount.
  private func size(_ value: Double?) -> String {
    isAmount ? HumanNumber.fixed(value) : HumanNumber.percent(value, decimals: 2)
  }

  // MARK: - Curve and arms

  private func plot(_ treatment: UpliftReport.Treatment) -> String {
    func line(_ name: String, _ value: (UpliftReport.CurvePoint) -> Double?) -> (
      name: String, points: [(x: Double, y: Double)]
    ) {
      (name, treatment.curve.compactMap { p in value(p).map { (x: p.share * 100, y: $0 * 1000) } })
    }
    let last = treatment.curve.last?.gains.first ?? 0
    return TextPlot(
      series: [
        line("by uplift") { $0.gains.first }, line("by risk") { $0.gains.last },
        line("at random") { $0.share * last },
      ], width: 76, height: 12, xLabel: "% of customers contacted",
      yLabel: "gained for 1,000 customers"
    ).text()
  }

  private func balance(_ treatment: UpliftReport.Treatment) -> String {
    let balance = treatment.balance
    guard let auc = balance.armAUC, let interval = balance.armInterval else {
      return "Nothing is known of the customers by which the arms could be compared.\n"
    }
    let verdict =
      balance.isSuspicious
      ? "WARNING: the arms do not look drawn at random" : "the arms look drawn at random"
    var text =
      "Telling the arm from what was known before: ROC-AUC "
      + "\(HumanNumber.fixed(auc, decimals: 3)) (99 %: "
      + "\(HumanNumber.fixed(interval[0], decimals: 3)) to "
      + "\(HumanNumber.fixed(interval[1], decimals: 3))), so \(verdict)."
    if let worst = balance.columns.first {
      let name = TextTable.cleaned(worst.name + (worst.level.map { " = \($0)" } ?? ""))
      text +=
        " They differ most in \(name): "
        + "\(HumanNumber.fixed(worst.standardizedDifference, decimals: 3)) standard deviations."
    }
    return text + "\n"
  }

  private var definitions: String {
    """
    Told and judged on customers not learned from, \(report.folds) parts. Risk: \(TextTable.cleaned(report.risk)). Qini: area \
    between Radcliffe's curve and random order, gain a customer contacted; AUUC: area below the uplift \
    curve, gain a customer; normalised: 1 = the best possible order, 0 = random.
    """
  }
}
