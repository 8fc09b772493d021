internal import ChurnMath
internal import Glibc

/// The end of a maximum likelihood search over logarithms of parameters: last digits and curvature.
struct LikelihoodPeak {
  /// The parameters on their natural scale.
  let values: [Double]
  /// Their standard errors.
  let standardErrors: [Double]
  /// Their covariances, from the observed information, one row after the other.
  let covariance: [[Double]]
  /// The log-likelihood, summed over rows.
  let logLikelihood: Double
  /// The largest entry of the gradient of the mean log-likelihood.
  let gradientNorm: Double

  /// Takes Newton steps from where a search ended.
  ///
  /// - Parameters:
  ///   - found: The end of the search.
  ///   - tolerance: The gradient that counts as none.
  ///   - rows: What the mean was taken over.
  ///   - slope: Minus the mean log-likelihood and its gradient by the logarithms.
  /// - Throws: `FitError.notConverged` where the likelihood has no single peak.
  init(
    _ found: QuasiNewton.Minimum, tolerance: Double, rows: Double,
    slope: ([Double]) -> QuasiNewton.Slope
  ) throws(FitError) {
    var point = found.point
    var here: QuasiNewton.Slope = (found.value, found.gradient)
    var norm = found.gradientNorm
    let n = point.count
    let curvature = Curvature.matrix(at: point) { slope($0).gradient }
    guard let inverse = Curvature.inverse(curvature, order: n) else {
      throw .notConverged(iterations: found.iterations, gradientNorm: norm, tolerance: tolerance)
    }
    for _ in 0..<4 {
      let next = (0..<n).map { i in
        point[i] - (0..<n).reduce(0.0) { $0 + inverse[i * n + $1] * here.gradient[$1] }
      }
      let there = slope(next)
      let nextNorm = there.gradient.reduce(0) { max($0, abs($1)) }
      guard nextNorm < norm else { break }
      (point, here, norm) = (next, there, nextNorm)
    }
    guard norm <= 100 * tolerance else {
      throw .notConverged(iterations: found.iterations, gradientNorm: norm, tolerance: tolerance)
    }
    let values = point.map { exp($0) }
    // With no gradient left, the natural scale's information is the logarithms' by the chain rule.
    let covariance = (0..<n).map { i in
      (0..<n).map { j in inverse[i * n + j] / rows * values[i] * values[j] }
    }
    self.values = values
    self.covariance = covariance
    standardErrors = (0..<n).map { covariance[$0][$0].squareRoot() }
    logLikelihood = -here.value * rows
    gradientNorm = norm
  }
}
