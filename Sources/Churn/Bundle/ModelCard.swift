internal import ChurnData

/// The text that goes with a model: what it is for, what it was made from, how good it is.
enum ModelCard {
  static func text(_ manifest: Manifest, _ report: TrainingReport) -> String {
    var lines = ["# \(manifest.name)", "", report.verdict, ""]
    lines += ["## Intended use", "", intendedUse(manifest), ""]
    lines += ["## Data", ""] + data(manifest, report) + [""]
    lines += ["## Figures on the test", ""] + figures(report) + [""]
    lines += ["## Limits", ""] + limits(manifest, report).map { "- \($0)" } + [""]
    lines += ["## Features", ""]
    lines += manifest.features.map { "- `\($0.name)`: \($0.definition)." }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func intendedUse(_ manifest: Manifest) -> String {
    switch manifest.kind {
    case .orders:
      let days = manifest.orders?.horizon.days ?? 0
      return "Ranks the active customers of one shop by the probability that they order nothing in "
        + "the \(days) days ahead, and says why. It decides whom to contact; it is not made to "
        + "refuse anybody anything."
    case .table:
      return "Ranks the customers of one base by the probability of churn as the label column "
        + "defines it, and says why. It decides whom to contact; it is not made to refuse anybody "
        + "anything."
    }
  }

  private static func data(_ manifest: Manifest, _ report: TrainingReport) -> [String] {
    var lines = report.snapshots.map { snapshot in
      let at = snapshot.at.map { "\($0) " } ?? ""
      return "- \(at)\(snapshot.role): \(snapshot.rows) customers, \(snapshot.churners) churned"
    }
    lines += report.rowsByReason.sorted { $0.key < $1.key }
      .map { "- not used, \($0.key): \($0.value)" }
    lines.append("- fingerprint of the usable rows: \(manifest.fingerprint)")
    return lines
  }

  private static func figures(_ report: TrainingReport) -> [String] {
    var lines = ["| | ROC-AUC | PR-AUC | lift at 10 % |", "| --- | --- | --- | --- |"]
    for model in report.models {
      lines.append(
        row(model.name, model.figures.rocAUC, model.figures.prAUC, model.figures.liftAt10))
    }
    for (name, rule) in report.baselines.sorted(by: { $0.key < $1.key }) {
      lines.append(row("rule: \(name)", rule.rocAUC, rule.prAUC, rule.liftAt10))
    }
    if let figures = report.models.first?.figures {
      lines += [
        "",
        "Log loss \(figure(figures.logLoss)), Brier \(figure(figures.brier)), "
          + "calibration slope \(figure(figures.calibrationSlope)), "
          + "expected calibration error \(figure(figures.ece)).",
      ]
    }
    return lines
  }

  private static func row(_ name: String, _ values: Double?...) -> String {
    "| \(name) | " + values.map(figure).joined(separator: " | ") + " |"
  }

  private static func figure(_ value: Double?) -> String {
    value.map { PlainNumber.fixed($0, decimals: 4) ?? "-" } ?? "-"
  }

  private static func limits(_ manifest: Manifest, _ report: TrainingReport) -> [String] {
    var limits = report.notes
    limits.append(
      "Reasons are associations in the model, not causes: changing one need not change the outcome."
    )
    let costs = manifest.costs
    limits.append(
      "Money rests on assumptions: contact \(costs.contactCost), incentive \(costs.incentive), "
        + "save rate \(costs.saveRate), margin rate \(costs.marginRate).")
    if manifest.kind == .orders {
      limits.append("Customers who are not eligible at a cutoff are not scored.")
    }
    return limits
  }
}
