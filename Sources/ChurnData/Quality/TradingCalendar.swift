/// On which days of the span there were orders.
///
/// A *closed weekday* is one on which, over at least four weeks, hardly anything was sold: at most 2 %
/// of its days have an order. A *silence* is a run of at least three open days (days that are no
/// closed weekday) without any order, in a base that trades on at least half of its open days;
/// closed days inside the run and at its ends are counted in its length.
///
/// - Complexity: O(*n* + *d*) for *n* rows and *d* days.
public struct TradingCalendar: Sendable, Equatable {
  /// A run of days without an order.
  public struct Silence: Sendable, Equatable {
    /// Its first day.
    public let firstDay: Day

    /// Its last day.
    public let lastDay: Day

    /// How many days it lasts, both ends counted.
    public var days: Int { lastDay - firstDay + 1 }
  }

  /// How the last calendar month compares with the weeks before it.
  public struct LastMonth: Sendable, Equatable {
    /// The day its data end.
    public let lastDay: Day

    /// How many of its days the data reach.
    public let daysCovered: Int

    /// How many days it has.
    public let daysInMonth: Int

    /// Rows a week over the days covered.
    public let rowsPerWeek: Double

    /// Rows a week on the same weekdays of the eight weeks before the month; nil when the data begin
    /// later than that.
    public let rowsPerWeekBefore: Double?

    /// Whether the data end before the month does.
    public var isPartial: Bool { daysCovered < daysInMonth }
  }

  /// The first day with an order.
  public let firstDay: Day

  /// The last day with an order.
  public let lastDay: Day

  /// Days with an order.
  public let tradingDays: Int

  /// Weekdays without trade, 0 is Monday.
  public let closedWeekdays: [Int]

  /// The longest silences, at most five, the longest first, ties by day.
  public let silences: [Silence]

  /// The last calendar month.
  public let lastMonth: LastMonth

  /// The day by which 99.9 % of the rows have happened.
  public let nearlyLastDay: Day

  /// How many rows lie after that day.
  public let rowsAfterNearlyLast: Int

  /// A span longer than this is no shop's; 400 years.
  static let dayLimit = 146_097

  /// Counts the days of the given seconds since 1970; nil when there are none, or when they span
  /// more than 400 years.
  public init?(seconds: [Int64]) {
    guard let earliest = seconds.min(), let latest = seconds.max() else { return nil }
    let first = Day(containing: earliest)
    let last = Day(containing: latest)
    guard last - first < Self.dayLimit else { return nil }
    var rows = [Int](repeating: 0, count: last - first + 1)
    for second in seconds { rows[Day(containing: second) - first] += 1 }

    firstDay = first
    lastDay = last
    tradingDays = rows.count { $0 > 0 }
    let closed = Self.closedWeekdays(rows, first: first)
    closedWeekdays = closed
    silences = Self.silences(rows, first: first, closed: closed)
    lastMonth = Self.lastMonth(rows, first: first)

    let most = seconds.count - seconds.count / 1000
    var sum = 0
    var position = 0
    while position < rows.count - 1, sum + rows[position] < most {
      sum += rows[position]
      position += 1
    }
    nearlyLastDay = first + position
    rowsAfterNearlyLast = seconds.count - sum - rows[position]
  }

  private static func closedWeekdays(_ rows: [Int], first: Day) -> [Int] {
    var days = [Int](repeating: 0, count: 7)
    var trading = days
    for (offset, count) in rows.enumerated() {
      let weekday = (first + offset).weekday
      days[weekday] += 1
      trading[weekday] += count > 0 ? 1 : 0
    }
    // Where hardly any day has an order, no weekday is closed on purpose.
    guard trading.reduce(0, +) * 2 >= days.reduce(0, +) else { return [] }
    return (0..<7).filter { days[$0] >= 4 && trading[$0] * 50 <= days[$0] }
  }

  private static func silences(_ rows: [Int], first: Day, closed: [Int]) -> [Silence] {
    let isClosed = rows.indices.map { closed.contains((first + $0).weekday) }
    let open = isClosed.count { !$0 }
    guard rows.count(where: { $0 > 0 }) * 2 >= open else { return [] }
    var found: [Silence] = []
    var start = 0
    for position in 0...rows.count where position == rows.count || rows[position] > 0 {
      let openDays = (start..<position).count { !isClosed[$0] }
      if openDays >= 3 {
        found.append(Silence(firstDay: first + start, lastDay: first + position - 1))
      }
      start = position + 1
    }
    found.sort { ($1.days, $0.firstDay) < ($0.days, $1.firstDay) }
    return Array(found.prefix(5))
  }

  private static func lastMonth(_ rows: [Int], first: Day) -> LastMonth {
    let last = first + (rows.count - 1)
    let month = last.firstOfMonth
    let start = max(0, month - first)
    let covered = rows.count - start
    var total = 0
    for position in start..<rows.count { total += rows[position] }
    var before: Double?
    if start >= 56 {
      var byWeekday = [Int](repeating: 0, count: 7)
      for position in (start - 56)..<start {
        byWeekday[(first + position).weekday] += rows[position]
      }
      var expected = 0
      for position in start..<rows.count {
        expected += byWeekday[(first + position).weekday]
      }
      before = Double(expected) / 8 / Double(covered) * 7
    }
    return LastMonth(
      lastDay: last, daysCovered: last - month + 1,
      daysInMonth: last.firstOfMonth(offset: 1) - month,
      rowsPerWeek: Double(total) / Double(covered) * 7, rowsPerWeekBefore: before)
  }
}
