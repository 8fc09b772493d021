internal import ChurnMath
internal import Glibc

/// The Nelson-Aalen estimate of the cumulative hazard *H(t)*: how often a customer who came back at
/// once each time would have left by *t*.
///
///     NelsonAalen(table).cumulativeHazard(at: 90)   // 0.31
///
/// *Ĥ(t) = Σ dᵢ / nᵢ* with variance *Σ dᵢ / nᵢ²*, as R's `survfit` gives it. With `.flemingHarrington`
/// exits at one time count as one after the other, *Σₖ 1 / (nᵢ − k)*, *k < dᵢ*, with variance
/// *Σₖ 1 / (nᵢ − k)²* (R's `ctype = 2`, and what lifelines calls smoothing).
///
/// - Complexity: O(*m*); with the tie correction O(exits).
/// - SeeAlso: Aalen (1978), doi:10.1214/aos/1176344247; Fleming & Harrington (1984),
///   doi:10.1080/03610928408828837.
public struct NelsonAalen: Sendable, Equatable {
  /// What exits at one time count as.
  public enum Ties: Sendable, Equatable {
    /// As simultaneous: *d / n*.
    case simultaneous
    /// As one after the other: *1 / n + 1 / (n − 1) + …*.
    case flemingHarrington
  }

  /// One step of the curve.
  public struct Step: Sendable, Equatable {
    /// The time.
    public let time: Double
    /// At risk just before.
    public let atRisk: Double
    /// Exits at that time.
    public let events: Double
    /// The cumulative hazard just after.
    public let cumulativeHazard: Double
    /// Its variance.
    public let variance: Double

    /// The standard error of `cumulativeHazard`.
    public var standardError: Double { variance.squareRoot() }
    /// The survival *e^−H*: the Fleming-Harrington estimate, also named after Breslow.
    public var survival: Double { exp(-cumulativeHazard) }
  }

  /// The steps, ascending in time; length *m*.
  public let steps: [Step]

  /// Estimates the hazard of a table.
  public init(_ table: RiskTable, ties: Ties = .simultaneous) {
    var steps: [Step] = []
    steps.reserveCapacity(table.times.count)
    let counts = ties == .flemingHarrington ? table.counts.events : []
    var hazard = 0.0
    var variance = 0.0
    for index in table.times.indices {
      let n = table.atRisk[index]
      let d = table.events[index]
      if d > 0 {
        if ties == .flemingHarrington, counts[index] > 1 {
          // With weights each of the tied exits counts their mean.
          let share = d / Double(counts[index])
          for k in 0..<counts[index] {
            let left = max(n - Double(k) * share, share)
            hazard += share / left
            variance += share / left * (share / left)
          }
        } else {
          hazard += d / n
          variance += d / n * (1 / n)
        }
      }
      steps.append(
        Step(
          time: table.times[index], atRisk: n, events: d, cumulativeHazard: hazard,
          variance: variance))
    }
    self.steps = steps
  }

  /// The cumulative hazard after a time; 0 before the first exit.
  public func cumulativeHazard(at time: Double) -> Double {
    step(at: time)?.cumulativeHazard ?? 0
  }

  /// The last step at or before a time, or nil before the first.
  public func step(at time: Double) -> Step? {
    let after = steps.partitionPoint { $0.time <= time }
    return after == 0 ? nil : steps[after - 1]
  }

  /// The band around the cumulative hazard at one step, symmetric on the scale of its logarithm.
  ///
  /// *H exp(±z √V / H)*; 0 before the first exit.
  public static func band(
    of step: Step, level: Double = 0.95
  ) -> (lower: Double, upper: Double) {
    let h = step.cumulativeHazard
    guard h > 0 else { return (0, 0) }
    let factor = exp(NormalDistribution.deviations(level: level) * step.standardError / h)
    return (h / factor, h * factor)
  }
}
