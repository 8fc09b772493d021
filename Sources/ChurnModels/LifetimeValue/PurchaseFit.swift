public import ChurnMath
internal import Glibc

/// A buy-till-you-die law with parameters estimated by maximum likelihood.
///
/// Customers with equal summaries are counted once, so neither the order of the rows nor the number
/// of threads changes a bit. The search runs over the logarithms of the parameters (BFGS with exact
/// gradients, from several starts; on large data these are compared on a part of it) and ends with
/// Newton steps. Standard errors come from the observed information on the natural scale.
public struct PurchaseFit<Law: PurchaseLaw>: Sendable, Equatable {
  /// The law with its estimated parameters.
  public let parameters: Law
  /// Standard errors of the parameters, in the order of `Law.names`.
  public let standardErrors: [Double]
  /// Covariances of the parameters, one row after the other.
  public let covariance: [[Double]]
  /// The log-likelihood, summed over customers, without terms that depend on the data only.
  public let logLikelihood: Double
  /// Customers, or the weight, it was learned from.
  public let customers: Double
  /// Steps that the search took from the best start.
  public let iterations: Int
  /// The largest derivative of the mean log-likelihood by the logarithm of a parameter, at the end.
  public let gradientNorm: Double

  /// Creates a fitted law from its parts, as one read back from a file.
  public init(
    parameters: Law, standardErrors: [Double], covariance: [[Double]], logLikelihood: Double,
    customers: Double, iterations: Int, gradientNorm: Double
  ) {
    self.parameters = parameters
    self.standardErrors = standardErrors
    self.covariance = covariance
    self.logLikelihood = logLikelihood
    self.customers = customers
    self.iterations = iterations
    self.gradientNorm = gradientNorm
  }

  /// The probability that a customer is still active at *T*.
  public func probabilityAlive(_ customer: PurchaseSummary) -> Double {
    parameters.probabilityAlive(customer)
  }

  /// Orders expected in (T, T + t], whether still active or not.
  public func expectedOrders(_ customer: PurchaseSummary, within time: Double) -> Double {
    parameters.expectedOrders(customer, within: time)
  }

  /// Repeat orders expected within `time` of the first order of somebody new.
  public func expectedOrdersOfNewcomer(within time: Double) -> Double {
    parameters.expectedOrdersOfNewcomer(within: time)
  }
}

extension PurchaseFit where Law: FittableLaw {
  /// Logarithms of parameters further than this from their unit count as infinite.
  static var farthest: Double { 13 }
  /// Groups from which on the starts are compared on a part of them.
  private static var many: Int { 8_192 }

  /// Estimates the parameters.
  ///
  /// - Parameters:
  ///   - summaries: One a customer.
  ///   - weights: How often each counts, not negative; nil = once.
  ///   - start: Where to begin the search, if it is known; else several starts are tried.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.invalidWeight`, `.invalidPurchases`,
  ///   `.noRepeatBuyers`, `.unboundedParameter`, `.notConverged`.
  /// - Complexity: O(customers × (log customers + evaluations)), about 30 evaluations.
  init(
    _ summaries: [PurchaseSummary], weights: [Double]? = nil, start: Law? = nil, threads: Int = 1
  ) throws(FitError) {
    let groups = try PurchaseGroups(summaries, weights: weights)
    let likelihood = PurchaseLikelihood<Law>(groups: groups, threads: threads)
    let (rate, age) = groups.pace
    let units = Law.units(age: age).map { log($0) }
    func leaves(_ point: [Double]) -> Bool { Self.unbounded(point, units) != nil }
    let search = QuasiNewton(tolerance: 1e-8)
    var starts = start.map { [$0.values] } ?? Law.starts(rate: rate, age: age)
    var inverse: [Double]?
    if starts.count > 1, groups.count > Self.many {
      let part = PurchaseLikelihood<Law>(
        groups: groups.thinned(stride: groups.count / (Self.many / 4)), threads: threads)
      let best = Self.best(of: starts, search, leaves, part)
      if !leaves(best.point) {
        starts = [best.point.map { exp($0) }]
        inverse = Curvature.inverse(
          Curvature.matrix(at: best.point) { part.slope(at: $0).gradient },
          order: best.point.count)
      }
    }
    let found = Self.best(of: starts, inverse: inverse, search, leaves, likelihood)
    if let place = Self.unbounded(found.point, units) {
      throw .unboundedParameter(
        name: Law.names[place], value: exp(found.point[place]),
        grows: found.point[place] > units[place])
    }
    let peak = try LikelihoodPeak(found, tolerance: search.tolerance, rows: groups.customers) {
      likelihood.slope(at: $0)
    }
    self.init(
      parameters: Law(values: peak.values), standardErrors: peak.standardErrors,
      covariance: peak.covariance, logLikelihood: peak.logLikelihood,
      customers: groups.customers, iterations: found.iterations, gradientNorm: peak.gradientNorm)
  }

  /// The first parameter that has left its range, if any.
  private static func unbounded(_ point: [Double], _ units: [Double]) -> Int? {
    point.indices.first { !(abs(point[$0] - units[$0]) < farthest) }
  }

  private static func best(
    of starts: [[Double]], inverse: [Double]? = nil, _ search: QuasiNewton,
    _ leaves: ([Double]) -> Bool, _ likelihood: PurchaseLikelihood<Law>
  ) -> QuasiNewton.Minimum {
    let minima = starts.map { start in
      search.minimise(from: start.map { log($0) }, inverse: inverse, stops: leaves) {
        likelihood.slope(at: $0)
      }
    }
    // The first of the lowest; one that is not a number is never it.
    return minima.dropFirst().reduce(minima[0]) { best, next in
      next.value < best.value || best.value.isNaN ? next : best
    }
  }
}
