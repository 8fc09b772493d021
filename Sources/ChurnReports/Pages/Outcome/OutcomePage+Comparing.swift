internal import Churn
internal import ChurnData
internal import ChurnModels

extension OutcomePage {
  /// The groups side by side.
  var compared: PageSection? {
    guard report.arms.contains(where: { !$0.outcomes.isEmpty }) else { return nil }
    var body = ""
    for (place, name) in report.outcomeNames.enumerated() {
      let rows = report.arms.compactMap { arm in
        arm.outcomes.indices.contains(place) ? (arm.name, arm.outcomes[place]) : nil
      }
      body +=
        figure(
          id: "outcome-\(place)", title: "\(Self.name(name)): treated less left alone",
          rows.map { RowOfPart(heading: "", name: $0.0, outcome: $0.1, isBold: false) }
        )?.markup ?? ""
    }
    for arm in report.arms {
      body += plain(arm).markup
      body += adjusted(arm)?.markup ?? ""
    }
    return PageSection(id: "compared", title: "The groups side by side", body: body)
  }

  private struct RowOfPart {
    let heading: String
    let name: String
    let outcome: OutcomeComparison
    let isBold: Bool
  }

  /// Differences with intervals; nil for none.
  private func figure(id: String, title: String, _ rows: [RowOfPart]) -> PageFigure? {
    guard let first = rows.first?.outcome else { return nil }
    let chart = RangeChart(
      title: title,
      summary: rows.map {
        "\($0.name): \(Self.difference($0.outcome.best.value, $0.outcome)) "
          + "(\(Self.interval($0.outcome.best, $0.outcome)))"
      }.joined(separator: "; ") + ".",
      axisTitle: first.isShare ? "difference in percentage points of customers" : "difference",
      format: first.isShare ? .percent : .number,
      rows: rows.map { row in
        RangeChart.Row(
          heading: row.heading, label: row.name, value: row.outcome.best.value,
          lower: row.outcome.best.lower, upper: row.outcome.best.upper,
          text: Self.difference(row.outcome.best.value, row.outcome),
          role: row.outcome.best.excludesZero ? .first : .muted, isBold: row.isBold)
      }, reference: RangeChart.Reference(value: 0, name: "no effect"), leastRange: 0...0)
    return PageFigure(
      id: id, chart: chart,
      text: "Dots with \(levelText) intervals; an interval that crosses the dashed line at zero is "
        + "pale: chance alone may explain it.")
  }

  private func plain(_ arm: OutcomeReport.Arm) -> HTMLTable {
    HTMLTable(
      caption: "\(arm.name) beside \(report.control), as it is",
      columns: [
        .text("Outcome"), .number(arm.name), .number(report.control), .number("Difference"),
        .number("Interval"), .number("Ratio"), .number("p"),
      ] + (arm.outcomes.contains { $0.holmP != nil } ? [.number("p by Holm")] : []),
      rows: arm.outcomes.map { outcome in
        [
          Self.name(outcome.name) + Self.counts(outcome),
          Self.value(outcome.treated.mean, outcome), Self.value(outcome.control.mean, outcome),
          Self.difference(outcome.difference.value, outcome),
          Self.interval(outcome.difference, outcome), Figures.fixed(outcome.ratio?.value),
          Self.p(outcome.p),
        ] + (outcome.holmP.map { [Self.p($0)] } ?? [])
      })
  }

  /// How many did, of how many; nothing for a mean.
  private static func counts(_ outcome: OutcomeComparison) -> String {
    guard let treated = outcome.treated.count, let control = outcome.control.count else {
      return ""
    }
    return ": \(Figures.grouped(treated)) of \(Figures.grouped(outcome.treated.rows)) beside "
      + "\(Figures.grouped(control)) of \(Figures.grouped(outcome.control.rows))"
  }

  private func adjusted(_ arm: OutcomeReport.Arm) -> HTMLTable? {
    let rows = arm.outcomes.compactMap { outcome in
      (outcome.adjusted ?? outcome.stratified).map { (outcome, $0) }
    }
    guard !rows.isEmpty else { return nil }
    return HTMLTable(
      caption:
        "Adjusted for \(rows[0].1.covariates.joined(separator: ", ")): the figures that count",
      columns: [
        .text("Outcome"), .number("Difference"), .number("Interval"), .number("Ratio"),
        .number("Interval"), .number("p"), .number("Variance saved"),
      ],
      rows: rows.map { outcome, found in
        [
          Self.name(outcome.name), Self.difference(found.difference.value, outcome),
          Self.interval(found.difference, outcome), Figures.fixed(found.ratio?.value),
          found.ratio.map { Figures.interval($0.lower, $0.upper) } ?? "–", Self.p(found.p),
          found.varianceReduction.map { Figures.percent($0, decimals: 0) } ?? "–",
        ]
      })
  }

  // MARK: - Parts

  private static let mostParts = 20

