internal import Churn

/// Writes a row a cell of every cohort, as CSV.
struct CohortsWriter {
  private let report: CohortsReport
  private let isRawText: Bool

  init(_ report: CohortsReport, isRawText: Bool) {
    self.report = report
    self.isRawText = isRawText
  }

  /// The columns, in order.
  var columns: [String] {
    report.by.map(\.name) + ["size", "period", report.measure.rawValue.replacing("-", with: "_")]
      + ["share", "a_customer", "lower", "upper", "base", "complete"]
      + (report.projection == nil
        ? [] : ["projected", "projected_a_customer", "projected_lower", "projected_upper"])
  }

  func write(to file: consuming AtomicFile) throws {
    var writer = CSVWriter(file, isRawText: isRawText)
    try writer.header(columns)
    for cohort in report.cohorts {
      for age in cohort.cells.indices {
        if writer.isClosedByReader { break }
        let projected = age < cohort.projected.count ? cohort.projected[age] : nil
        // What nobody knows has no row.
        guard cohort.cells[age] != nil || projected != nil else { continue }
        for key in cohort.keys { writer.text(key) }
        writer.integer(cohort.size)
        writer.integer(age)
        writer.number(cohort.cells[age])
        writer.number(cohort.shares[age])
        writer.number(cohort.means[age])
        writer.number(cohort.lower[age])
        writer.number(cohort.upper[age])
        writer.integer(cohort.cells[age] == nil ? nil : cohort.bases[age])
        writer.text(cohort.complete[age].map { $0 ? "true" : "false" })
        if report.projection != nil {
          writer.number(projected)
          writer.number(cohort.projectedMeans[age])
          writer.number(cohort.projectedLower[age])
          writer.number(cohort.projectedUpper[age])
        }
        try writer.endRow()
      }
    }
    try writer.commit()
  }
}
