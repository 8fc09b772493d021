/// The second derivative of a function of a few variables, from its gradient.
package enum Curvature {
  /// The matrix of second derivatives at a point, row by row, by central differences of the gradient.
  ///
  /// With gradients good to 1e-13 and variables of order one, a step of 1e-4 leaves an error of
  /// about 1e-8. Averaged with its transpose, so it is symmetric to the bit.
  package static func matrix(
    at point: [Double], step: Double = 1e-4, gradient: ([Double]) -> [Double]
  ) -> [Double] {
    let n = point.count
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      var ahead = point
      ahead[i] += step
      var behind = point
      behind[i] -= step
      let up = gradient(ahead)
      let down = gradient(behind)
      for j in 0..<n { matrix[i * n + j] = (up[j] - down[j]) / (ahead[i] - behind[i]) }
    }
    for i in 0..<n {
      for j in 0..<i {
        let mean = (matrix[i * n + j] + matrix[j * n + i]) / 2
        matrix[i * n + j] = mean
        matrix[j * n + i] = mean
      }
    }
    return matrix
  }

  /// The inverse of a symmetric positive definite matrix, row by row; nil when it is not.
  package static func inverse(_ matrix: [Double], order: Int) -> [Double]? {
    guard let factor = try? Cholesky(matrix, order: order) else { return nil }
    var inverse = [Double](repeating: 0, count: order * order)
    for i in 0..<order {
      var unit = [Double](repeating: 0, count: order)
      unit[i] = 1
      guard let column = try? factor.solve(unit) else { return nil }
      for j in 0..<order { inverse[j * order + i] = column[j] }
    }
    for i in 0..<order {
      for j in 0..<i {
        let mean = (inverse[i * order + j] + inverse[j * order + i]) / 2
        inverse[i * order + j] = mean
        inverse[j * order + i] = mean
      }
    }
    return inverse.allSatisfy(\.isFinite) ? inverse : nil
  }
}
