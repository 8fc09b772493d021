public import ChurnData

/// Which cutoffs teach, which one calibrates and which one judges.
///
/// The test comes last and is purged: no label window of a cutoff that teaches or calibrates
/// reaches past the test cutoff. The calibration cutoff is the last before it. Training windows may
/// overlap the calibration's where history is short; `notes` says so.
public struct CutoffPlan: Sendable, Equatable {
  /// Cutoffs to learn from, ascending; at least one.
  public let training: [Snapshot]
  /// The cutoff to calibrate on; the only training cutoff when there is no other.
  public let calibration: Snapshot
  /// The cutoff to judge by.
  public let test: Snapshot
  /// What the reader of the figures must know, one sentence each.
  public let notes: [String]

  /// Whether calibration has to share its cutoff with training.
  public var sharesCalibration: Bool { training == [calibration] }
  /// All cutoffs, ascending.
  public var all: [Snapshot] {
    (training + (sharesCalibration ? [] : [calibration]) + [test]).sorted()
  }

  /// How often a cutoff is taken.
  public enum Schedule: Sendable, Equatable {
    /// The first of each month.
    case monthly
    /// Every so many days, back from the last day whose label window matures.
    case every(days: Int)
  }

  /// Training cutoffs that must remain for those whose labels overlap the calibration to be left out.
  private static let enoughCutoffs = 6

  /// Plans the cutoffs of some data.
  ///
  /// - Parameters:
  ///   - span: The first day of the data and the day after the last.
  ///   - horizon: The label window.
  ///   - schedule: How often a cutoff is taken.
  ///   - testAt: The test cutoff; nil = the last one that matures.
  ///   - minHistoryDays: Days of data before the first cutoff.
  /// - Throws: `PipelineError.historyTooShort`, `.testNotMature`, `.nothingBeforeTest`.
  public init(
    span: Range<Day>, horizon: Horizon, schedule: Schedule = .monthly, testAt: Day? = nil,
    minHistoryDays: Int = 90
  ) throws(PipelineError) {
    let reach = horizon.gap + horizon.days
    let first = span.lowerBound + minHistoryDays
    let lastMature = span.upperBound - reach
    if let testAt, testAt + reach > span.upperBound {
      throw .testNotMature(test: testAt, windowEnd: testAt + reach, dataEnd: span.upperBound)
    }
    let tooShort = PipelineError.historyTooShort(
      neededDays: minHistoryDays + 2 * reach, haveDays: span.upperBound - span.lowerBound,
      horizonDays: horizon.days, minHistoryDays: minHistoryDays)
    guard first <= lastMature || testAt != nil else { throw tooShort }
    let candidates = Self.candidates(first, testAt ?? lastMature, schedule)
    guard let test = testAt ?? candidates.last else { throw tooShort }
    let teaching = candidates.filter { $0 + reach <= test }
    guard let last = teaching.last else {
      if testAt != nil {
        throw .nothingBeforeTest(test: test, firstPossibleTest: first + reach)
      }
      if case .every(let days) = schedule, lastMature - first >= reach {
        throw .noCutoff(everyDays: days, usableDays: lastMature - first)
      }
      throw tooShort
    }
    var notes: [String] = []
    var training = teaching.dropLast()
    if training.isEmpty {
      training = [last]
      notes.append(
        "Only one cutoff teaches: calibration is cross-fitted on the training customers. "
          + "About \(max(1, (reach + 29) / 30)) more months of data would give it a cutoff of its own."
      )
    } else {
      let apart = training.filter { $0 + reach <= last }
      if apart.count >= Self.enoughCutoffs {
        training = ArraySlice(apart)
      } else if apart.count < training.count {
        notes.append(
          "\(training.count - apart.count) of \(training.count) training windows overlap the "
            + "calibration window: the history is too short to keep them apart.")
      }
    }
    self.training = training.map { Snapshot($0) }
    calibration = Snapshot(last)
    self.test = Snapshot(test)
    self.notes = notes
  }

  /// Days of the schedule from `first` to `last`, ascending.
  static func candidates(_ first: Day, _ last: Day, _ schedule: Schedule) -> [Day] {
    guard first <= last else { return [] }
    switch schedule {
    case .monthly:
      var days: [Day] = []
      var month = first == first.firstOfMonth ? first : first.firstOfMonth(offset: 1)
      while month <= last {
        days.append(month)
        month = month.firstOfMonth(offset: 1)
      }
      return days
    case .every(let step):
      return stride(from: last.number, through: first.number, by: -max(1, step))
        .map { Day(number: $0) }.reversed()
    }
  }
}
