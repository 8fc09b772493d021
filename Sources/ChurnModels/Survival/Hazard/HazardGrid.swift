/// Neighbouring intervals of days over which a hazard is constant.
///
/// Interval *k* holds the days from the end of the one before (or `start`) up to, but without, its own
/// end; day 0 is the first day after the cutoff's midnight.
public struct HazardGrid: Sendable, Equatable {
  /// The first day of the first interval; before it nothing happens.
  public let start: Int
  /// The day after the last of each interval, ascending; at least one.
  public let ends: [Int]

  /// The number of intervals, *K*.
  public var count: Int { ends.count }
  /// The day after the last interval.
  public var last: Int { ends[ends.count - 1] }

  /// Creates a grid; nil when it has no interval, or ends that do not ascend from `start` on.
  public init?(start: Int = 0, ends: [Int]) {
    guard start >= 0, let first = ends.first, first > start,
      zip(ends, ends.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    self.start = start
    self.ends = ends
  }

  /// The first day of interval *k*.
  public func begin(_ interval: Int) -> Int { interval == 0 ? start : ends[interval - 1] }

  /// The days of interval *k*, at least 1.
  public func length(_ interval: Int) -> Int { ends[interval] - begin(interval) }

  /// The name of interval *k*, for a column of levels: `day 14 to 20`.
  func name(_ interval: Int) -> String { "day \(begin(interval)) to \(ends[interval] - 1)" }

  /// The intervals that end by a day; nil when none does.
  func ending(by day: Int) -> HazardGrid? {
    HazardGrid(start: start, ends: ends.filter { $0 <= day })
  }

  /// Steps that widen with the distance, in days: three days first, two months at the end of a year.
  public static let widening = [
    3, 7, 10, 14, 21, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 365, 455, 545, 635, 730,
  ]

  /// The widening grid from a day on, as far as enough rows are followed.
  ///
  /// - Parameters:
  ///   - start: The first day at which something can happen.
  ///   - followUps: Days for which each row is observed.
  ///   - rows: Rows that must be observed to the end of an interval.
  /// - Returns: Nil when not even the first interval is observed.
  public static func widening(from start: Int, followUps: [Int], rows: Int) -> HazardGrid? {
    let sorted = followUps.sorted(by: >)
    guard rows >= 1, sorted.count >= rows else { return nil }
    let longest = sorted[rows - 1]
    return HazardGrid(start: start, ends: widening.filter { $0 > start && $0 <= longest })
  }
}
