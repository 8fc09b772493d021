internal import Glibc

/// Nodes and weights of a Gauss-Legendre rule on [0, 1], exact for polynomials up to degree
/// 2 *count* − 1.
///
/// Newton's method on the Legendre polynomial, from Tricomi's estimate of its roots.
///
/// - SeeAlso: Golub and Welsch, Math. Comp. 23 (1969), doi:10.1090/S0025-5718-69-99647-1, for the
///   rule.
package struct GaussLegendre: Sendable, Equatable {
  /// Where to evaluate, ascending, all within (0, 1).
  package let nodes: [Double]
  /// What each value counts; they add up to 1.
  package let weights: [Double]

  /// The rule of `count` nodes; at least one.
  package init(count: Int) {
    let count = max(1, count)
    var nodes = [Double](repeating: 0, count: count)
    var weights = nodes
    for place in 0..<(count + 1) / 2 {
      var x = cos(.pi * (Double(place) + 0.75) / (Double(count) + 0.5))
      var slope = 1.0
      // Quadratic convergence: from this estimate four steps reach the last bit.
      for _ in 0..<8 {
        let (value, derivative) = Self.legendre(degree: count, at: x)
        slope = derivative
        let step = value / derivative
        x -= step
        if abs(step) < 1e-16 { break }
      }
      slope = Self.legendre(degree: count, at: x).derivative
      let weight = 1 / ((1 - x * x) * slope * slope)
      nodes[place] = (1 - x) / 2
      nodes[count - 1 - place] = (1 + x) / 2
      weights[place] = weight
      weights[count - 1 - place] = weight
    }
    self.nodes = nodes
    self.weights = weights
  }

  /// The Legendre polynomial of `degree` ≥ 1 and its derivative at `x` inside (−1, 1).
  private static func legendre(
    degree: Int, at x: Double
  ) -> (value: Double, derivative: Double) {
    var before = 1.0
    var value = x
    for k in stride(from: 2, through: degree, by: 1) {
      let factor = Double(k)
      (before, value) = (value, ((2 * factor - 1) * x * value - (factor - 1) * before) / factor)
    }
    return (value, Double(degree) * (before - x * value) / (1 - x * x))
  }
}
