internal import ChurnMath

/// Newton's method on the log partial likelihood, with steps halved until it rises.
struct CoxNewton {
  let pass: CoxPass
  /// What half the squared coefficients are multiplied by.
  let penalty: Double
  let tolerance: Double
  let maxIterations: Int
  let names: [String]
  let threads: Int

  /// Where it stopped.
  struct Solution {
    var point: [Double]
    /// The sums at `point`, without the penalty.
    var sums: CoxSums
    /// The sums at zero.
    var null: CoxSums
    /// The inverse of the information, penalty included; column-major, *p*².
    var covariance: [Double]
    var iterations: Int
  }

  /// Shares of a column's information left by the columns before it under which it is none.
  private static let leastShare = 1e-11

  /// Finds the coefficients.
  ///
  /// - Throws: `FitError.collinear`, `.monotone`, `.notConverged`.
  func run() throws(FitError) -> Solution {
    let p = pass.rows.columns
    var point = [Double](repeating: 0, count: p)
    let null = pass.sums(at: point, threads: threads)
    var exits = 0.0
    for group in pass.rows.groups {
      for row in group.start..<group.leftEnd { exits += pass.rows.weights[row] }
    }
    if penalty == 0 { try checkIndependent(null, exits: exits) }
    var sums = null
    var lastLargest = Double.infinity
    var lastGain = Double.infinity
    var flatSteps = 0
    for iteration in 1...max(1, maxIterations) {
      let gradient = (0..<p).map { sums.gradient[$0] - penalty * point[$0] }
      guard let step = solve(sums, gradient) else {
        throw .monotone(feature: names[extreme(point)])
      }
      let largest = step.reduce(0) { max($0, abs($1)) }
      let reach = point.reduce(1) { max($0, abs($1)) }
      if largest <= tolerance * reach {
        for j in 0..<p { point[j] += step[j] }
        return Solution(
          point: point, sums: sums, null: null, covariance: inverse(sums), iterations: iteration)
      }
      // Towards a maximum steps shrink ever faster. Where the likelihood rises without end they stay
      // as long as they are, and what they gain falls by the same factor each time.
      let gain = zip(gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
      let isFlat = largest > 0.5 * lastLargest && gain < 0.7 * lastGain && gain < 1e-3 * exits
      flatSteps = isFlat ? flatSteps + 1 : 0
      if penalty == 0, flatSteps >= 5 { throw .monotone(feature: names[extreme(step)]) }
      lastLargest = largest
      lastGain = gain
      guard let next = improve(point, step, sums) else {
        // Only rounding is left to gain.
        guard largest > 1e-5 * reach else {
          return Solution(
            point: point, sums: sums, null: null, covariance: inverse(sums), iterations: iteration)
        }
        throw notConverged(iteration, sums, point)
      }
      (point, sums) = next
    }
    throw notConverged(maxIterations, sums, point)
  }

  /// The first of the points ever closer to the start whose penalised likelihood is not lower.
  private func improve(
    _ point: [Double], _ step: [Double], _ sums: CoxSums
  ) -> (point: [Double], sums: CoxSums)? {
    let before = objective(sums, point)
    let slack = 1e-13 * abs(before)
    var share = 1.0
    for _ in 0..<40 {
      let next = zip(point, step).map { $0 + share * $1 }
      let there = pass.sums(at: next, threads: threads)
      let value = objective(there, next)
      if value.isFinite, value >= before - slack,
        there.information.allSatisfy(\.isFinite), there.gradient.allSatisfy(\.isFinite)
      {
        return (next, there)
      }
      share /= 2
    }
    return nil
  }

  private func objective(_ sums: CoxSums, _ point: [Double]) -> Double {
    sums.logLikelihood - penalty / 2 * point.reduce(0) { $0 + $1 * $1 }
  }

  /// The information with the penalty.
  private func penalised(_ sums: CoxSums) -> [Double] {
    let p = pass.rows.columns
    var matrix = sums.information
    for j in 0..<p { matrix[j * p + j] += penalty }
    return matrix
  }

  private func solve(_ sums: CoxSums, _ gradient: [Double]) -> [Double]? {
    guard let factor = try? Cholesky(penalised(sums), order: pass.rows.columns),
      let step = try? factor.solve(gradient), step.allSatisfy(\.isFinite)
    else { return nil }
    return step
  }

  private func inverse(_ sums: CoxSums) -> [Double] {
    let p = pass.rows.columns
    let unknown = [Double](repeating: .nan, count: p * p)
    guard let factor = try? Cholesky(penalised(sums), order: p) else { return unknown }
    var result: [Double] = []
    for j in 0..<p {
      var unit = [Double](repeating: 0, count: p)
      unit[j] = 1
      guard let column = try? factor.solve(unit) else { return unknown }
      result += column
    }
    return result
  }

  /// Refuses columns about which the exits say nothing that the columns before do not say.
  private func checkIndependent(_ null: CoxSums, exits: Double) throws(FitError) {
    let p = pass.rows.columns
    var matrix = null.information
    let roots = (0..<p).map { max(0, matrix[$0 * p + $0]).squareRoot() }
    for j in 0..<p where !(roots[j] * roots[j] > 1e-13 * exits) {
      throw .collinear(feature: names[j])
    }
    for j in 0..<p {
      for i in j..<p { matrix[j * p + i] /= roots[i] * roots[j] }
    }
    do {
      let factor = try Cholesky(matrix, order: p)
      if let j = factor.diagonal.firstIndex(where: { $0 * $0 < Self.leastShare }) {
        throw FitError.collinear(feature: names[j])
      }
    } catch let error as FitError {
      throw error
    } catch let error as LinearError {
      if case .notPositiveDefinite(let pivot) = error, names.indices.contains(pivot) {
        throw .collinear(feature: names[pivot])
      }
      throw .collinear(feature: names[p - 1])
    } catch {
      throw .collinear(feature: names[p - 1])
    }
  }

  /// The place of the largest number by magnitude.
  private func extreme(_ values: [Double]) -> Int {
    values.indices.max { abs(values[$0]) < abs(values[$1]) } ?? 0
  }

  private func notConverged(_ iterations: Int, _ sums: CoxSums, _ point: [Double]) -> FitError {
    let norm = zip(sums.gradient, point).reduce(0) { max($0, abs($1.0 - penalty * $1.1)) }
    return .notConverged(iterations: iterations, gradientNorm: norm, tolerance: tolerance)
  }
}
