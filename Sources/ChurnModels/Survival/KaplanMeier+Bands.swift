internal import ChurnMath
internal import Glibc

/// The scale on which a band around a survival curve is symmetric.
public enum BandScale: String, Sendable, Equatable, CaseIterable {
  /// *S ± z S √G*, clipped to [0, 1].
  case plain
  /// *S exp(±z √G)*, clipped at 1: what R's `survfit` draws.
  case log
  /// *S^exp(±z √G / log S)*, never outside of (0, 1): what lifelines draws.
  case logLog = "log-log"
}

extension KaplanMeier {
  /// The pointwise band at one step; *G* is Greenwood's sum.
  ///
  /// Where the curve is 0 the band is not defined and both ends are NaN, as in R; where it is 1 both
  /// are 1 (R has NA for the log-log scale there).
  ///
  /// - Parameters:
  ///   - step: A step of the curve.
  ///   - level: The share of such bands that hold the truth at one time.
  ///   - scale: Where it is symmetric; R's default is `.log`, that of lifelines `.logLog`.
  /// - Returns: Both ends, in [0, 1].
  public func band(
    of step: Step, level: Double = 0.95, scale: BandScale = .log
  ) -> (lower: Double, upper: Double) {
    band(of: step, z: NormalDistribution.deviations(level: level), scale: scale)
  }

  /// The pointwise band at one step, from a normal quantile; see `band(of:level:scale:)`.
  public func band(
    of step: Step, z: Double, scale: BandScale = .log
  ) -> (lower: Double, upper: Double) {
    let s = step.survival
    guard s > 0 else { return (.nan, .nan) }
    guard s < 1 else { return (1, 1) }
    let spread = z * step.greenwood.squareRoot()
    switch scale {
    case .plain: return (max(0, s - spread * s), min(1, s + spread * s))
    case .log:
      let factor = exp(spread)
      return (s / factor, min(1, s * factor))
    case .logLog:
      let logarithm = Glibc.log(s)
      let factor = exp(spread / logarithm)
      return (exp(logarithm / factor), exp(logarithm * factor))
    }
  }

  /// The band around `survival(at:)`; 1 before the first step.
  public func band(
    at time: Double, level: Double = 0.95, scale: BandScale = .log
  ) -> (lower: Double, upper: Double) {
    step(at: time).map { band(of: $0, level: level, scale: scale) } ?? (1, 1)
  }

  /// The band at every step; two columns of length *m*.
  public func bands(
    level: Double = 0.95, scale: BandScale = .log
  ) -> (lower: [Double], upper: [Double]) {
    let z = NormalDistribution.deviations(level: level)
    var lower: [Double] = []
    var upper: [Double] = []
    lower.reserveCapacity(steps.count)
    upper.reserveCapacity(steps.count)
    for step in steps {
      let band = band(of: step, z: z, scale: scale)
      lower.append(band.lower)
      upper.append(band.upper)
    }
    return (lower, upper)
  }
}
