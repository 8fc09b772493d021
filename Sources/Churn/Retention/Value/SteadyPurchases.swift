internal import ChurnMath
internal import ChurnModels
internal import Glibc

/// Customers who never stop: what buy-till-you-die models become where the data show no dropout.
///
/// Orders are Poisson with rates Γ(r, α) over customers. A model with dropout runs into this one when
/// its chance to stop goes to zero: then its own parameters have no estimate, but this has. Whether
/// it is the maximum is told by the likelihood's slope at no dropout: it must not rise.
///
/// - SeeAlso: Ehrenberg (1959), doi:10.2307/2985810.
struct SteadyPurchases: Sendable, Equatable {
  /// Shape of the order rates.
  let r: Double
  /// Rate of the order rates.
  let alpha: Double
  /// The log-likelihood, comparable with that of models with dropout.
  let logLikelihood: Double

  /// What stands for a chance to stop of zero.
  private static let none = 1e-9

  /// Estimates the rates by maximum likelihood.
  ///
  /// - Throws: `FitError.notConverged`, also where customers do not differ in how often they buy.
  init(_ customers: [PurchaseSummary]) throws(FitError) {
    let count = Double(max(1, customers.count))
    let orders = customers.reduce(0) { $0 + $1.frequency }
    let time = customers.reduce(0) { $0 + $1.age }
    let search = QuasiNewton(tolerance: 1e-8)
    let found = search.minimise(
      from: [0, log(time / max(1, orders))], stops: { $0.contains { abs($0) > 15 } }
    ) { point in
      Self.slope(customers, r: exp(point[0]), alpha: exp(point[1]), count: count)
    }
    // Rounding may keep the last digits of the gradient from going away.
    guard found.gradientNorm <= 100 * search.tolerance else {
      throw .notConverged(
        iterations: found.iterations, gradientNorm: found.gradientNorm,
        tolerance: search.tolerance)
    }
    r = exp(found.point[0])
    alpha = exp(found.point[1])
    logLikelihood = -found.value * count
  }

  /// The mean negative log-likelihood and its slope by ln r and ln α.
  private static func slope(
    _ customers: [PurchaseSummary], r: Double, alpha: Double, count: Double
  ) -> QuasiNewton.Slope {
    var value = 0.0
    var byR = 0.0
    var byAlpha = 0.0
    let (start, turn) = (logGamma(r), digamma(r))
    for customer in customers {
      let x = customer.frequency
      let rest = log(alpha + customer.age)
      value += logGamma(r + x) - start + r * log(alpha) - (r + x) * rest
      byR += digamma(r + x) - turn + log(alpha) - rest
      byAlpha += r / alpha - (r + x) / (alpha + customer.age)
    }
    return (-value / count, [-byR * r / count, -byAlpha * alpha / count])
  }

  /// Whether the likelihood falls as soon as anybody may stop, as a kind of model has it.
  func isMaximum(_ customers: [PurchaseSummary], of kind: PurchaseModel.Kind) -> Bool {
    var slope = 0.0
    for customer in customers {
      let x = customer.frequency
      let shape = r + x
      let (seen, end) = (log(alpha + customer.recency), log(alpha + customer.age))
      let silence = exp(shape * (end - seen))
      switch kind {
      case .mbgNBD: slope += silence - (x + 1)
      case .bgNBD: slope += x > 0 ? silence - x : 0
      case .paretoNBD:
        let power = (shape - 1) * (end - seen)
        let time =
          abs(power) < 1e-12
          ? exp(end) * (end - seen) : exp(end) * expm1(power) / (shape - 1)
        slope += time - customer.age
      }
    }
    return slope <= 0
  }

  /// The same as a model of some kind, whose chance to stop is next to nothing.
  func model(_ kind: PurchaseModel.Kind, customers: Double) -> PurchaseModel {
    func fit<Law>(_ law: Law) -> PurchaseFit<Law> {
      PurchaseFit(
        parameters: law, standardErrors: [Double](repeating: .nan, count: 4), covariance: [],
        logLikelihood: logLikelihood, customers: customers, iterations: 0, gradientNorm: 0)
    }
    return switch kind {
    case .mbgNBD: .mbgNBD(fit(MBGNBDParameters(r: r, alpha: alpha, a: Self.none, b: 1)))
    case .bgNBD: .bgNBD(fit(BGNBDParameters(r: r, alpha: alpha, a: Self.none, b: 1)))
    case .paretoNBD:
      .paretoNBD(fit(ParetoNBDParameters(r: r, alpha: alpha, s: Self.none, beta: 1)))
    }
  }
}

extension PurchaseModel.Kind {
  /// Fits a model of this kind, or where its chance to stop goes to zero the one without dropout.
  ///
  /// - Returns: The model, and whether nobody is seen to stop.
  /// - Throws: What `fit` throws.
  func fitOrSteady(
    _ customers: [PurchaseSummary], threads: Int
  ) throws(FitError) -> (model: PurchaseModel, isSteady: Bool) {
    do {
      return (try fit(customers, threads: threads), false)
    } catch {
      guard Self.mayShowNoDropout(error), let steady = try? SteadyPurchases(customers),
        steady.isMaximum(customers, of: self)
      else { throw error }
      return (steady.model(self, customers: Double(customers.count)), true)
    }
  }

  /// Whether a fit may have failed because the chance to stop went to zero.
  private static func mayShowNoDropout(_ error: FitError) -> Bool {
    switch error {
    case .unboundedParameter(let name, _, _): ["a", "b", "s", "beta"].contains(name)
    // On the way to zero the likelihood may be too flat to find its end.
    case .notConverged: true
    default: false
    }
  }
}
