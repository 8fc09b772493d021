internal import ChurnMath
internal import Glibc

/// How often customers leave at each stage of their tenure: exits per unit of exposed time.
///
///     let hazard = TenureHazard(table, edges: [0, 30, 60, 90])
///     hazard.intervals[0].rate   // 0.004: of 1,000 active customers 4 leave a day in the first 30
///
/// *λ = d / E* with *d* exits and *E* units of time at risk within *(a, b]*; exits at time 0 belong to
/// the first interval. The interval of the rate is Garwood's exact one for a count, so that no exits
/// still give an upper end. Weights count as so many customers.
///
/// - Complexity: O(*m* + edges).
/// - SeeAlso: Garwood (1936), doi:10.1093/biomet/28.3-4.437.
public struct TenureHazard: Sendable, Equatable {
  /// One stage of the tenure, *(from, to]*.
  public struct Interval: Sendable, Equatable {
    /// Where it starts.
    public let from: Double
    /// Where it ends.
    public let to: Double
    /// Time that customers were at risk in it.
    public let exposure: Double
    /// Exits in it.
    public let events: Double
    /// Exits a unit of exposed time; NaN without exposure.
    public let rate: Double
    /// The lower end of its interval; NaN without exposure.
    public let lower: Double
    /// The upper end of its interval; NaN without exposure.
    public let upper: Double
  }

  /// The stages, in order.
  public let intervals: [Interval]

  /// Counts exits and exposure.
  ///
  /// - Parameters:
  ///   - table: Who was at risk.
  ///   - edges: Where stages start and end; put in order, and what is negative or not finite left out.
  ///   - level: The share of intervals that hold the true rate.
  public init(_ table: RiskTable, edges: [Double], level: Double = 0.95) {
    let edges = Set(edges.filter { $0 >= 0 && $0.isFinite }).sorted()
    let exposures = Self.exposures(table, edges)
    var index =
      edges.first.map { first in
        table.times.partitionPoint { first > 0 ? $0 <= first : $0 < first }
      } ?? 0
    var intervals: [Interval] = []
    for (place, (from, to)) in zip(edges, edges.dropFirst()).enumerated() {
      var events = 0.0
      while index < table.times.count, table.times[index] <= to {
        events += table.events[index]
        index += 1
      }
      let exposure = exposures[place + 1] - exposures[place]
      let ends = Self.ends(events, level: level)
      let isExposed = exposure > 0
      intervals.append(
        Interval(
          from: from, to: to, exposure: max(0, exposure), events: events,
          rate: isExposed ? events / exposure : .nan,
          lower: isExposed ? ends.lower / exposure : .nan,
          upper: isExposed ? ends.upper / exposure : .nan))
    }
    self.intervals = intervals
  }

  /// Counts exits and exposure in stages of equal length, up to the last time.
  ///
  /// - Parameters:
  ///   - table: Who was at risk.
  ///   - width: The length of a stage; stages are made longer where there would be over 10,000.
  ///   - level: The share of intervals that hold the true rate.
  public init(_ table: RiskTable, width: Double, level: Double = 0.95) {
    guard let last = table.times.last, width > 0, last > 0 else {
      self.init(table, edges: [], level: level)
      return
    }
    let count = min(10_000, max(1, (last / width).rounded(.up)))
    let step = max(width, last / 10_000)
    self.init(table, edges: stride(from: 0, through: count, by: 1).map { $0 * step }, level: level)
  }

  /// The time that all were at risk until each edge.
  private static func exposures(_ table: RiskTable, _ edges: [Double]) -> [Double] {
    var present = table.isTruncated ? 0 : table.totalWeight
    var sum = 0.0
    var now = 0.0
    var next = 0
    var nextEntry = 0
    var exposures: [Double] = []
    for edge in edges {
      while true {
        let exit = next < table.times.count ? table.times[next] : .infinity
        let entry =
          nextEntry < table.entries.count ? table.entries[nextEntry].time : .infinity
        let event = min(exit, entry)
        guard event <= edge, event < .infinity else { break }
        sum += max(0, present) * (event - now)
        now = event
        if entry == event {
          present += table.entries[nextEntry].weight
          nextEntry += 1
        }
        if exit == event {
          present -= table.events[next] + table.censored[next]
          next += 1
        }
      }
      // Nobody is left where the last exit has passed, whatever rounding says.
      if next < table.times.count { sum += max(0, present) * (edge - now) }
      now = edge
      exposures.append(sum)
    }
    return exposures
  }

  /// The interval of an expected count, from the one seen.
  private static func ends(_ events: Double, level: Double) -> (lower: Double, upper: Double) {
    guard level > 0, level < 1, events.isFinite else { return (.nan, .nan) }
    guard events < 1e5 else {
      // The square root of a count varies by 1/2, whatever is expected.
      let half = NormalDistribution.deviations(level: level) / 2
      let root = events.squareRoot()
      return ((root - half) * (root - half), (root + half) * (root + half))
    }
    let tail = (1 - level) / 2
    let lower = GammaDistribution(shape: events)?.quantile(tail) ?? 0
    let upper = GammaDistribution(shape: events + 1)?.quantile(1 - tail) ?? .nan
    return (lower, upper)
  }
}
