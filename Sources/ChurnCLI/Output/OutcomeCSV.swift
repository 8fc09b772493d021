internal import Churn
internal import ChurnModels

/// Every comparison of `churn outcome` as CSV: over all, then by part.
enum OutcomeCSV {
  private static let columns =
    ["arm", "by", "part", "outcome", "treated", "treated_count", "treated_mean"]
    + ["control", "control_count", "control_mean", "difference", "lower", "upper"]
    + ["ratio", "ratio_lower", "ratio_upper", "p"]
    + ["stratified", "stratified_lower", "stratified_upper", "stratified_p"]
    + ["adjusted", "adjusted_lower", "adjusted_upper", "adjusted_p", "variance_reduction"]
    + ["holm_p"]

  /// Writes a row a comparison; parts with too few rows have their counts only.
  static func write(_ report: OutcomeReport, to destination: OutputDestination) throws {
    var writer = CSVWriter(try destination.open())
    try writer.header(columns)
    for arm in report.arms {
      for outcome in arm.outcomes {
        head(&writer, arm.name, "", "", outcome.name, arm.rows, report.controlRows, outcome)
        try tail(&writer, outcome)
      }
      for breakdown in arm.breakdowns {
        for part in breakdown.parts {
          for (place, name) in report.outcomeNames.enumerated() {
            let outcome = part.outcomes.isEmpty ? nil : part.outcomes[place]
            head(
              &writer, arm.name, breakdown.column, part.name, name, part.treatedRows,
              part.controlRows, outcome)
            try tail(&writer, outcome)
          }
        }
      }
    }
    try writer.commit()
  }

  private static func head(
    _ writer: inout CSVWriter, _ arm: String, _ by: String, _ part: String, _ name: String,
    _ treated: Int, _ control: Int, _ outcome: OutcomeComparison?
  ) {
    for text in [arm, by, part, name] { writer.text(text) }
    writer.integer(treated)
    writer.integer(outcome?.treated.count)
    writer.number(outcome?.treated.mean)
    writer.integer(control)
    writer.integer(outcome?.control.count)
    writer.number(outcome?.control.mean)
  }

  private static func tail(
    _ writer: inout CSVWriter, _ outcome: OutcomeComparison?
  ) throws(OutputError) {
    estimate(&writer, outcome?.difference)
    estimate(&writer, outcome?.ratio)
    writer.number(outcome?.p)
    estimate(&writer, outcome?.stratified?.difference)
    writer.number(outcome?.stratified?.p)
    estimate(&writer, outcome?.adjusted?.difference)
    writer.number(outcome?.adjusted?.p)
    writer.number(outcome?.adjusted?.varianceReduction)
    writer.number(outcome?.holmP)
    try writer.endRow()
  }

  private static func estimate(_ writer: inout CSVWriter, _ estimate: Estimate?) {
    writer.number(estimate?.value)
    writer.number(estimate?.lower)
    writer.number(estimate?.upper)
  }
}
