import ChurnMath
import ChurnModels
import Testing

@Suite struct LogisticSolverTests {
  @Test("The gradient of a naive loop vanishes at the solution")
  func solutionIsStationary() throws {
    let (matrix, labels) = simulatedSamples(rows: 700, columns: 9)
    let penalty = 0.01
    let solution = try LogisticSolver(penalty: penalty, tolerance: 1e-10)
      .solve(matrix, labels: labels)
    var gradient = [Double](repeating: 0, count: 10)
    for row in 0..<700 {
      var logOdds = solution.intercept
      for j in 0..<9 { logOdds += solution.coefficients[j] * matrix[row, j] }
      let residual = Calibrator.identity.calibrated(logOdds) - (labels[row] ? 1 : 0)
      for j in 0..<9 { gradient[j] += residual * matrix[row, j] / 700 }
      gradient[9] += residual / 700
    }
    for j in 0..<9 { gradient[j] += penalty * solution.coefficients[j] }
    #expect(gradient.allSatisfy { abs($0) < 1e-10 })
  }

  @Test("A large problem, which starts from a part of the rows, finds the same point")
  func coarseStartChangesNothing() throws {
    let (matrix, labels) = simulatedSamples(rows: 140_000, columns: 4)
    let solver = LogisticSolver(penalty: 1e-4, tolerance: 1e-11)
    let cold = try solver.solve(matrix, labels: labels)
    // A warm start skips the part, and this one begins at zero.
    let zero = LogisticSolver(penalty: 1e6).solveOrNil(matrix, labels)
    let warm = try solver.solve(matrix, labels: labels, start: zero)
    #expect(agree(cold.coefficients, warm.coefficients, within: 1e-9))
    #expect(cold.converged && warm.converged)
  }

  @Test("Rows sorted by label do not mislead the coarse start")
  func sortedRowsConverge() throws {
    let (matrix, labels) = simulatedSamples(rows: 140_000, columns: 4)
    let order = labels.indices.sorted { !labels[$0] && labels[$1] }
    let solver = LogisticSolver(penalty: 1e-4, tolerance: 1e-11)
    let sorted = try solver.solve(
      matrix.selecting(rows: order), labels: order.map { labels[$0] })
    let plain = try solver.solve(matrix, labels: labels)
    #expect(agree(sorted.coefficients, plain.coefficients, within: 1e-9))
  }

  @Test("One and two threads give the same bits", arguments: [0.0, 0.5])
  func threadsDoNotShow(ratio: Double) throws {
    let (matrix, labels) = simulatedSamples(rows: 140_000, columns: 5)
    let solver = LogisticSolver(penalty: 1e-3, l1Ratio: ratio)
    let one = try solver.solve(matrix, labels: labels, threads: 1)
    let two = try solver.solve(matrix, labels: labels, threads: 2)
    #expect(one == two)
  }

  @Test("A weight of three equals the row three times", arguments: [0.0, 1.0])
  func weightsAreRepetitions(ratio: Double) throws {
    let (matrix, labels) = simulatedSamples(rows: 300, columns: 4)
    let weights = labels.indices.map { Double($0 % 4) }
    let repeated = labels.indices.flatMap { Array(repeating: $0, count: $0 % 4) }
    let solver = LogisticSolver(penalty: 0.01, l1Ratio: ratio, tolerance: 1e-11)
    let weighted = try solver.solve(matrix, labels: labels, weights: weights)
    let plain = try solver.solve(
      matrix.selecting(rows: repeated), labels: repeated.map { labels[$0] })
    #expect(agree(weighted.coefficients, plain.coefficients, within: 1e-8))
    #expect(agree(weighted.standardErrors, plain.standardErrors, within: 1e-8))
    #expect(abs(weighted.logLikelihood - plain.logLikelihood) < 1e-8)
  }

