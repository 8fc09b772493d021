public import ChurnMath
internal import Glibc

/// Estimates what customers spend a purchase: the Gamma-Gamma model, by maximum likelihood.
///
///     let spend = try GammaGamma().fit(summaries, threads: 2)
///     spend.expectedSpend(summaries[0])
///
/// A customer's purchases are Γ(p, ν) around his own mean *p/ν*, and ν is Γ(q, v) over customers.
/// Learned from customers with a repeat purchase and a positive mean spend; the others are counted as
/// left out. It takes for granted that spend does not go with frequency, which
/// `Model.frequencyCorrelation` checks.
///
/// - SeeAlso: Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value"; Colombo & Jiang
///   (1999), doi:10.1002/(SICI)1520-6653(199922)13:3<2::AID-DIR1>3.0.CO;2-H.
public struct GammaGamma: Sendable, Equatable {
  /// Customers on whom every start is tried, where there are twice as many.
  static let mostTried = 20_000

  /// Creates the recipe; it has no settings.
  public init() {}

  /// Estimates the parameters.
  ///
  /// - Parameters:
  ///   - customers: Summaries with `meanSpend`.
  ///   - weights: How often each counts, not negative; nil = once.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Returns: The fitted model.
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.invalidWeight`, `.invalidPurchases`,
  ///   `.tooFewRows`, `.noRepeatBuyers`, `.unboundedParameter`, `.notConverged`.
  public func fit(
    _ customers: [PurchaseSummary], weights: [Double]? = nil, threads: Int = 1
  ) throws(FitError) -> Model {
    try fit(customers, weights: weights, start: nil, threads: threads)
  }

  /// Estimates the parameters, beginning at known ones if there are any.
  func fit(
    _ customers: [PurchaseSummary], weights: [Double]?, start: Model?, threads: Int = 1
  ) throws(FitError) -> Model {
    let groups = try SpendGroups(customers, weights: weights)
    let likelihood = SpendLikelihood(groups: groups, threads: threads)
    let search = QuasiNewton(tolerance: 1e-8)
    let units = [0, 0, log(groups.meanSpend)]
    func unbounded(_ point: [Double]) -> Int? {
      point.indices.first { !(abs(point[$0] - units[$0]) < 13) }
    }
    // The mean of the base is p v / (q − 1).
    var starts = [(6.0, 4.0), (1.0, 2.0), (2.0, 10.0)].map { p, q in
      [log(p), log(q), log(groups.meanSpend * (q - 1) / p)]
    }
    var inverse: [Double]?
    if let start {
      starts = [[log(start.p), log(start.q), log(start.v)]]
    } else if groups.spends.count >= 2 * Self.mostTried {
      // Which start is best shows on a part of a large base, from whose peak all are then fitted.
      let part = SpendLikelihood(groups: groups.thinned(to: Self.mostTried), threads: threads)
      let peaks = starts.map { start in
        search.minimise(from: start, stops: { unbounded($0) != nil }) { part.slope(at: $0) }
      }
      let known = peaks.filter { unbounded($0.point) == nil && $0.value.isFinite }
      if let best = known.min(by: { $0.value < $1.value }) {
        starts = [best.point]
        // Without its curvature the first step would lead away from the peak again.
        inverse = Curvature.inverse(
          Curvature.matrix(at: best.point) { part.slope(at: $0).gradient }, order: 3)
      }
    }
    let minima = starts.map { start in
      search.minimise(from: start, inverse: inverse, stops: { unbounded($0) != nil }) {
        likelihood.slope(at: $0)
      }
    }
    let found = minima.dropFirst().reduce(minima[0]) { best, next in
      next.value < best.value || best.value.isNaN ? next : best
    }
    if let place = unbounded(found.point) {
      throw .unboundedParameter(
        name: Model.names[place], value: exp(found.point[place]),
        grows: found.point[place] > units[place])
    }
    let end = try LikelihoodPeak(found, tolerance: search.tolerance, rows: groups.customers) {
      likelihood.slope(at: $0)
    }
    return Model(
      p: end.values[0], q: end.values[1], v: end.values[2], standardErrors: end.standardErrors,
      covariance: end.covariance, logLikelihood: end.logLikelihood, customers: groups.customers,
      leftOut: groups.leftOut, frequencyCorrelation: groups.correlation)
  }
}
