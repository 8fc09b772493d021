public import ChurnMath

/// Rows that are followed for some days, until something happens or the data end.
///
/// The follow-up is known beforehand (the data end at a day that has nothing to do with the
/// customer), so an interval of a grid is either observed whole or not at all.
public struct Spells: Sendable {
  /// What is known of each row at its day 0; *n* × *p*, `NaN` = missing.
  public let features: FeatureMatrix
  /// The day on which it happened, counted from 0; nil = not within the follow-up; length *n*.
  public let events: [Int?]
  /// Days for which each row was observed; length *n*.
  public let followUps: [Int]
  /// The number of the customer of each row; length *n*.
  public let groups: [Int]

  /// The number of rows, *n*.
  public var count: Int { events.count }

  /// Creates spells; an event on or after the end of the follow-up counts as none.
  public init(features: FeatureMatrix, events: [Int?], followUps: [Int], groups: [Int]) {
    let n = features.rowCount
    precondition(events.count == n && followUps.count == n && groups.count == n, "lengths differ")
    self.features = features
    self.events = zip(events, followUps).map { event, end in
      event.flatMap { $0 < end ? $0 : nil }
    }
    self.followUps = followUps
    self.groups = groups
  }

  /// Only `rows`, in that order.
  public func selecting(rows: [Int]) -> Spells {
    Spells(
      features: features.selecting(rows: rows), events: rows.map { events[$0] },
      followUps: rows.map { followUps[$0] }, groups: rows.map { groups[$0] })
  }

  /// Whether a row stands at risk in an interval that is observed whole.
  func isAtRisk(_ row: Int, in interval: Int, of grid: HazardGrid) -> Bool {
    followUps[row] >= grid.ends[interval] && (events[row] ?? .max) >= grid.begin(interval)
  }

  /// Whether it happened to a row at risk within an interval.
  func happened(_ row: Int, in interval: Int, of grid: HazardGrid) -> Bool {
    events[row].map { $0 < grid.ends[interval] } ?? false
  }

  /// How many rows the person-period table would have.
  func periodCount(_ grid: HazardGrid) -> Int {
    events.indices.reduce(0) { sum, row in
      sum + (0..<grid.count).count { isAtRisk(row, in: $0, of: grid) }
    }
  }

  /// Fewer rows where the person-period table would be larger than that: whole customers, drawn by
  /// a hash of their numbers.
  ///
  /// - Parameters:
  ///   - periods: The most person-periods wanted, about.
  ///   - grid: The intervals.
  ///   - seed: Decides who is drawn.
  /// - Returns: The same spells where there are few enough.
  public func thinned(to periods: Int, over grid: HazardGrid, seed: UInt64) -> Spells {
    let count = periodCount(grid)
    guard count > periods else { return self }
    let share = Double(periods) / Double(count)
    let limit = UInt64(share * 0x1p53) << 11
    return selecting(
      rows: events.indices.filter { row in
        StableHash.mixed(UInt64(bitPattern: Int64(groups[row])) ^ StableHash.mixed(seed)) < limit
      })
  }
}
