internal import Churn

/// What tells groups apart: the test of curves, and the Cox model.
extension SurvivalPage {
  var comparison: PageSection? {
    guard let test = report.logRank else { return nil }
    let isClear = test.p < 1 - report.level
    let sentence =
      "The \(test.test) test\(test.within.map { " within \($0)" } ?? ""): chi-square "
      + "\(Figures.fixed(test.chiSquare, decimals: 2)) on \(test.degreesOfFreedom) "
      + "\(test.degreesOfFreedom == 1 ? "degree" : "degrees") of freedom, p \(Self.chance(test.p)). "
      + (isClear
        ? "The groups differ by more than chance." : "Chance alone would explain the differences.")
    let table = HTMLTable(
      caption:
        "Exits by group, and those expected if all groups were alike, as the test weights them",
      columns: [
        .text(report.groupedBy ?? "Group"), .number("Observed"), .number("Expected"),
        .number("Ratio"),
      ],
      rows: test.groups.map { group in
        [
          group.name, Figures.fixed(group.observed, decimals: 1),
          Figures.fixed(group.expected, decimals: 1),
          group.expected > 0
            ? Figures.fixed(group.observed / group.expected, decimals: 2) : "–",
        ]
      })
    return PageSection(
      id: "comparing", title: "Whether the groups differ",
      body: PageSection.paragraph(sentence) + table.markup)
  }

  var cox: PageSection? {
    guard let cox = report.cox else { return nil }
    var body = PageSection.paragraph(
      "A hazard ratio of 1.2 means: at any time, leaving is 20 % more likely than otherwise. Fitted on "
        + "\(Figures.count(cox.n, "lifetime", "lifetimes"))"
        + "\(cox.within.map { ", with a hazard of its own for each \($0)" } ?? ""); ties by "
        + "\(cox.ties == "efron" ? "Efron" : "Breslow").")
    body += coxFigure(cox)?.markup ?? ""
    body += coxTable(cox).markup
    body += PageSection.list(coxSentences(cox))
    return PageSection(id: "cox", title: "Who leaves faster, all else equal", body: body)
  }

  private static func label(_ coefficient: SurvivalReport.Coefficient) -> String {
    coefficient.level.map { "\(coefficient.column): \($0)" } ?? coefficient.column
  }

  private func coxTable(_ cox: SurvivalReport.Cox) -> HTMLTable {
    HTMLTable(
      caption: "Cox model",
      columns: [
        .text("Column"), .text("Against"), .number("Hazard ratio"),
        .number("\(levelText) interval"), .number("z"), .number("p"),
      ],
      rows: cox.coefficients.map { coefficient in
        [
          Self.label(coefficient), coefficient.reference ?? "one unit less",
          Figures.fixed(coefficient.hazardRatio, decimals: 3),
          Figures.interval(coefficient.lower, coefficient.upper),
          Figures.fixed(coefficient.z, decimals: 2),
          coefficient.p < 0.0001 ? "< 0.0001" : Figures.fixed(coefficient.p, decimals: 4),
        ]
      })
  }

  private func coxFigure(_ cox: SurvivalReport.Cox) -> PageFigure? {
    let drawn = cox.coefficients.filter {
      $0.lower.isFinite && $0.upper.isFinite && $0.upper < 1e3 && $0.hazardRatio > 0
    }
    guard !drawn.isEmpty else { return nil }
    return PageFigure(
      id: "hazard-ratios",
      chart: RangeChart(
        title: "Hazard ratios",
        summary: drawn.map {
          "\(Self.label($0)) \(Figures.fixed($0.hazardRatio, decimals: 2))"
        }.joined(separator: "; ") + ".",
        axisTitle: "hazard ratio", format: .number,
        rows: drawn.map {
          RangeChart.Row(
            label: Self.label($0), value: $0.hazardRatio, lower: $0.lower, upper: $0.upper,
            text: Figures.fixed($0.hazardRatio, decimals: 2), role: $0.hazardRatio > 1 ? .up : .down
          )
        }, reference: RangeChart.Reference(value: 1, name: "no difference"),
        leastRange: 0...2, bounds: 0...Double.infinity),
      text: "Right of 1 leaves faster, left of it more slowly; bars are \(levelText) intervals.")
  }

  private func coxSentences(_ cox: SurvivalReport.Cox) -> [String] {
    var sentences = [
      "Log likelihood \(Figures.fixed(cox.logLikelihood, decimals: 2)); against no effect chi-square "
        + "\(Figures.fixed(cox.likelihoodRatio.chiSquare, decimals: 1)) on "
        + "\(cox.likelihoodRatio.degreesOfFreedom), p \(Self.chance(cox.likelihoodRatio.p))."
    ]
    if let concordance = cox.concordance {
      sentences.append(
        "Concordance \(Figures.fixed(concordance, decimals: 3)): of two customers, the one with the "
          + "higher predicted risk leaves first so often; 0.5 is guessing.")
    }
    if let test = cox.proportionalHazards {
      let drifting = test.terms.filter { $0.test.p < 1 - report.level }.map { term in
        cox.coefficients.first { $0.name == term.column }.map(Self.label) ?? term.column
      }
      sentences.append(
        "Proportional hazards: chi-square \(Figures.fixed(test.global.chiSquare, decimals: 1)) on "
          + "\(test.global.degreesOfFreedom), p \(Self.chance(test.global.p)). "
          + (drifting.isEmpty
            ? "No single effect clearly changes over time."
            : "Effects that change over time, so that their ratio is a mean: "
              + "\(drifting.joined(separator: ", "))."))
    }
    if let gap = cox.predictionGap {
      sentences.append(
        "The mean of the predicted curves is at most \(Figures.fixed(gap.largest * 100, decimals: 2)) "
          + "percentage points from the Kaplan-Meier curve of the same lifetimes.")
    }
    if cox.leftOut > 0 {
      sentences.append("\(Figures.count(cox.leftOut, "row", "rows")) left out: a value is missing.")
    }
    return sentences
  }
}
