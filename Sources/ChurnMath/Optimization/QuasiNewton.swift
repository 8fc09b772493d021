internal import Glibc

/// Minimises a smooth function of a few variables, given its gradient: BFGS with a Wolfe line search.
///
/// - SeeAlso: Nocedal & Wright, Numerical Optimization, 2nd ed., algorithms 6.1, 3.5 and 3.6.
package struct QuasiNewton: Sendable {
  /// The largest entry of the gradient at which a point counts as the minimum.
  package var tolerance: Double
  /// The most steps.
  package var maxIterations: Int
  /// The longest change of one variable in a step.
  package var longestStep: Double

  /// Creates the recipe.
  package init(tolerance: Double = 1e-9, maxIterations: Int = 200, longestStep: Double = 3) {
    self.tolerance = tolerance
    self.maxIterations = maxIterations
    self.longestStep = longestStep
  }

  /// A function's value and gradient at a point.
  package typealias Slope = (value: Double, gradient: [Double])

  /// Where a search ended.
  package struct Minimum: Sendable, Equatable {
    /// The point.
    package let point: [Double]
    /// The function there.
    package let value: Double
    /// Its gradient there.
    package let gradient: [Double]
    /// How many steps it took.
    package let iterations: Int
    /// Whether the gradient is small enough.
    package let isConverged: Bool

    /// The largest entry of the gradient.
    package var gradientNorm: Double { gradient.reduce(0) { max($0, abs($1)) } }
  }

  /// Searches from `start`, on until the gradient is small, no step helps, or `stops` says so.
  ///
  /// - Parameters:
  ///   - start: Where to begin; the function must be finite there.
  ///   - inverse: An estimate of the inverse of the second derivative, row by row; nil when unknown.
  ///   - stops: Asked at each new point; `true` ends the search.
  ///   - function: Value and gradient; a value that is not finite is taken for too high.
  /// - Returns: The last point; `isConverged` says whether it is a minimum.
  package func minimise(
    from start: [Double], inverse: [Double]? = nil, stops: ([Double]) -> Bool = { _ in false },
    _ function: ([Double]) -> Slope
  ) -> Minimum {
    let n = start.count
    var point = start
    var here = function(point)
    var inverse = inverse
    var iterations = 0
    func norm(_ gradient: [Double]) -> Double {
      gradient.reduce(0) { $1.isNaN ? .nan : max($0, abs($1)) }
    }
    while iterations < maxIterations, !(norm(here.gradient) <= tolerance), !stops(point) {
      guard here.value.isFinite, norm(here.gradient).isFinite else { break }
      var direction = here.gradient.map { -$0 }
      if let inverse {
        direction = (0..<n).map { i in
          -(0..<n).reduce(0.0) { $0 + inverse[i * n + $1] * here.gradient[$1] }
        }
        if !(dot(direction, here.gradient) < 0) { direction = here.gradient.map { -$0 } }
      }
      let longest = norm(direction)
      // Without a second derivative, a step of a fifth is a fair first guess.
      let scale = inverse == nil ? 0.2 / longest : min(1, longestStep / longest)
      direction = direction.map { $0 * scale }
      guard let step = lineSearch(from: point, here, along: direction, function) else {
        guard inverse != nil else { break }
        // The estimate of the second derivative has gone bad: begin it anew.
        inverse = nil
        iterations += 1
        continue
      }
      let s = direction.map { $0 * step.length }
      let y = (0..<n).map { step.slope.gradient[$0] - here.gradient[$0] }
      inverse = updated(inverse, s, y)
      point = (0..<n).map { point[$0] + s[$0] }
      here = step.slope
      iterations += 1
    }
    return Minimum(
      point: point, value: here.value, gradient: here.gradient, iterations: iterations,
      isConverged: norm(here.gradient) <= tolerance)
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The BFGS update of the inverse second derivative; unchanged where the curvature is not positive.
  private func updated(_ inverse: [Double]?, _ s: [Double], _ y: [Double]) -> [Double]? {
    let n = s.count
    let curvature = dot(s, y)
    guard curvature > 1e-14 * (dot(s, s) * dot(y, y)).squareRoot() else { return inverse }
    var h = inverse ?? [Double](repeating: 0, count: n * n)
    if inverse == nil {
      for i in 0..<n { h[i * n + i] = curvature / dot(y, y) }
    }
    let hy = (0..<n).map { i in (0..<n).reduce(0.0) { $0 + h[i * n + $1] * y[$1] } }
    let factor = (1 + dot(y, hy) / curvature) / curvature
    for i in 0..<n {
      for j in 0..<n {
        h[i * n + j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / curvature
      }
    }
    return h
  }

  /// A step length at which the function has fallen and its slope flattened enough; nil if none.
  private func lineSearch(
    from point: [Double], _ here: Slope, along direction: [Double],
    _ function: ([Double]) -> Slope
  ) -> (length: Double, slope: Slope)? {
    let fall = dot(here.gradient, direction)
    var low = 0.0
    var high = Double.infinity
    var length = 1.0
    var best: (length: Double, slope: Slope)?
    for _ in 0..<40 {
      let there = function(zip(point, direction).map { $0 + length * $1 })
      let slope = dot(there.gradient, direction)
      if !(there.value <= here.value + 1e-4 * length * fall) || !slope.isFinite {
        high = length
        // The parabola through both values and the first slope.
        let rise = there.value - here.value - length * fall
        let guess = rise.isFinite && rise > 0 && low == 0 ? -fall * length * length / (2 * rise) : 0
        length = min(max(guess, low + 0.1 * (high - low)), low + 0.5 * (high - low))
      } else {
        if best.map({ there.value <= $0.slope.value }) ?? true { best = (length, there) }
        if slope < 0.9 * fall {
          low = length
          length = high.isFinite ? (low + high) / 2 : 2 * length
          if length > 4 { break }
        } else {
          return (length, there)
        }
      }
      if high - low < 1e-12 { break }
    }
    return best
  }
}
