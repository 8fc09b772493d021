/// The step to the minimum of a quadratic model plus an L1 penalty.
enum ProximalStep {
  /// *argmin over d of gᵀd + ½ dᵀH d + λ₁ ‖β + d‖₁*, by coordinate descent; the last coordinate (the
  /// intercept) is free.
  ///
  /// - Parameters:
  ///   - hessian: *H*, column-major, lower triangle; order *p* + 1.
  ///   - gradient: *g*; length *p* + 1.
  ///   - point: *β*; length *p* + 1.
  ///   - l1: λ₁.
  ///   - tolerance: Sweeps end when no coordinate moved its slope by more, in units of `scales`.
  ///   - scales: The unit of each column.
  /// - Returns: *d*; length *p* + 1.
  static func minimise(
    hessian: [Double], gradient: [Double], point: [Double], l1: Double, tolerance: Double,
    scales: [Double]
  ) -> [Double] {
    let order = point.count
    var full = hessian
    for j in 0..<order {
      for i in 0..<j { full[j * order + i] = hessian[i * order + j] }
    }
    var step = [Double](repeating: 0, count: order)
    var slopes = gradient
    for _ in 0..<2_000 {
      var largest = 0.0
      for j in 0..<order {
        let curvature = full[j * order + j]
        guard curvature > 0 else { continue }
        let old = point[j] + step[j]
        let free = old - slopes[j] / curvature
        let threshold = j == order - 1 ? 0 : l1 / curvature
        let new = free > threshold ? free - threshold : free < -threshold ? free + threshold : 0
        let move = new - old
        guard move != 0 else { continue }
        step[j] = new == 0 ? -point[j] : step[j] + move
        largest = max(largest, abs(move) * curvature / scales[j])
        for i in 0..<order { slopes[i] += move * full[j * order + i] }
      }
      if largest <= tolerance { break }
    }
    return step
  }
}
