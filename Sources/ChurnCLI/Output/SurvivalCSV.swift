internal import Churn

/// The curves of `churn survival` as CSV, a row a step.
enum SurvivalCSV {
  /// Writes every step of every group.
  static func write(_ report: SurvivalReport, to destination: OutputDestination) throws {
    var writer = CSVWriter(try destination.open())
    try writer.header([
      "group", "time", "at_risk", "events", "censored", "survival", "standard_error", "lower",
      "upper",
    ])
    for group in report.groups {
      for point in group.curve {
        writer.text(group.name)
        writer.number(point.time)
        writer.number(point.atRisk)
        writer.number(point.events)
        writer.number(point.censored)
        writer.number(point.survival)
        writer.number(point.standardError)
        writer.number(point.lower)
        writer.number(point.upper)
        try writer.endRow()
      }
    }
    try writer.commit()
  }
}