  @Test("Wildly scaled columns give the same probabilities as tame ones")
  func scaleDoesNotMatter() throws {
    let (matrix, labels) = simulatedSamples(rows: 400, columns: 2)
    let scaled = Matrix(
      rows: 400,
      columns: [
        (0..<400).map { matrix[$0, 0] * 1e12 }, (0..<400).map { matrix[$0, 1] * 1e-12 },
      ])
    let tame = try LogisticSolver(tolerance: 1e-10).solve(matrix, labels: labels)
    let wild = try LogisticSolver(tolerance: 1e-10).solve(scaled, labels: labels)
    #expect(abs(wild.coefficients[0] * 1e12 - tame.coefficients[0]) < 1e-7)
    #expect(abs(wild.coefficients[1] * 1e-12 - tame.coefficients[1]) < 1e-7)
  }

  @Test("Constant and doubled columns are named without a penalty, shared with one")
  func collinearColumnsAreNamed() throws {
    let labels = [false, true, false, true]
    let doubled = Matrix(rows: 4, columns: [[1, 2, 3, 4], [1, 2, 3, 4]])
    #expect(throws: FitError.collinear(feature: "b")) {
      try LogisticSolver().solve(doubled, labels: labels, names: ["a", "b"])
    }
    let constant = Matrix(rows: 4, columns: [[1, 2, 3, 4], [5, 5, 5, 5]])
    #expect(throws: FitError.collinear(feature: "b")) {
      try LogisticSolver().solve(constant, labels: labels, names: ["a", "b"])
    }
    let shared = try LogisticSolver(penalty: 0.01).solve(doubled, labels: labels)
    #expect(abs(shared.coefficients[0] - shared.coefficients[1]) < 1e-6)
    let flat = try LogisticSolver(penalty: 0.01).solve(constant, labels: labels)
    #expect(abs(flat.coefficients[1]) < 1e-6)
  }

  @Test("A matrix without columns gives the base rate")
  func noColumnsGiveTheBaseRate() throws {
    let solution = try LogisticSolver().solve(
      Matrix(rows: 4, columns: []), labels: [true, false, false, false])
    // log(1/3) by hand.
    #expect(abs(solution.intercept - -1.0986122886681098) < 1e-9)
  }

  @Test func awkwardInputIsRefusedWithAReason() {
    let solver = LogisticSolver(penalty: 0.1)
    let matrix = Matrix(rows: 2, columns: [[1, 2]])
    #expect(throws: FitError.noRows) {
      try solver.solve(Matrix(rows: 0, columns: [[]]), labels: [])
    }
    #expect(throws: FitError.singleClass(churned: true, rows: 2)) {
      try solver.solve(matrix, labels: [true, true])
    }
    #expect(throws: FitError.singleClass(churned: true, rows: 1)) {
      try solver.solve(matrix, labels: [true, false], weights: [1, 0])
    }
    #expect(throws: FitError.invalidWeight(row: 1)) {
      try solver.solve(matrix, labels: [true, false], weights: [1, .nan])
    }
    #expect(throws: FitError.lengthMismatch(rows: 2, labels: 1)) {
      try solver.solve(matrix, labels: [true])
    }
    for bad in [Double.nan, .infinity, 1e300] {
      #expect(throws: FitError.notFinite(feature: "x", row: 1)) {
        try solver.solve(
          Matrix(rows: 3, columns: [[1, bad, 2]]), labels: [true, false, true], names: ["x"])
      }
    }
    #expect(throws: FitError.tooManyColumns(columns: 5_001, most: 5_000)) {
      try solver.solve(
        Matrix(rows: 1, columns: 5_001, values: [Double](repeating: 0, count: 5_001)),
        labels: [true])
    }
    #expect(throws: FitError.self) {
      try LogisticSolver(penalty: -1).solve(matrix, labels: [true, false])
    }
  }
}

extension LogisticSolver {
  /// The solution, or nil where there is none.
  func solveOrNil(_ matrix: Matrix, _ labels: [Bool]) -> LogisticSolution? {
    try? solve(matrix, labels: labels)
  }
}
