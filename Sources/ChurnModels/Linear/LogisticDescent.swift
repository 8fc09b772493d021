internal import ChurnMath

/// The way from a starting point to the optimum of a `LogisticProblem`.
struct LogisticDescent {
  private let problem: LogisticProblem
  private let tolerance: Double
  private let maxIterations: Int

  private(set) var point: [Double] = []
  private(set) var iterations = 0
  private(set) var violation = Double.infinity
  private(set) var meanLoss = Double.infinity
  private(set) var objective = Double.infinity
  private(set) var converged = false

  private var gradient: [Double] = []
  private var scales: [Double] = []
  /// Standard deviations of the columns, 1 for the intercept.
  private var spreads: [Double] = []
  private var hessian: [Double] = []
  private var factor: LogisticProblem.ScaledFactor?

  /// From so many rows on a sixteenth of the blocks is solved first.
  private static let coarseRows = 131_072
  private static let coarseStep = 16
  /// A step that shrinks the violation less than this asks for a new second derivative.
  private static let goodContraction = 0.1

  init(problem: LogisticProblem, tolerance: Double, maxIterations: Int) {
    self.problem = problem
    self.tolerance = tolerance
    self.maxIterations = maxIterations
  }

  /// Descends from `start`; `warm` says that it is better than nothing.
  mutating func run(from start: [Double], warm: Bool) throws(FitError) {
    let n = problem.design.rows
    let p = problem.design.columns
    point = start
    let isLarge = n >= Self.coarseRows && n / Self.coarseStep >= 40 * (p + 1) && problem.l1 == 0
    if isLarge, !warm, problem.penalty > 0 { startCoarsely() }
    try evaluate(gram: factor == nil)
    if !objective.isFinite || !violation.isFinite, factor != nil || warm {
      // The head start led astray: begin at the model without features.
      factor = nil
      point = problem.nullCoefficients
      try evaluate(gram: true)
    }
    guard objective.isFinite, violation.isFinite else { throw problem.offendingCell() }
    try descend()
  }

  private mutating func descend() throws(FitError) {
    var wasPoor = isFresh
    var isStuck = false
    while true {
      let isDone = violation <= tolerance
      if isDone, problem.penalty > 0 { break }
      if iterations >= maxIterations { break }
      if hessian.isEmpty { try evaluate(gram: true) }
      guard let step = try newStep() else { break }
      // Without a penalty a small gradient is not enough: where classes are separated it vanishes
      // while the coefficients keep growing.
      if isDone, isSmall(step) { break }
      let before = violation
      guard try advance(along: step, gram: wasPoor || problem.l1 > 0) else {
        if wasPoor {
          isStuck = true
          break
        }
        // The kept second derivative leads nowhere: renew it at this point.
        drop()
        wasPoor = true
        continue
      }
      iterations += 1
      wasPoor = violation > Self.goodContraction * before
      if wasPoor, problem.l1 == 0, !isFresh { drop() }
    }
    // At the floor of rounding no step lowers the objective any more.
    converged = violation <= tolerance || (isStuck && violation <= max(100 * tolerance, 1e-9))
    try checkSeparation()
  }

  /// Whether the second derivative at hand belongs to the present point.
  private var isFresh = false

  private mutating func drop() {
    hessian = []
    factor = nil
  }

  private func isSmall(_ step: [Double]) -> Bool {
    zip(step, point).enumerated().allSatisfy { j, pair in
      abs(pair.0) * scales[j] <= 1e-5 * (1 + abs(pair.1) * scales[j])
    }
  }

  /// Sums at `point`; with `gram` also renews the second derivative.
  private mutating func evaluate(gram: Bool) throws(FitError) {
    let sums = problem.sums(at: point, gram: gram)
    meanLoss = sums.loss / problem.totalWeight
    objective = meanLoss + problem.penaltyValue(at: point)
    if gram { try take(hessian: problem.hessian(sums), raw: sums) }
    gradient = problem.gradient(sums, at: point)
    violation = problem.violation(gradient, at: point, scales: scales)
    isFresh = gram
  }

