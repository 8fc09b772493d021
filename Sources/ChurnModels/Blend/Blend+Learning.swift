extension Blend {
  /// The mixture with the smallest log loss on rows that no member was fitted to.
  ///
  /// Logistic regression on the members' log-odds with weights of at least 0, each pulled towards an
  /// equal share of the whole as `pull` rows would: of members that say the same, none takes all.
  ///
  /// - Parameters:
  ///   - logOdds: What each member says of each row; *k* × *n*, finite.
  ///   - labels: Length *n*; `true` = churned.
  /// - Returns: A weight for each member and the intercept.
  /// - Throws: `FitError.noRows` without members, `.lengthMismatch`, `.invalidScore`, `.singleClass`,
  ///   `.tooFewRows` under two, `.inconsistentModel` where sums overflow.
  /// - Complexity: O(*n* *k*²) a step, about ten steps.
  public static func learned(
    from logOdds: [[Double]], labels: [Bool]
  ) throws(FitError) -> Mixture {
    guard !logOdds.isEmpty else { throw .noRows }
    for member in logOdds { try checkCalibratable(member, labels: labels, weights: nil) }
    var problem = StackingProblem(logOdds: logOdds, labels: labels)
    problem.solve()
    guard let mixture = Mixture(weights: problem.weights, intercept: problem.intercept) else {
      throw .inconsistentModel(reason: "the weights of the blend came out as no numbers")
    }
    return mixture
  }
}

/// Newton steps of a logistic regression whose weights may not be negative.
private struct StackingProblem {
  let logOdds: [[Double]]
  let labels: [Bool]
  private(set) var weights: [Double]
  private(set) var intercept = 0.0

  private static let mostSteps = 100
  /// Rows' worth of pull towards equal weights.
  private static let pull = 5.0

  private var share: Double { 1 / Double(logOdds.count) }

  init(logOdds: [[Double]], labels: [Bool]) {
    self.logOdds = logOdds
    self.labels = labels
    weights = Array(repeating: 1 / Double(logOdds.count), count: logOdds.count)
  }

  mutating func solve() {
    var loss = loss(weights, intercept)
    for _ in 0..<Self.mostSteps {
      let (gradient, curvature) = derivatives()
      let step = self.step(gradient, curvature)
      guard step.allSatisfy(\.isFinite) else { return }
      var length = 1.0
      var isImproved = false
      while length > 1e-6 {
        let candidate = weights.indices.map { max(0, weights[$0] + length * step[$0]) }
        let level = intercept + length * step[weights.count]
        let trial = self.loss(candidate, level)
        if trial <= loss {
          isImproved = loss - trial > 1e-12 * max(1, abs(loss))
          (weights, intercept, loss) = (candidate, level, trial)
          break
        }
        length /= 2
      }
      if !isImproved { return }
    }
  }

  private func decision(_ row: Int, _ weights: [Double], _ intercept: Double) -> Double {
    var sum = intercept
    for (member, weight) in weights.enumerated() { sum += weight * logOdds[member][row] }
    return sum
  }

  private func loss(_ weights: [Double], _ intercept: Double) -> Double {
    var sum = 0.0
    for (row, label) in labels.enumerated() {
      sum += rowLoss(decision(row, weights, intercept), churned: label)
    }
    return weights.reduce(sum) { $0 + Self.pull / 2 * ($1 - share) * ($1 - share) }
  }

  /// Gradient and curvature of the loss, the intercept last.
  private func derivatives() -> (gradient: [Double], curvature: [[Double]]) {
    let size = weights.count + 1
    var gradient = [Double](repeating: 0, count: size)
    var curvature = Array(repeating: [Double](repeating: 0, count: size), count: size)
    for (row, label) in labels.enumerated() {
      let p = logistic(decision(row, weights, intercept))
      let residual = p - (label ? 1 : 0)
      let weight = p * (1 - p)
      for a in 0..<size {
        let left = a < weights.count ? logOdds[a][row] : 1
        gradient[a] += residual * left
        for b in 0...a {
          curvature[a][b] += weight * left * (b < weights.count ? logOdds[b][row] : 1)
        }
      }
    }
    for a in 0..<size {
      for b in 0..<a { curvature[b][a] = curvature[a][b] }
      if a < weights.count {
        gradient[a] += Self.pull * (weights[a] - share)
        curvature[a][a] += Self.pull
      } else {
        // Where all rows are certain nothing holds the intercept.
        curvature[a][a] += 1e-9 * Double(labels.count)
      }
    }
    return (gradient, curvature)
  }

  /// The step to the lowest point of the quadratic approximation with weights of at least 0, by
  /// descent along one coordinate after the other.
  private func step(_ gradient: [Double], _ curvature: [[Double]]) -> [Double] {
    var step = [Double](repeating: 0, count: gradient.count)
    for _ in 0..<1000 {
      var largest = 0.0
      for a in step.indices {
        var slope = gradient[a]
        for b in step.indices { slope += curvature[a][b] * step[b] }
        var next = step[a] - slope / curvature[a][a]
        if a < weights.count { next = max(next, -weights[a]) }
        largest = max(largest, abs(next - step[a]))
        step[a] = next
      }
      if !(largest > 1e-12) { break }
    }
    return step
  }
}
