public import ChurnMath

internal import Glibc

/// The Kaplan-Meier estimate of the share of customers still active after *t* days.
///
///     let curve = try KaplanMeier(lifetimes)
///     curve.survival(at: 90)   // 0.73: 73 % outlast their first 90 days
///
/// *Ŝ(t) = ∏ (1 − dᵢ / nᵢ)* over event times *tᵢ ≤ t*, with *dᵢ* churns among *nᵢ* at risk.
/// A customer censored at *tᵢ* still counts as at risk at *tᵢ*. No lifetimes give a flat curve at 1.
///
/// - Complexity: O(*n* log *n*) to build (O(*n* + longest) from whole days), O(log *m*) per lookup.
/// - SeeAlso: Kaplan & Meier (1958), doi:10.2307/2281868.
public struct KaplanMeier: Sendable, Equatable {
  /// One step of the curve: a time at which somebody churned or was censored.
  public struct Step: Sendable, Equatable {
    /// Days.
    public let time: Double
    /// Customers at risk just before.
    public let atRisk: Int
    /// Churns at that time.
    public let events: Int
    /// Customers censored at that time.
    public let censored: Int
    /// The estimate just after.
    public let survival: Double
    /// Greenwood's sum *Σ dᵢ / (nᵢ (nᵢ − dᵢ))* up to that time; infinite once nobody is left.
    public let greenwood: Double

    /// The standard error of `survival` by Greenwood's formula; 0 where the curve is 0.
    public var standardError: Double { survival > 0 ? survival * greenwood.squareRoot() : 0 }
  }

  /// The steps, ascending in time; length *m*.
  public let steps: [Step]

  /// Estimates the curve from lifetimes, in any order.
  ///
  /// - Throws: `FitError.invalidLifetime` for one that is negative or not finite.
  public init(_ lifetimes: [Lifetime]) throws(FitError) {
    for (index, lifetime) in lifetimes.enumerated() {
      guard lifetime.days >= 0, lifetime.days.isFinite else {
        throw .invalidLifetime(index: index)
      }
    }
    let sorted = lifetimes.sorted { $0.days < $1.days }
    var builder = Builder(atRisk: sorted.count)
    var i = 0
    while i < sorted.count {
      let time = sorted[i].days
      var events = 0
      var censored = 0
      while i < sorted.count, sorted[i].days == time {
        if sorted[i].churned { events += 1 } else { censored += 1 }
        i += 1
      }
      builder.add(time: time, events: events, censored: censored)
    }
    self.init(steps: builder.steps)
  }

  /// Estimates the curve from lifetimes of whole days, by counting.
  ///
  /// - Throws: `FitError.invalidLifetime` for a negative one, `.lengthMismatch`.
  public init(days: [Int], churned: [Bool]) throws(FitError) {
    guard days.count == churned.count else {
      throw .lengthMismatch(rows: days.count, labels: churned.count)
    }
    if let index = days.firstIndex(where: { $0 < 0 }) { throw .invalidLifetime(index: index) }
    let longest = days.max() ?? 0
    guard longest <= max(100_000, 4 * days.count) else {
      // Days so far apart that counting would mostly count nothing.
      try self.init(
        zip(days, churned).map { Lifetime(days: Double($0), churned: $1) })
      return
    }
    var events = [Int](repeating: 0, count: longest + 1)
    var censored = events
    for (day, hasChurned) in zip(days, churned) {
      if hasChurned { events[day] += 1 } else { censored[day] += 1 }
    }
    var builder = Builder(atRisk: days.count)
    for day in 0...longest where events[day] + censored[day] > 0 {
      builder.add(time: Double(day), events: events[day], censored: censored[day])
    }
    self.init(steps: builder.steps)
  }

  private init(steps: [Step]) { self.steps = steps }

  /// The running product.
  private struct Builder {
    var atRisk: Int
    var survival = 1.0
    var greenwood = 0.0
    var steps: [Step] = []

    mutating func add(time: Double, events: Int, censored: Int) {
      let n = Double(atRisk)
      let d = Double(events)
      if events > 0 {
        survival *= events == atRisk ? 0 : 1 - d / n
        greenwood += d / (n * (n - d))
      }
      steps.append(
        Step(
          time: time, atRisk: atRisk, events: events, censored: censored, survival: survival,
          greenwood: greenwood))
      atRisk -= events + censored
    }
  }

  /// The last step at or before `days`, or nil before the first.
  private func step(at days: Double) -> Step? {
    var low = 0
    var high = steps.count
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].time <= days { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : steps[low - 1]
  }

  /// The share of customers expected to be active after `days`; 1 before the first event.
  public func survival(at days: Double) -> Double { step(at: days)?.survival ?? 1 }

  /// The standard error of `survival(at:)`, by Greenwood's formula.
  public func standardError(at days: Double) -> Double { step(at: days)?.standardError ?? 0 }

  /// The band around `survival(at:)` that is symmetric on the scale of log(−log S).
  ///
  /// *S^exp(±z √G / log S)*, *G* Greenwood's sum; the curve itself where it is 0 or 1.
  ///
  /// - Parameters:
  ///   - days: Where.
  ///   - z: The normal quantile; 1.959964 for 95 %.
  /// - Returns: Both ends, in [0, 1].
  public func band(
    at days: Double, z: Double = 1.959963984540054
  ) -> (lower: Double, upper: Double) {
    guard let step = step(at: days) else { return (1, 1) }
    return Self.band(of: step, z: z)
  }

  /// The band at one step; see `band(at:z:)`.
  public static func band(
    of step: Step, z: Double = 1.959963984540054
  ) -> (lower: Double, upper: Double) {
    let s = step.survival
    guard s > 0, s < 1 else { return (s, s) }
    let spread = z * step.greenwood.squareRoot() / log(s)
    return (pow(s, exp(-spread)), pow(s, exp(spread)))
  }

  /// The first time at which the share of churned customers reaches `share`, or nil if it never does.
  public func quantile(_ share: Double) -> Double? {
    // A survival of exactly 1 − share counts as reached although it was rounded on the way.
    steps.first { $0.survival <= 1 - share + 1e-12 && $0.events > 0 }?.time
  }

  /// The time by which half have churned, or nil if fewer than half do.
  public var median: Double? { quantile(0.5) }
}
