public import ChurnMath
internal import Glibc

extension PurchaseModel.Kind {
  /// Estimates a model of this kind where its likelihood alone has no peak: with a weak prior.
  ///
  /// On small bases, and where customers hardly differ in how fast they buy or how soon they stop, the
  /// likelihood may rise for ever along a ridge on which predictions no longer change. The logarithm of
  /// each parameter over its unit is then taken for normal with mean 0 and standard deviation 3, which
  /// says no more than that it lies within a factor of some hundreds; the posterior has a peak.
  ///
  /// - Parameters:
  ///   - customers: One summary each.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Returns: The model at the peak; its errors and covariances are those of the posterior.
  /// - Throws: What `fit` throws, but `.unboundedParameter`.
  public func fitWithPrior(
    _ customers: [PurchaseSummary], threads: Int = 1
  ) throws(FitError) -> PurchaseModel {
    switch self {
    case .bgNBD: .bgNBD(try PurchaseFit(prior: 3, customers, threads: threads))
    case .mbgNBD: .mbgNBD(try PurchaseFit(prior: 3, customers, threads: threads))
    case .paretoNBD: .paretoNBD(try PurchaseFit(prior: 3, customers, threads: threads))
    }
  }
}

extension PurchaseFit where Law: FittableLaw {
  /// Estimates the parameters with a normal prior on their logarithms, of a standard deviation.
  fileprivate init(
    prior deviation: Double, _ summaries: [PurchaseSummary], threads: Int
  ) throws(FitError) {
    let groups = try PurchaseGroups(summaries, weights: nil)
    let likelihood = PurchaseLikelihood<Law>(groups: groups, threads: threads)
    let (rate, age) = groups.pace
    let units = Law.units(age: age).map { log($0) }
    let weight = 1 / (deviation * deviation * groups.customers)
    func slope(_ logs: [Double]) -> QuasiNewton.Slope {
      var (value, gradient) = likelihood.slope(at: logs)
      for place in logs.indices {
        let rest = logs[place] - units[place]
        value += weight * rest * rest / 2
        gradient[place] += weight * rest
      }
      return (value, gradient)
    }
    let search = QuasiNewton(tolerance: 1e-8)
    let minima = Law.starts(rate: rate, age: age).map { start in
      search.minimise(from: start.map { log($0) }, stops: { $0.contains { !(abs($0) < 40) } }) {
        slope($0)
      }
    }
    let found = minima.dropFirst().reduce(minima[0]) { best, next in
      next.value < best.value || best.value.isNaN ? next : best
    }
    let peak = try LikelihoodPeak(found, tolerance: search.tolerance, rows: groups.customers) {
      slope($0)
    }
    self.init(
      parameters: Law(values: peak.values), standardErrors: peak.standardErrors,
      covariance: peak.covariance,
      logLikelihood: -likelihood.slope(at: peak.values.map { log($0) }).value * groups.customers,
      customers: groups.customers, iterations: found.iterations, gradientNorm: peak.gradientNorm)
  }
}
