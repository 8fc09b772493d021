public import ChurnMath

/// Who was at risk, who left and who was censored at each time of a group of lifetimes.
///
///     let table = try RiskTable(lifetimes)
///     table.atRisk(at: 90)   // customers who could still be seen leaving on day 90
///
/// All that the survival estimators know of the data, in columns over the *m* distinct times at
/// which somebody left or was censored. A customer is at risk at *t* if *entry < t ≤ duration*;
/// without entries, if *t ≤ duration*. So one censored at *t* is still at risk there: exits come
/// before censorings, the convention of R's `survival` and of lifelines.
///
/// Numbers are sums of weights, which without weights are counts of customers; `counts` ignores
/// weights. Customers of weight zero are left out of both. Sums are exact before they are rounded,
/// so that neither the order of rows nor the number of threads shows.
///
/// - Note: Times count as equal only if they are. R's `survfit` also joins times that differ by less
///   than 1.5e-8 of their mean.
public struct RiskTable: Sendable, Equatable {
  /// Numbers of customers, whatever they weigh.
  public struct Counts: Sendable, Equatable {
    /// Customers at risk just before each time; length *m*.
    public let atRisk: [Int]
    /// Customers who left at each time; length *m*.
    public let events: [Int]
    /// Customers censored at each time; length *m*.
    public let censored: [Int]
  }

  /// Customers who came under observation at one time.
  public struct Entry: Sendable, Equatable {
    /// The time.
    public let time: Double
    /// Their weight.
    public let weight: Double
    /// Their number.
    public let count: Int
  }

  /// Distinct times at which somebody left or was censored; ascending; length *m*.
  public let times: [Double]
  /// At risk just before each time; length *m*.
  public let atRisk: [Double]
  /// Left at each time, for whatever reason; length *m*.
  public let events: [Double]
  /// Censored at each time; length *m*.
  public let censored: [Double]
  /// The reasons that occur, ascending; in a group, those that occur in any group.
  public let reasons: [UInt8]
  /// Left at each time for each of `reasons`; as many columns of length *m*.
  public let eventsByReason: [[Double]]
  /// The distinct entry times, ascending; empty where all were there from the start.
  public let entries: [Entry]
  /// The number of customers.
  public let customerCount: Int
  /// The weight of all customers.
  public let totalWeight: Double
  private let weighted: Counts?

  /// Counts a group of lifetimes.
  ///
  /// - Complexity: O(*n* + longest) for whole durations without entries and weights, by counting;
  ///   O(*n*) with a larger constant otherwise, by radix sort.
  /// - Throws: `FitError.invalidLifetime` for a duration that is negative or not finite,
  ///   `.invalidEntry` for an entry that is, or that is not below its duration, `.invalidWeight`.
  public init(_ lifetimes: Lifetimes, threads: Int = 1) throws(FitError) {
    let tables = try RiskTableBuilder.tables(lifetimes, groups: nil, groupCount: 1, threads)
    self = tables[0]
  }

  /// Counts lifetimes of whole days, which ended in churn or were censored.
  ///
  /// - Throws: `FitError.invalidLifetime` for a negative one, `.lengthMismatch`.
  public init(days: [Int], churned: [Bool], threads: Int = 1) throws(FitError) {
    guard days.count == churned.count else {
      throw .lengthMismatch(rows: days.count, labels: churned.count)
    }
    try self.init(
      Lifetimes(durations: days.map { Double($0) }, churned: churned), threads: threads)
  }

