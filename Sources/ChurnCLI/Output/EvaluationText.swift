internal import Churn

/// What `churn evaluate` says for people.
enum EvaluationText {
  /// The whole text.
  static func text(_ report: EvaluationReport) -> String {
    var parts = [head(report), board(report).text()]
    if report.cutoffs.count > 1 { parts.append(cutoffs(report).text()) }
    if !report.segments.isEmpty {
      parts.append(
        "Told and true by segment; * = the mean probability lies outside the interval of the share "
          + "that churned.\n" + segments(report).text())
    }
    if let horizons = report.horizons { parts.append(HorizonText.text(horizons) + "\n") }
    return parts.joined(separator: "\n")
  }

  private static func head(_ report: EvaluationReport) -> String {
    let figures = report.figures
    var lines = [
      "\(HumanNumber.count(figures.rows, "row")), "
        + "\(HumanNumber.grouped(figures.churners)) churned."
    ]
    if let shift = figures.baseRateShift, let interval = interval(report, "baseRateShift") {
      lines.append(
        "\(HumanNumber.percent(figures.churnRate)) churned and "
          + "\(HumanNumber.percent(figures.meanProbability)) was told: "
          + "\(points(shift)) percentage points apart (95 %: \(points(interval[0])) to "
          + "\(points(interval[1]))).")
    }
    if let profit = figures.profit {
      lines.append("Profit at the costs given: \(HumanNumber.fixed(profit)).")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func points(_ share: Double) -> String {
    HumanNumber.fixed(share * 100, decimals: 1)
  }

  private static func interval(_ report: EvaluationReport, _ name: String) -> [Double]? {
    (report.intervals[name] ?? nil).flatMap { $0.count == 2 ? $0 : nil }
  }

  private static func board(_ report: EvaluationReport) -> TextTable {
    let figures = report.figures
    var board = TextTable([
      .left("figure"), .right("value"), .right("95 % from"), .right("to"), .left(""),
    ])
    let rows: [(name: String, key: String, value: Double?, note: String)] = [
      ("ROC-AUC", "rocAUC", figures.rocAUC, ""),
      ("PR-AUC", "prAUC", figures.prAUC, ""),
      ("KS", "ks", figures.ks, ""),
      ("H-measure", "hMeasure", figures.hMeasure, ""),
      ("MCC at probability 0.5", "mcc", figures.mcc, ""),
      ("log loss", "logLoss", figures.logLoss, ""),
      ("Brier", "brier", figures.brier, brierNote(figures)),
      ("calibration error (ECE)", "ece", figures.ece, ""),
      (
        "  at the right mean", "eceMatched", figures.eceMatched,
        figures.ecePerfect.map { "a perfect model: \(figure($0))" } ?? ""
      ),
      ("calibration slope", "calibrationSlope", figures.calibrationSlope, ""),
      ("calibration intercept", "calibrationIntercept", figures.calibrationIntercept, ""),
      ("lift at 10 %", "liftAt10", figures.liftAt10, ""),
      ("precision at 10 %", "precisionAt10", figures.precisionAt10, ""),
      ("gain at 10 %", "gainAt10", figures.gainAt10, ""),
    ]
    for row in rows { board.append(cells(row.name, row.value, report, row.key) + [row.note]) }
    let campaigns: [(name: String, key: String, value: Double?, share: Double?)] = [
      ("maximum profit a customer", "mpc", figures.mpc, figures.mpcShare),
      ("  save rate uncertain", "empc", figures.empc, figures.empcShare),
    ]
    for row in campaigns where row.value != nil {
      board.append(
        cells(row.name, row.value, report, row.key)
          + ["contacting \(HumanNumber.percent(row.share))"])
    }
    for (name, rule) in report.baselines.sorted(by: { $0.key < $1.key }) {
      board.append(["rule: \(name), ROC-AUC", figure(rule.rocAUC), "–", "–", ""])
    }
    return board
  }

  private static func brierNote(_ figures: ModelFigures) -> String {
    guard let reliability = figures.brierReliability, let resolution = figures.brierResolution,
      let uncertainty = figures.brierUncertainty
    else { return "" }
    return "reliability \(figure(reliability)), resolution \(figure(resolution)), "
      + "uncertainty \(figure(uncertainty))"
  }

  private static func cells(
    _ name: String, _ value: Double?, _ report: EvaluationReport, _ key: String
  ) -> [String] {
    let interval = interval(report, key)
    return [
      name, figure(value), interval.map { figure($0[0]) } ?? "–",
      interval.map { figure($0[1]) } ?? "–",
    ]
  }

  private static func cutoffs(_ report: EvaluationReport) -> TextTable {
    var table = TextTable([
      .left("cutoff"), .right("customers"), .right("churned"), .right("told"), .right("ROC-AUC"),
      .right("95 %"), .right("log loss"), .right("slope"), .right("95 %"),
    ])
    for cutoff in report.cutoffs {
      let figures = cutoff.figures
      table.append([
        cutoff.at.description, HumanNumber.grouped(figures.rows),
        HumanNumber.percent(figures.churnRate), HumanNumber.percent(figures.meanProbability),
        short(figures.rocAUC), range(cutoff.intervals["rocAUC"] ?? nil), short(figures.logLoss),
        short(figures.calibrationSlope), range(cutoff.intervals["calibrationSlope"] ?? nil),
      ])
    }
    return table
  }

  private static func segments(_ report: EvaluationReport) -> TextTable {
    var table = TextTable([
      .left("segment"), .left(""), .right("rows"), .right("told"), .left(""), .right("churned"),
      .right("95 % from"), .right("to"), .right("ROC-AUC"), .right("slope"),
    ])
    for segment in report.segments {
      table.append([
        segment.by, segment.name, HumanNumber.grouped(segment.rows),
        HumanNumber.percent(segment.meanProbability), segment.isCalibrated ? "" : "*",
        HumanNumber.percent(segment.churnRate), HumanNumber.percent(segment.lower),
        HumanNumber.percent(segment.upper), short(segment.rocAUC),
        short(segment.calibrationSlope),
      ])
    }
    return table
  }

  private static func range(_ interval: [Double]?) -> String {
    guard let interval, interval.count == 2 else { return "–" }
    return "\(short(interval[0])) to \(short(interval[1]))"
  }

  private static func figure(_ value: Double?) -> String { HumanNumber.fixed(value, decimals: 4) }

  private static func short(_ value: Double?) -> String { HumanNumber.fixed(value, decimals: 3) }
}
