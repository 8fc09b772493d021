internal import ArgumentParser
internal import Churn

/// `--every`: how long a period is.
enum PeriodArgument {
  /// Reads `month`, `week`, `quarter`, `year` or a number of days.
  static func every(_ text: String) throws -> PeriodLength {
    guard let length = PeriodLength(text) else {
      throw ValidationError(
        "--every: expected week, month, quarter, year or 1 to \(PeriodLength.mostDays) days, got "
          + "\"\(text)\".")
    }
    return length
  }
}
