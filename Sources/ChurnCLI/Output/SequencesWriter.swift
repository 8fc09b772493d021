internal import Churn

/// Writes stretches of steps and transitions as CSV.
struct SequencesWriter {
  private let report: SequenceReport
  private let isRawText: Bool

  init(_ report: SequenceReport, isRawText: Bool) {
    self.report = report
    self.isRawText = isRawText
  }

  /// The columns of stretches.
  static let columns = [
    "of", "steps", "length", "customers", "rows", "churned", "churn_rate", "churn_rate_lower",
    "churn_rate_upper", "rows_without", "churn_rate_without", "lift", "lift_lower", "lift_upper",
    "plain_lift", "p", "adjusted_p",
  ]

  /// Writes the stretches of all kinds of steps.
  func writeStretches(to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(Self.columns)
    for view in report.views {
      for stretch in view.stretches {
        if writer.isClosedByReader { break }
        writer.text(view.of)
        writer.text(stretch.steps.joined(separator: " > "))
        writer.integer(stretch.steps.count)
        writer.integer(stretch.customers)
        writer.integer(stretch.rows)
        writer.integer(stretch.churned)
        for number in [
          stretch.churnRate, stretch.churnRateLower, stretch.churnRateUpper,
        ] { writer.number(number) }
        writer.integer(stretch.rowsWithout)
        for number in [
          stretch.churnRateWithout, stretch.lift, stretch.liftLower, stretch.liftUpper,
          stretch.plainLift, stretch.p, stretch.adjustedP,
        ] { writer.number(number) }
        try writer.endRow()
      }
    }
    try writer.commit()
  }

  /// Writes how often which step follows which, and after which customers leave.
  func writeTransitions(to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(["of", "from", "to", "count", "share"])
    for view in report.views {
      let flow = view.transitions
      for (row, from) in flow.steps.enumerated() {
        for (column, to) in flow.steps.enumerated() {
          writer.text(view.of)
          writer.text(from)
          writer.text(to)
          writer.integer(flow.counts[row][column])
          writer.number(flow.shares[row][column])
          try writer.endRow()
        }
        writer.text(view.of)
        writer.text(from)
        writer.text("(left)")
        writer.integer(flow.left[row])
        writer.number(flow.leftShares[row])
        try writer.endRow()
      }
    }
    try writer.commit()
  }
}