  /// Counts every group in one pass.
  ///
  /// - Parameters:
  ///   - lifetimes: All lifetimes, *n*.
  ///   - groups: The group of each, in `0..<groupCount`; a negative one leaves the row out; length *n*.
  ///   - groupCount: The number of groups; one nobody belongs to has an empty table.
  ///   - threads: The most threads to use.
  /// - Returns: A table a group.
  /// - Throws: As `init(_:threads:)`; `FitError.lengthMismatch`, `.invalidParameter` for a group that
  ///   does not exist.
  public static func byGroup(
    _ lifetimes: Lifetimes, groups: [Int32], groupCount: Int, threads: Int = 1
  ) throws(FitError) -> [RiskTable] {
    guard groups.count == lifetimes.count else {
      throw .lengthMismatch(rows: lifetimes.count, labels: groups.count)
    }
    guard groupCount >= 0, groupCount <= Int(Int32.max) else {
      throw .invalidParameter(
        name: "groupCount", value: Double(groupCount), expected: "a number from 0 to 2³¹ − 1")
    }
    let limit = Int32(groupCount)
    if let row = groups.firstIndex(where: { $0 >= limit }) {
      throw .invalidParameter(
        name: "the group of lifetime \(row)", value: Double(groups[row]),
        expected: "less than \(groupCount)")
    }
    return try RiskTableBuilder.tables(lifetimes, groups: groups, groupCount: groupCount, threads)
  }

  init(
    columns: RiskColumns, reasons: [UInt8], entries: [Entry], customerCount: Int,
    totalWeight: Double
  ) {
    times = columns.times
    atRisk = columns.atRisk
    events = columns.events
    censored = columns.censored
    self.reasons = reasons
    eventsByReason = reasons.count == 1 ? [columns.events] : columns.eventsByReason
    weighted = columns.counts
    self.entries = entries
    self.customerCount = customerCount
    self.totalWeight = totalWeight
  }

  /// Whether nobody is in it.
  public var isEmpty: Bool { customerCount == 0 }

  /// Whether some came under observation after their start.
  public var isTruncated: Bool { !entries.isEmpty }

  /// Numbers of customers, whatever they weigh.
  public var counts: Counts {
    weighted
      ?? Counts(
        atRisk: atRisk.map { Int($0) }, events: events.map { Int($0) },
        censored: censored.map { Int($0) })
  }

  /// The number of customers who left, whatever they weigh.
  public var eventCount: Int {
    weighted?.events.reduce(0, +) ?? Int(events.reduce(0, +))
  }

  /// Came under observation since the time before, that one included; length *m*.
  ///
  /// What was at risk, less those who left or were censored, plus these, is at risk at the next time.
  public var entered: [Double] {
    guard isTruncated else {
      return times.indices.map { $0 == 0 ? totalWeight : 0 }
    }
    var next = 0
    return times.map { time in
      var sum = 0.0
      while next < entries.count, entries[next].time < time {
        sum += entries[next].weight
        next += 1
      }
      return sum
    }
  }

  /// The weight at risk at any time: *entry < t ≤ duration*.
  ///
  /// - Complexity: O(log *m*), and the entries since the time before.
  public func atRisk(at time: Double) -> Double {
    let next = times.partitionPoint { $0 < time }
    guard isTruncated else { return next < times.count ? atRisk[next] : 0 }
    if next < times.count, times[next] == time { return atRisk[next] }
    var sum = 0.0
    var entry = 0
    if next > 0 {
      sum = atRisk[next - 1] - events[next - 1] - censored[next - 1]
      let before = times[next - 1]
      entry = entries.partitionPoint { $0.time < before }
    }
    while entry < entries.count, entries[entry].time < time {
      sum += entries[entry].weight
      entry += 1
    }
    // A difference of rounded sums may miss nothing by a little.
    return max(0, sum)
  }
}

/// The columns of a table while it is built.
struct RiskColumns {
  var times: [Double] = []
  var atRisk: [Double] = []
  var events: [Double] = []
  var censored: [Double] = []
  var eventsByReason: [[Double]] = []
  var counts: RiskTable.Counts?

  mutating func reserve(_ count: Int) {
    times.reserveCapacity(count)
    atRisk.reserveCapacity(count)
    events.reserveCapacity(count)
    censored.reserveCapacity(count)
  }
}
