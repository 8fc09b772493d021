internal import ChurnMath

/// One penalised log loss: its values, derivatives and optimality conditions.
///
/// Points are *p* + 1 numbers, the intercept last; matrices are column-major, lower triangle.
struct LogisticProblem: Sendable {
  let design: Matrix
  let penalty: Double
  /// λ α, the weight of the L1 part.
  let l1: Double
  /// λ (1 − α), the weight of the L2 part.
  let l2: Double
  let totalWeight: Double
  /// The share of churned rows, by weight.
  let rate: Double
  let threads: Int
  private let pass: LogisticPass
  private let names: [String]?

  init(
    design: Matrix, labels: [Bool], weights: [Double]?, penalty: Double, l1Ratio: Double,
    names: [String]?, threads: Int
  ) {
    self.design = design
    self.penalty = penalty
    l1 = penalty * l1Ratio
    l2 = penalty * (1 - l1Ratio)
    self.threads = threads
    self.names = names
    var total = 0.0
    var churned = 0.0
    for (row, label) in labels.enumerated() {
      let weight = weights?[row] ?? 1
      total += weight
      if label { churned += weight }
    }
    totalWeight = total
    rate = churned / total
    pass = LogisticPass(design: design, signs: labels.map { $0 ? 1 : -1 }, weights: weights)
  }

  /// The best point without any feature.
  var nullCoefficients: [Double] {
    var point = [Double](repeating: 0, count: design.columns + 1)
    let odds = rate / (1 - rate)
    if odds > 0, odds.isFinite { point[design.columns] = odds.logarithm }
    return point
  }

  func name(of column: Int) -> String {
    if column == design.columns { return "intercept" }
    guard let names, column < names.count else { return "column \(column)" }
    return names[column]
  }

  /// Raw sums over all rows, or over every `step`-th block.
  func sums(at point: [Double], gram: Bool, step: Int = 1) -> LogisticSums {
    pass.sums(at: point, gram: gram, step: step, threads: threads)
  }

  /// Penalty terms of the objective.
  func penaltyValue(at point: [Double]) -> Double {
    var value = 0.0
    for coefficient in point.dropLast() {
      value += l1 * abs(coefficient) + l2 / 2 * coefficient * coefficient
    }
    return value
  }

  /// The gradient of the smooth part, of the mean.
  func gradient(_ sums: LogisticSums, at point: [Double], weight: Double? = nil) -> [Double] {
    var gradient = sums.gradient.map { $0 / (weight ?? totalWeight) }
    for j in 0..<design.columns { gradient[j] += l2 * point[j] }
    return gradient
  }

  /// The second derivative of the smooth part, of the mean.
  func hessian(_ sums: LogisticSums, weight: Double? = nil) -> [Double] {
    let order = design.columns + 1
    var hessian = sums.gram.map { $0 / (weight ?? totalWeight) }
    for j in 0..<design.columns { hessian[j * order + j] += l2 }
    return hessian
  }

  /// The largest violation of the optimality conditions, in units of the columns.
  func violation(_ gradient: [Double], at point: [Double], scales: [Double]) -> Double {
    var largest = 0.0
    for (j, slope) in gradient.enumerated() {
      var size = abs(slope)
      if l1 > 0, j < design.columns {
        size = point[j] == 0 ? max(0, abs(slope) - l1) : abs(slope + (point[j] > 0 ? l1 : -l1))
      }
      size /= scales[j]
      if !(size <= largest) { largest = size }
    }
    return largest
  }

  /// The first cell that is not finite or whose square is not, for an error.
  func offendingCell() -> FitError {
    for j in 0..<design.columns {
      for i in 0..<design.rows where !(abs(design[i, j]) < 1e150) {
        return .notFinite(feature: name(of: j), row: i)
      }
    }
    return .notFinite(feature: name(of: 0), row: 0)
  }

  /// The factor of a second derivative whose rows and columns were brought to a unit diagonal.
  struct ScaledFactor: Sendable {
    let factor: Cholesky
    let roots: [Double]

    /// *H⁻¹ b*.
    func solve(_ b: [Double]) -> [Double]? {
      let scaled = zip(b, roots).map { $0 / $1 }
      guard let x = try? factor.solve(scaled) else { return nil }
      return zip(x, roots).map { $0 / $1 }
    }
  }

  /// Factors `hessian`, or says which column depends on the others.
  ///
  /// The intercept goes first, so that a constant column is found to depend on it and not the other
  /// way round. With a penalty a ridge is added until the factor exists: it only steers the steps.
  func factor(_ hessian: [Double]) -> (factor: ScaledFactor?, dependent: Int?) {
    let order = design.columns + 1
    let sequence = [order - 1] + Array(0..<(order - 1))
    var roots = sequence.map { hessian[$0 * order + $0].squareRoot() }
    for (k, root) in roots.enumerated() where !(root > 0 && root.isFinite) {
      if penalty == 0 { return (nil, sequence[k]) }
      roots[k] = 1
    }
    var scaled = [Double](repeating: 0, count: order * order)
    for (b, j) in sequence.enumerated() {
      for (a, i) in sequence.enumerated() where a >= b {
        let entry = i >= j ? hessian[j * order + i] : hessian[i * order + j]
        scaled[b * order + a] = entry / (roots[a] * roots[b])
      }
    }
    var ridge = 0.0
    for _ in 0..<12 {
      var attempt = scaled
      for k in 0..<order { attempt[k * order + k] += ridge }
      do {
        let factor = try Cholesky(attempt, order: order)
        let weak = factor.diagonal.firstIndex { $0 * $0 < 1e-13 }
        if let weak, penalty == 0 { return (nil, sequence[weak]) }
        // Back from the sequence with the intercept first.
        return (ScaledFactor(factor: factor, roots: roots), nil)
      } catch .notPositiveDefinite(let pivot) {
        if penalty == 0 { return (nil, sequence[min(pivot, order - 1)]) }
        ridge = ridge == 0 ? 1e-12 : ridge * 100
      } catch {
        return (nil, nil)
      }
    }
    return (nil, nil)
  }

  /// The Newton step *−H⁻¹ g* from a factor with the intercept first.
  func step(_ factor: ScaledFactor, _ gradient: [Double]) -> [Double]? {
    guard let last = gradient.last else { return nil }
    let right = [-last] + gradient.dropLast().map { -$0 }
    guard let x = factor.solve(right), x.allSatisfy(\.isFinite) else { return nil }
    return Array(x.dropFirst()) + [x[0]]
  }

  /// The diagonal of the inverse, the intercept last; infinite where it does not exist.
  func inverseDiagonal(of hessian: [Double]) -> [Double] {
    guard let scaled = factor(hessian).factor,
      let diagonal = try? scaled.factor.inverseDiagonal()
    else { return [Double](repeating: .infinity, count: design.columns + 1) }
    let inverse = zip(diagonal, scaled.roots).map { $0 / ($1 * $1) }
    return Array(inverse.dropFirst()) + [inverse[0]]
  }
}
