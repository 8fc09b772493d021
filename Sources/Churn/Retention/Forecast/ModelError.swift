internal import ChurnMath
internal import Glibc

/// How far forecasts strayed beyond what chance explains, as the back-test found.
///
/// The logarithm of what came over what was expected, *e*, varies over the back-test's months by what the
/// draws explain, *v*, and by what the model does not know: a level that drifts, months unlike the
/// others. The rest *e² − v* is taken to be *c₀ + c₁ h*, *h* months ahead, both not negative, by least
/// squares; each draw is then multiplied by a factor of these variances, *c₁* as a random walk.
struct ModelError: Sendable, Equatable {
  /// Variance of the logarithm in every month, by itself.
  let level: Double
  /// Variance that each month ahead adds.
  let drift: Double

  /// One forecast of the back-test: months ahead, *e*, and *v*.
  typealias Trial = (ahead: Double, error: Double, variance: Double)

  /// No error beyond chance.
  static let none = ModelError(level: 0, drift: 0)
  /// Errors beyond a factor of e are taken for one.
  private static let farthest = 1.0

  init(level: Double, drift: Double) {
    self.level = level
    self.drift = drift
  }

  /// Learns from trials.
  init(_ trials: [Trial]) {
    let known = trials.filter { $0.error.isFinite && $0.variance.isFinite }
    guard !known.isEmpty else {
      self = .none
      return
    }
    let count = Double(known.count)
    var sums = (h: 0.0, hh: 0.0, y: 0.0, hy: 0.0)
    for trial in known {
      let error = max(-Self.farthest, min(Self.farthest, trial.error))
      let rest = error * error - trial.variance
      sums.h += trial.ahead
      sums.hh += trial.ahead * trial.ahead
      sums.y += rest
      sums.hy += trial.ahead * rest
    }
    let determinant = count * sums.hh - sums.h * sums.h
    if determinant > 0 {
      let level = (sums.hh * sums.y - sums.h * sums.hy) / determinant
      let drift = (count * sums.hy - sums.h * sums.y) / determinant
      if level >= 0, drift >= 0 {
        self.init(level: level, drift: drift)
        return
      }
    }
    // At the border one of them is 0: the other alone, whichever leaves less.
    let level = max(0, sums.y / count)
    let drift = sums.hh > 0 ? max(0, sums.hy / sums.hh) : 0
    let isLevel = sums.y * level >= sums.hy * drift
    self.init(level: isLevel ? level : 0, drift: isLevel ? 0 : drift)
  }

  /// The variance of the logarithm so many months ahead.
  func variance(ahead: Double) -> Double { level + drift * max(0, ahead) }

  /// Factors for each draw and period.
  func factors(draws: Int, ahead: [Double], seed: UInt64) -> [Double] {
    guard level > 0 || drift > 0 else {
      return [Double](repeating: 1, count: draws * ahead.count)
    }
    var factors: [Double] = []
    factors.reserveCapacity(draws * ahead.count)
    for draw in 0..<draws {
      var stream = RandomStream(seed: seed, stream: UInt64(draw))
      var walk = 0.0
      var before = 0.0
      for months in ahead {
        walk += (drift * max(0, months - before)).squareRoot() * stream.normal()
        before = months
        let own = level.squareRoot() * stream.normal()
        factors.append(exp(walk + own - variance(ahead: months) / 2))
      }
    }
    return factors
  }
}
