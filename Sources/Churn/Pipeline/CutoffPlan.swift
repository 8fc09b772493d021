public import ChurnData

/// Which cutoffs teach, which one calibrates and which one judges.
///
/// The test comes last and is purged: no label window of a cutoff that teaches or calibrates
/// reaches past the test cutoff. Calibration cutoffs are the last before it. Training windows may
/// overlap the calibration's where history is short; `notes` says so. Where no label window ends before
/// another begins, one cutoff does it all: some of its customers teach, the others are the test.
public struct CutoffPlan: Sendable, Equatable {
  /// Cutoffs to learn from, ascending; at least one.
  public let training: [Snapshot]
  /// The cutoffs to calibrate on, ascending; the only training cutoff when there is no other.
  ///
  /// With enough history these are up to five between the last that teaches and the test, evenly
  /// spaced: what one month of the year is like says little of the others. Else it is the last one.
  public let calibrations: [Snapshot]
  /// The cutoff to judge by.
  public let test: Snapshot
  /// Cutoffs before the test that are used for nothing, ascending: their windows reach into the test's
  /// or the calibration's, or others stand for them.
  public let leftOut: [Snapshot]
  /// What the reader of the figures must know, one sentence each.
  public let notes: [String]

  /// The last cutoff that is calibrated on.
  public var calibration: Snapshot { calibrations.last ?? test }
  /// Whether the test has to share its cutoff with training, and only customers keep them apart.
  public var sharesTest: Bool { training.contains(test) }
  /// Whether calibration has to share its cutoff with training.
  public var sharesCalibration: Bool { training == calibrations }
  /// All cutoffs, ascending.
  public var all: [Snapshot] {
    (training + (sharesCalibration ? [] : calibrations) + (sharesTest ? [] : [test])).sorted()
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
  /// Cutoffs to calibrate on, at most.
  private static let mostCalibrations = 5

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
      self.training = [Snapshot(test)]
      self.calibrations = [Snapshot(test)]
      self.test = Snapshot(test)
      leftOut = candidates.filter { $0 < test }.map { Snapshot($0) }
      self.notes = [
        "The history is too short for a test in time: a fifth of the customers of the only cutoff is "
          + "set apart as the test, and calibration is cross-fitted on the others. What changes with "
          + "time stays untested. You need about "
          + "\(Self.moreMonths(first + 2 * reach - span.upperBound)) of data."
      ]
      return
    }
    var notes: [String] = []
    var training = teaching.dropLast()
    var calibrations = [last]
    if training.isEmpty {
      training = [last]
      notes.append(
        "Only one cutoff teaches: calibration is cross-fitted on the training customers. "
          + "You need about \(Self.moreMonths(reach)) of data to give it a cutoff of its own."
      )
    } else {
      let apart = training.filter { $0 + reach <= last }
      if apart.count >= Self.enoughCutoffs {
        let later = teaching.dropFirst(apart.count)
        let count = min(Self.mostCalibrations, later.count)
        calibrations = (1...count).map { later[later.startIndex + $0 * later.count / count - 1] }
        training = ArraySlice(apart)
      } else if apart.count < training.count {
        notes.append(
          "\(training.count - apart.count) of \(training.count) training windows overlap the "
            + "calibration window: the history is too short to keep them apart.")
      }
    }
    self.training = training.map { Snapshot($0) }
    self.calibrations = calibrations.map { Snapshot($0) }
    leftOut = candidates.filter {
      $0 < test && !training.contains($0) && !calibrations.contains($0)
    }
    .map { Snapshot($0) }
    self.test = Snapshot(test)
    self.notes = notes
  }

  /// Days as months, rounded up, at least one: `3 more months`.
  private static func moreMonths(_ days: Int) -> String {
    let months = max(1, (days + 29) / 30)
    return "\(months) more \(months == 1 ? "month" : "months")"
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
