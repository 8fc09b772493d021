public import ChurnMath
internal import Glibc

/// The Aalen-Johansen estimate of the share of customers who have left for each reason by a time.
///
///     let shares = try AalenJohansen(lifetimes)
///     shares.incidence(of: 2, at: 90)   // 0.08: 8 % have left for reason 2 within 90 days
///
/// *F̂ₖ(t) = Σ S(tᵢ₋₁) dₖᵢ / nᵢ* over times *tᵢ ≤ t*, with *dₖᵢ* exits for reason *k* and the
/// Kaplan-Meier estimate *S* of all reasons together; *S + Σ Fₖ = 1*. One minus a Kaplan-Meier curve
/// that censors the other reasons answers another question and is too high.
///
/// Standard errors are those of R's `survfit` for several states, the infinitesimal jackknife
/// *√Σ wᵢ² (∂F / ∂wᵢ)²*: right for any weights, sampling weights too. With a single reason `survival`
/// and its errors are what R's `survfit(..., robust = TRUE)` gives.
///
/// - Complexity: O(*m r*) for *m* times and *r* reasons, after O(*n* log *n*) where customers enter
///   late or have weights.
/// - SeeAlso: Aalen & Johansen (1978), https://www.jstor.org/stable/4615704.
public struct AalenJohansen: Sendable, Equatable {
  /// Shares and their errors after each time.
  public struct Curve: Sendable, Equatable {
    /// The reason; 0 for the share that is still there.
    public let reason: UInt8
    /// The share after each time; length *m*.
    public internal(set) var share: [Double]
    /// Its standard error; length *m*.
    public internal(set) var standardError: [Double]

    /// The pointwise band after one time, as R's `survfit` draws it around a share *F*.
    ///
    /// *F ± z σ*, *F exp(±z σ / F)* or *F^exp(±z σ / (F log F))*, within [0, 1]; NaN for an index that
    /// is none, and on other scales than plain where *F* is 0. Where *F* is 1 the log-log band is, too
    /// (R has NA).
    ///
    /// - Parameters:
    ///   - index: The place of the time in `times`.
    ///   - level: The share of such bands that hold the truth at one time.
    ///   - scale: Where it is symmetric; R's default is `.log`.
    /// - Returns: Both ends.
    public func band(
      at index: Int, level: Double = 0.95, scale: BandScale = .log
    ) -> (lower: Double, upper: Double) {
      guard share.indices.contains(index) else { return (.nan, .nan) }
      let (f, spread) = (
        share[index], NormalDistribution.deviations(level: level) * standardError[index]
      )
      switch scale {
      case .plain: return (max(0, f - spread), min(1, f + spread))
      case .log:
        guard f > 0 else { return (.nan, .nan) }
        let factor = exp(spread / f)
        return (f / factor, min(1, f * factor))
      case .logLog:
        guard f > 0 else { return (.nan, .nan) }
        guard f < 1 else { return (1, 1) }
        let logarithm = Glibc.log(f)
        let factor = exp(spread / (f * logarithm))
        return (exp(logarithm / factor), exp(logarithm * factor))
      }
    }
  }

  /// One step of the curve of a reason.
  public struct Step: Sendable, Equatable {
    /// The time.
    public let time: Double
    /// Exits for the reason at that time.
    public let events: Double
    /// The share that has left for the reason just after.
    public let incidence: Double
    /// Its standard error.
    public let standardError: Double
  }

  /// The distinct times, ascending; length *m*.
  public let times: [Double]
  /// The share still there, by Kaplan-Meier, with robust standard errors.
  public let survival: Curve
  /// The share that left for each reason that occurs, ascending.
  public let incidences: [Curve]
  private let events: [[Double]]

  /// Estimates the shares.
  ///
  /// - Throws: As `RiskTable.init(_:threads:)`.
  public init(_ lifetimes: Lifetimes, threads: Int = 1) throws(FitError) {
    let table = try RiskTable(lifetimes, threads: threads)
    let isPlain = lifetimes.entries == nil && lifetimes.weights == nil
    self.init(table, exits: isPlain ? ExitSums(table) : ExitSums(table, lifetimes))
  }

  /// Estimates the shares of every group.
  ///
  /// - Parameters:
  ///   - lifetimes: All lifetimes, *n*.
  ///   - groups: The group of each, in `0..<groupCount`; a negative one leaves the row out; length *n*.
  ///   - groupCount: The number of groups.
  ///   - threads: The most threads to use.
  /// - Returns: An estimate a group.
  /// - Throws: As `RiskTable.byGroup(_:groups:groupCount:threads:)`.
  public static func byGroup(
    _ lifetimes: Lifetimes, groups: [Int32], groupCount: Int, threads: Int = 1
  ) throws(FitError) -> [AalenJohansen] {
    let tables = try RiskTable.byGroup(
      lifetimes, groups: groups, groupCount: groupCount, threads: threads)
    guard lifetimes.entries != nil || lifetimes.weights != nil else {
      return mapIndices(groupCount, threads: threads) { group in
        AalenJohansen(tables[group], exits: ExitSums(tables[group]))
      }
    }
    var rows = [[Int]](repeating: [], count: groupCount)
    for (row, group) in groups.enumerated() where group >= 0 { rows[Int(group)].append(row) }
    return mapIndices(groupCount, threads: threads) { [rows] group in
      let own = lifetimes.selecting(rows: rows[group])
      return AalenJohansen(tables[group], exits: ExitSums(tables[group], own))
    }
  }

  private init(_ table: RiskTable, exits: ExitSums) {
    times = table.times
    events = table.eventsByReason
    var survival = Curve(reason: 0, share: [], standardError: [])
    var incidences = table.reasons.map { Curve(reason: $0, share: [], standardError: []) }
    var jackknife = Jackknife(reasons: table.reasons.count)
    var exits = exits
    for index in table.times.indices {
      let events = table.eventsByReason.map { $0[index] }
      jackknife.pass(
        atRisk: table.atRisk[index], events: table.events[index], byReason: events, index: index,
        exits: &exits)
      survival.share.append(jackknife.survival)
      survival.standardError.append(jackknife.survivalSquares.squareRoot())
      for place in incidences.indices {
        incidences[place].share.append(jackknife.incidences[place])
        incidences[place].standardError.append(jackknife.squares[place].squareRoot())
      }
    }
    self.survival = survival
    self.incidences = incidences
  }

  /// The curve of a reason, step by step; flat at 0 where nobody left for it.
  public func steps(reason: Int) -> [Step] {
    let curve = incidences.firstIndex { Int($0.reason) == reason }
    return times.indices.map { index in
      Step(
        time: times[index], events: curve.map { events[$0][index] } ?? 0,
        incidence: curve.map { incidences[$0].share[index] } ?? 0,
        standardError: curve.map { incidences[$0].standardError[index] } ?? 0)
    }
  }

  /// The curve of a reason, or nil where nobody left for it.
  public func incidence(of reason: UInt8) -> Curve? { incidences.first { $0.reason == reason } }

  /// The share that has left for a reason by a time; 0 before the first exit.
  public func incidence(of reason: UInt8, at time: Double) -> Double {
    let after = times.partitionPoint { $0 <= time }
    return after == 0 ? 0 : incidence(of: reason)?.share[after - 1] ?? 0
  }
}