  private mutating func take(hessian new: [Double], raw: LogisticSums) throws(FitError) {
    let order = problem.design.columns + 1
    if scales.isEmpty {
      let total = raw.gram[order * order - 1]
      scales = (0..<order).map { j in
        let square = raw.gram[j * order + j] / total
        return square > 0 && square.isFinite ? square.squareRoot() : 1
      }
      spreads = (0..<order).map { j in
        guard j < order - 1 else { return 0 }
        let mean = raw.gram[j * order + order - 1] / total
        return max(0, raw.gram[j * order + j] / total - mean * mean).squareRoot()
      }
    }
    hessian = new
    guard new.allSatisfy(\.isFinite) else {
      if objective.isFinite { throw problem.offendingCell() }
      return
    }
    guard problem.l1 == 0 else { return }
    let (factor, dependent) = problem.factor(new)
    self.factor = factor
    if let dependent, factor == nil {
      // Independent at the start and dependent later: the rows between the classes ran out.
      throw iterations == 0
        ? .collinear(feature: problem.name(of: dependent))
        : .separated(feature: separatingFeature)
    }
  }

  private func newStep() throws(FitError) -> [Double]? {
    if problem.l1 > 0 {
      return ProximalStep.minimise(
        hessian: hessian, gradient: gradient, point: point, l1: problem.l1,
        tolerance: min(1e-3 * violation, 0.1 * tolerance), scales: scales)
    }
    guard let factor else { return nil }
    return problem.step(factor, gradient)
  }

  /// Moves along `step`, halved until the objective falls; false if it never does.
  private mutating func advance(along step: [Double], gram: Bool) throws(FitError) -> Bool {
    let old = self
    var length = 1.0
    for _ in 0..<40 {
      point = zip(old.point, step).map { $0 + length * $1 }
      let sums = evaluateQuietly(gram: gram)
      let slack = 1e-14 * (1 + abs(old.objective))
      if objective < old.objective
        || (objective <= old.objective + slack && violation < old.violation)
      {
        if gram, violation > tolerance || problem.penalty == 0 {
          try take(hessian: problem.hessian(sums), raw: sums)
          isFresh = true
        }
        return true
      }
      length /= 2
    }
    self = old
    return false
  }

  /// Like `evaluate`, but a point beyond the numbers is only a bad point.
  private mutating func evaluateQuietly(gram: Bool) -> LogisticSums {
    let sums = problem.sums(at: point, gram: gram)
    isFresh = false
    meanLoss = sums.loss / problem.totalWeight
    objective = meanLoss + problem.penaltyValue(at: point)
    guard objective.isFinite else {
      objective = .infinity
      return sums
    }
    gradient = problem.gradient(sums, at: point)
    violation = problem.violation(gradient, at: point, scales: scales)
    return sums
  }

  /// Solves the problem of every sixteenth block for a starting point and a second derivative.
  private mutating func startCoarsely() {
    let beginning = point
    let step = Self.coarseStep
    var lastObjective = Double.infinity
    for _ in 0..<12 {
      let sums = problem.sums(at: point, gram: true, step: step)
      // The share of the weight the blocks hold is near enough for a starting point.
      let weight = problem.totalWeight / Double(step)
      let value = sums.loss / weight + problem.penaltyValue(at: point)
      let hessian = problem.hessian(sums, weight: weight)
      guard value.isFinite, value <= lastObjective, hessian.allSatisfy(\.isFinite) else { break }
      lastObjective = value
      if scales.isEmpty {
        let order = problem.design.columns + 1
        let total = sums.gram[order * order - 1]
        scales = (0..<order).map { j in
          let square = sums.gram[j * order + j] / total
          return square > 0 && square.isFinite ? square.squareRoot() : 1
        }
        spreads = scales
      }
      self.hessian = hessian
      factor = problem.factor(hessian).factor
      let slope = problem.gradient(sums, at: point, weight: weight)
      guard problem.violation(slope, at: point, scales: scales) > 1e-4, let factor,
        let move = problem.step(factor, slope)
      else { return }
      point = zip(point, move).map { $0 + $1 }
    }
    point = beginning
    drop()
    scales = []
  }

  /// Throws when the coefficients were still growing although the gradient is small.
  private func checkSeparation() throws(FitError) {
    guard problem.penalty == 0, iterations > 0 else { return }
    guard let factor, let step = problem.step(factor, gradient) else { return }
    let furthest = zip(step, scales).map { abs($0 * $1) }.max() ?? 0
    if furthest > 0.1, meanLoss < 0.69 { throw .separated(feature: separatingFeature) }
  }

  /// The feature whose coefficient has moved the margins most.
  private var separatingFeature: String {
    let p = problem.design.columns
    let pushes = (0..<p).map { abs(point[$0]) * spreads[$0] }
    let largest = pushes.indices.max { pushes[$0] < pushes[$1] } ?? 0
    return problem.name(of: largest)
  }
}
