internal import ChurnData

/// The weeks before and after the last day of calibration.
///
/// The last day of calibration ends a week, so the first week may begin before the data and the last
/// one may be cut short. A span of more than 520 weeks is cut into as few longer steps as needed.
struct TrackingGrid: Sendable, Equatable {
  /// Days of a step: 7, or more for a very long span.
  let stepDays: Int
  /// Steps up to the last day of calibration.
  let calibrationSteps: Int
  /// The last day of each step.
  let ends: [Day]
  private let lastDay: Day

  private static let mostSteps = 520

  /// Lays the grid.
  ///
  /// - Parameters:
  ///   - first: The day of the first purchase of all.
  ///   - lastDay: The last day of calibration, not before `first`.
  ///   - end: The last day observed, not before `lastDay`.
  init(first: Day, lastDay: Day, end: Day) {
    let days = end - first + 1
    stepDays = 7 * max(1, (days + 7 * Self.mostSteps - 1) / (7 * Self.mostSteps))
    let step = stepDays
    let before = max(1, (lastDay - first + step) / step)
    let after = max(0, (end - lastDay + step - 1) / step)
    calibrationSteps = before
    ends =
      (0..<before).map { lastDay - step * (before - 1 - $0) }
      + (0..<after).map { min(end, lastDay + step * ($0 + 1)) }
    self.lastDay = lastDay
  }

  /// The step of a day within the grid.
  func step(of day: Day) -> Int {
    let step =
      day <= lastDay
      ? calibrationSteps - 1 - (lastDay - day) / stepDays
      : calibrationSteps + (day - lastDay - 1) / stepDays
    return min(max(step, 0), ends.count - 1)
  }
}
