public import ChurnMath

/// The Kaplan-Meier estimate of the share of customers still active after a time *t*.
///
///     let curve = try KaplanMeier(lifetimes)
///     curve.survival(at: 90)   // 0.73: 73 % outlast their first 90 days
///
/// *Ŝ(t) = ∏ (1 − dᵢ / nᵢ)* over times *tᵢ ≤ t*, with *dᵢ* exits (for whatever reason) among *nᵢ* at
/// risk, both sums of weights. No lifetimes give a flat curve at 1.
///
/// Weights count as so many customers; so does R where they are whole numbers. For the robust errors
/// that R gives for others, see `AalenJohansen`.
///
/// With late entries the first few customers at risk may all leave at once: the curve is then 0 and
/// stays there, as in R, whoever enters later. `emptiedAt` says where that happened; a curve from a
/// later start shows the rest.
///
/// - Complexity: O(*m*) to build from a table of *m* times, O(log *m*) per lookup.
/// - SeeAlso: Kaplan & Meier (1958), doi:10.2307/2281868.
public struct KaplanMeier: Sendable, Equatable {
  /// One step of the curve: a time at which somebody left or was censored.
  public struct Step: Sendable, Equatable {
    /// The time.
    public let time: Double
    /// At risk just before.
    public let atRisk: Double
    /// Exits at that time.
    public let events: Double
    /// Censored at that time.
    public let censored: Double
    /// The estimate just after.
    public let survival: Double
    /// Greenwood's sum *Σ dᵢ / (nᵢ (nᵢ − dᵢ))* up to that time; infinite once nobody is left.
    public let greenwood: Double

    /// The standard error of `survival` by Greenwood's formula; NaN, as in R, where the curve is 0.
    public var standardError: Double { survival > 0 ? survival * greenwood.squareRoot() : .nan }
  }

  /// The steps, ascending in time; length *m*.
  public let steps: [Step]
  /// The first time at which all at risk had left although others were still observed later.
  public let emptiedAt: Double?

  /// Estimates the curve of a table.
  ///
  /// - Parameters:
  ///   - table: Who was at risk and who left.
  ///   - start: What is before counts for nothing: the curve is that of customers who reached this
  ///     time, and 1 up to it; R's `start.time`.
  public init(_ table: RiskTable, from start: Double = 0) {
    var steps: [Step] = []
    steps.reserveCapacity(table.times.count)
    var survival = 1.0
    var greenwood = 0.0
    var emptied: Int?
    for index in table.times.indices where !(table.times[index] < start) {
      let n = table.atRisk[index]
      let d = table.events[index]
      if d > 0 {
        survival *= d == n ? 0 : 1 - d / n
        greenwood += d / (n * (n - d))
        if survival == 0, emptied == nil { emptied = steps.count }
      }
      steps.append(
        Step(
          time: table.times[index], atRisk: n, events: d, censored: table.censored[index],
          survival: survival, greenwood: greenwood))
    }
    self.steps = steps
    emptiedAt = emptied.flatMap { $0 + 1 < steps.count ? steps[$0].time : nil }
  }

  /// Estimates the curve from lifetimes, in any order.
  ///
  /// - Throws: As `RiskTable.init(_:threads:)`.
  public init(_ lifetimes: Lifetimes, threads: Int = 1) throws(FitError) {
    self.init(try RiskTable(lifetimes, threads: threads))
  }

  /// Estimates the curve from lifetimes of whole days.
  ///
  /// - Throws: As `RiskTable.init(days:churned:threads:)`.
  public init(days: [Int], churned: [Bool]) throws(FitError) {
    self.init(try RiskTable(days: days, churned: churned))
  }

  /// The last step at or before a time, or nil before the first.
  public func step(at time: Double) -> Step? {
    let after = steps.partitionPoint { $0.time <= time }
    return after == 0 ? nil : steps[after - 1]
  }

  /// The share of customers expected to be active after a time; 1 before the first exit.
  ///
  /// Beyond the last time the curve stays where it ended; no data speak of it.
  public func survival(at time: Double) -> Double { step(at: time)?.survival ?? 1 }

  /// The standard error of `survival(at:)`, by Greenwood's formula.
  public func standardError(at time: Double) -> Double { step(at: time)?.standardError ?? 0 }

  /// The last time at which somebody was observed.
  public var lastTime: Double? { steps.last?.time }
}
