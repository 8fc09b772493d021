public import ChurnMath
internal import Glibc

/// Estimates Pareto/NBD by maximum likelihood: customers may stop at any moment, unseen.
///
///     let model = try ParetoNBD().fit(summaries, threads: 2)
///     model.probabilityAlive(summaries[0])
///
/// See `PurchaseFit` for how it is fitted and `ParetoNBDParameters` for the law. The likelihood is
/// often flat in *s* and β: their standard errors say how flat.
///
/// - SeeAlso: Schmittlein, Morrison & Colombo (1987), doi:10.1287/mnsc.33.1.1.
public struct ParetoNBD: Sendable, Equatable {
  /// A fitted Pareto/NBD.
  public typealias Model = PurchaseFit<ParetoNBDParameters>

  /// Creates the recipe; it has no settings.
  public init() {}

  /// Estimates the parameters; see `PurchaseFit.init(_:weights:start:threads:)`.
  public func fit(
    _ customers: [PurchaseSummary], weights: [Double]? = nil, threads: Int = 1
  ) throws(FitError) -> Model {
    try Model(customers, weights: weights, threads: threads)
  }
}

extension ParetoNBDParameters: FittableLaw {
  static func tables(_ p: SIMD4<Double>, levels: [Double]) -> RisingFactorials {
    RisingFactorials(p.x, at: levels)
  }

  /// Active to the end, or stopped at some time since the last order: the sum of two likelihoods.
  static func add(
    _ p: SIMD4<Double>, _ tables: RisingFactorials, level: Int, _ groups: PurchaseGroups,
    _ range: Range<Int>, to sum: inout LikelihoodSum
  ) {
    let (r, alpha, s, beta) = (p.x, p.y, p.z, p.w)
    let shape = r + groups.levels[level]
    let front = tables.logs[level] + r * log(alpha) + s * log(beta)
    for group in range {
      let count = groups.counts[group]
      let age = groups.ages[group]
      let integral = DeathIntegral(
        shape: shape, alpha: alpha, s: s, beta: beta, from: groups.recencies[group], to: age)
      let logAlpha = log(alpha + age)
      let logBeta = log(beta + age)
      let active = -shape * logAlpha - s * logBeta
      let odds = integral.log - active
      let stopped = odds > 0 ? 1 / (1 + exp(-odds)) : exp(odds) / (1 + exp(odds))
      let stays = 1 - stopped
      sum.value += count * (front + active + softplus(odds))
      let byR =
        tables.slopes[level] + log(alpha) - stays * logAlpha - stopped * integral.meanLogAlpha
      let byAlpha =
        r / alpha - shape * (stays / (alpha + age) + stopped * integral.meanInverseAlpha)
      let byS = log(beta) - stays * logBeta + stopped * (1 / s - integral.meanLogBeta)
      let byBeta =
        s / beta - stays * s / (beta + age) - stopped * (s + 1) * integral.meanInverseBeta
      sum.gradient += count * SIMD4(byR, byAlpha, byS, byBeta)
    }
  }

  static func starts(rate: Double, age: Double) -> [[Double]] {
    [[0.5, 0.5, 0.5], [1.5, 1, 3], [0.8, 0.2, 0.2]].map { start in
      [start[0], start[0] / (1.5 * rate), start[1], start[2] * age]
    }
  }

  static func units(age: Double) -> [Double] { [1, age, 1, age] }
}