  /// A section for each column that figures are broken down by.
  var parted: [PageSection?] {
    let columns = report.arms.first?.breakdowns.map(\.column) ?? []
    return columns.enumerated().map { place, column in
      var body = ""
      for (number, arm) in report.arms.enumerated() {
        let breakdown = arm.breakdowns[place]
        let rows = breakdown.parts.prefix(Self.mostParts).compactMap { part in
          part.outcomes.first.map { outcome in
            RowOfPart(
              heading: "", name: part.name, outcome: outcome, isBold: false)
          }
        }
        let all = arm.outcomes.first.map {
          RowOfPart(heading: "", name: "all", outcome: $0, isBold: true)
        }
        let title = "\(Self.name(arm.outcomes.first?.name ?? "")), \(arm.name), by \(column)"
        body +=
          figure(
            id: "by-\(place)-\(number)", title: title, (all.map { [$0] } ?? []) + rows)?.markup
          ?? ""
        body += table(breakdown, arm).markup
        body += PageSection.paragraph(differing(breakdown))
      }
      return PageSection(id: "by-\(place)", title: "By \(column)", body: body)
    }
  }

  private func table(
    _ breakdown: OutcomeReport.Breakdown, _ arm: OutcomeReport.Arm
  ) -> HTMLTable {
    let countsSaved = arm.gains != nil
    return HTMLTable(
      caption: "\(Self.name(arm.outcomes.first?.name ?? "")) by \(breakdown.column)",
      columns: [
        .text(breakdown.column), .number(arm.name), .number(report.control),
        .number("Difference"), .number("Interval"), .number("p by Holm"),
      ] + (countsSaved ? [.number("Customers saved"), .number("Interval")] : []),
      rows: breakdown.parts.map { part in
        let head = [
          part.name, Figures.grouped(part.treatedRows), Figures.grouped(part.controlRows),
        ]
        guard let outcome = part.outcomes.first else {
          return head + ["too few", "–", "–"] + (countsSaved ? ["–", "–"] : [])
        }
        let saved = part.customersSaved
        return head + [
          Self.difference(outcome.best.value, outcome), Self.interval(outcome.best, outcome),
          Self.p(outcome.holmP ?? outcome.bestP),
        ]
          + (countsSaved
            ? [
              Figures.fixed(saved?.value, decimals: 0),
              saved.map { Figures.interval($0.lower, $0.upper, decimals: 0) } ?? "–",
            ] : [])
      })
  }

  private func differing(_ breakdown: OutcomeReport.Breakdown) -> String {
    guard let p = breakdown.differenceP else { return "" }
    return p < 0.05
      ? "The effect differs between these parts by more than chance (p \(Self.p(p)))."
      : "That the effect differs between these parts cannot be told from chance (p \(Self.p(p))); "
        + "read single parts with care."
  }

  // MARK: - Fairness and method

  /// Whether the groups were alike before.
  var fairness: PageSection? {
    var body = ""
    for arm in report.arms {
      let check = arm.fairness
      if let shares = check.shares {
        body += PageSection.paragraph(
          "\(arm.name): \(Figures.percent(shares.found)) were left alone where "
            + "\(Figures.percent(shares.expected)) were meant to be (p \(Self.p(shares.p))).")
      }
      guard !check.balance.isEmpty else { continue }
      body +=
        HTMLTable(
          caption: "What was known before, in both groups (\(arm.name))",
          columns: [
            .text("Known before"), .number(arm.name), .number(report.control),
            .number("Apart, in deviations"), .number("p"),
          ],
          rows: check.balance.map {
            [
              $0.name, Figures.fixed($0.treatedMean), Figures.fixed($0.controlMean),
              Figures.fixed($0.standardizedDifference), Self.p($0.p),
            ]
          }
        ).markup
    }
    let warnings = report.arms.flatMap(\.fairness.warnings)
    if body.isEmpty, warnings.isEmpty { return nil }
    let verdict =
      warnings.isEmpty
      ? "Nothing speaks against a fair draw: the groups were alike before." : ""
    return PageSection(
      id: "fair", title: "Were the groups alike before?",
      body: PageSection.paragraph(verdict) + PageSection.list(warnings) + body)
  }

  /// How the figures were made.
  var method: PageSection? {
    var items = [
      "Everybody counts in the group he was drawn for, reached or not.",
      "Shares are compared by Newcombe's interval, means by Welch's; ratios by the standard error "
        + "of their logarithm.",
      "Adjusted figures (CUPED) take out what was known before: a regression in each group, read "
        + "off at the means of both, with robust HC2 standard errors (Lin 2013).",
    ]
    if report.window != nil {
      items.append(
        "Lost means no valid order in the window. Customers saved, money gained: the difference a "
          + "customer times all contacted. Save rate: one less the ratio of lost shares.")
    }
    if let look = report.look {
      items.append(
        "Look \(look.look) of \(look.of): intervals reach \(Figures.fixed(look.boundary, decimals: 2)) "
          + "standard errors (\(look.spending) spending of Lan and DeMets), so that all looks "
          + "together err no more often than one.")
    }
    return PageSection(
      id: "method", title: "How this was computed", body: PageSection.list(items))
  }
}
