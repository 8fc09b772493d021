public import ChurnData

/// Periods side by side that cover the days of some data.
///
/// The first and the last may reach beyond the data; such a period is not complete: more happened in
/// it, or will, than the data show. Periods of so many days are counted back from the end, so that only
/// the first can be cut short.
public struct PeriodGrid: Sendable, Equatable {
  /// How long a period is.
  public let length: PeriodLength
  /// The first day of each period, and the day after the last one's last; one more than periods.
  public let edges: [Day]
  /// The days that were observed.
  public let observed: Range<Day>

  /// The number of each day's period, from the first day of the first period on.
  private let places: [Int32]

  /// Periods beyond which nobody reads a table.
  static let mostPeriods = 10_000

  /// Lays periods over the days of some data.
  ///
  /// - Throws: `PipelineError.cutoffOutsideData` without a day; `.badOption` for too many periods.
  public init(
    _ length: PeriodLength, over observed: Range<Day>
  ) throws(PipelineError) {
    guard !observed.isEmpty else {
      throw .cutoffOutsideData(
        cutoff: observed.upperBound, first: observed.lowerBound, end: observed.upperBound)
    }
    var edges = [Self.first(length, observed)]
    while let last = edges.last, last < observed.upperBound {
      guard edges.count <= Self.mostPeriods else {
        throw .badOption(
          option: "--every",
          problem:
            "the data run from \(observed.lowerBound) to \(observed.upperBound - 1), over more than "
            + "\(Self.mostPeriods) \(length.plural); take longer ones, or check the dates.")
      }
      edges.append(Self.next(length, after: last))
    }
    var places: [Int32] = []
    for (place, pair) in zip(edges, edges.dropFirst()).enumerated() {
      places += [Int32](repeating: Int32(clamping: place), count: pair.1 - pair.0)
    }
    self.length = length
    self.edges = edges
    self.observed = observed
    self.places = places
  }

  private static func first(_ length: PeriodLength, _ observed: Range<Day>) -> Day {
    let day = observed.lowerBound
    switch length {
    case .week: return day - day.weekday
    case .month: return day.firstOfMonth
    case .quarter: return day.firstOfMonth(offset: -((day.civil.month - 1) % 3))
    case .year: return day.firstOfMonth(offset: -(day.civil.month - 1))
    case .days(let days):
      let periods = (observed.count + days - 1) / days
      return observed.upperBound - periods * days
    }
  }

  /// The first day of the period after the one that begins on a day.
  static func next(_ length: PeriodLength, after day: Day) -> Day {
    switch length {
    case .week: day + 7
    case .month: day.firstOfMonth(offset: 1)
    case .quarter: day.firstOfMonth(offset: 3)
    case .year: day.firstOfMonth(offset: 12)
    case .days(let days): day + days
    }
  }

  /// The number of periods.
  public var count: Int { edges.count - 1 }

  /// The period of a day; one before the first is in the first, one after the last in the last.
  public func place(of day: Day) -> Int {
    let offset = day - edges[0]
    return Int(places[min(max(offset, 0), places.count - 1)])
  }

  /// Whether all days of a period were observed.
  public func isComplete(_ period: Int) -> Bool {
    edges[period] >= observed.lowerBound && edges[period + 1] <= observed.upperBound
  }

  /// The days of a period.
  public func days(_ period: Int) -> Range<Day> { edges[period]..<edges[period + 1] }

  /// The days of a period that were observed.
  public func observedDays(_ period: Int) -> Range<Day> { days(period).clamped(to: observed) }

  /// What a period is called: `2011-12`, `2011-Q4`, `2011`, or its first day.
  public func name(_ period: Int) -> String {
    let day = edges[period]
    let year = String(day.description.prefix(4))
    switch length {
    case .month: return String(day.description.prefix(7))
    case .quarter: return "\(year)-Q\((day.civil.month + 2) / 3)"
    case .year: return year
    case .week, .days: return day.description
    }
  }
}

extension Range<Day> {
  /// How many days there are.
  var count: Int { upperBound - lowerBound }
}
