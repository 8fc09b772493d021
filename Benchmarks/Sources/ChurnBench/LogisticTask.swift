import ChurnMath
import ChurnModels
import Foundation

/// L2 logistic regression on the standardised table, the intercept free, λ = 1/n of the mean loss.
struct LogisticTask {
  let prefix: String
  let size: String
  let repetitions: Int
  let threads: Int

  func run() throws(BenchError) -> Measurement {
    let table = try NumpyArray(path: prefix + ".X.npy")
    let labels = try NumpyArray(path: prefix + ".y.npy").values.map { $0 == 1 }
    guard table.shape.count == 2, table.shape[0] == labels.count, table.shape[0] > 0 else {
      throw .notAnArray(path: prefix + ".X.npy", reason: "its rows are not those of the labels")
    }
    let rows = table.shape[0]
    let columns = table.shape[1]
    let standardised = mapIndices(columns, threads: threads) { column in
      Self.standardised((0..<rows).map { table.values[$0 * columns + column] })
    }
    let design = Matrix(rows: rows, columns: standardised)
    let penalty = 1 / Double(rows)
    let solver = LogisticSolver(penalty: penalty, tolerance: 1e-6, standardErrors: false)
    do {
      let (timing, solution) = try Timing.measure(repetitions: repetitions) {
        try solver.solve(design, labels: labels, threads: threads)
      }
      let check = Self.gradient(
        of: design, labels, coefficients: solution.coefficients, intercept: solution.intercept,
        penalty: penalty)
      return Measurement(
        task: "logreg-l2",
        parameters: [
          ("l2", .number(penalty)), ("tol", .text("max |gradient| <= 1e-6")),
          ("threads", .whole(threads)), ("dtype", .text("float64")),
        ],
        size: .text(size), timing: timing,
        metric: [
          ("grad", .number(check.largest)), ("objective", .number(check.objective)),
          ("iters", .whole(solution.iterations)),
        ])
    } catch {
      throw .failed("\(error)")
    }
  }

  /// Missing values become the median of the first 200,000 rows; then mean 0 and deviation 1.
  private static func standardised(_ column: [Float]) -> [Double] {
    let known = column.prefix(200_000).filter { !$0.isNaN }.sorted()
    let middle = known.count / 2
    var median: Float = 0
    if !known.isEmpty {
      median = known.count % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2
    }
    let filled = column.map { Double($0.isNaN ? median : $0) }
    let mean = filled.reduce(0, +) / Double(filled.count)
    var squares = 0.0
    for value in filled { squares += (value - mean) * (value - mean) }
    let deviation = (squares / Double(filled.count)).squareRoot()
    return filled.map { ($0 - mean) / deviation }
  }

  /// The largest entry of the gradient, and the objective, written down plainly as a check.
  private static func gradient(
    of design: Matrix, _ labels: [Bool], coefficients: [Double], intercept: Double,
    penalty: Double
  ) -> (largest: Double, objective: Double) {
    let count = Double(design.rows)
    var margins = [Double](repeating: intercept, count: design.rows)
    for (column, coefficient) in coefficients.enumerated() {
      for row in 0..<design.rows { margins[row] += coefficient * design[row, column] }
    }
    var loss = 0.0
    var residuals: [Double] = []
    residuals.reserveCapacity(design.rows)
    for (margin, isOne) in zip(margins, labels) {
      loss += max(margin, 0) + log1p(exp(-abs(margin))) - (isOne ? margin : 0)
      residuals.append(1 / (1 + exp(-margin)) - (isOne ? 1 : 0))
    }
    var largest = abs(residuals.reduce(0, +) / count)
    var squares = 0.0
    for (column, coefficient) in coefficients.enumerated() {
      var sum = 0.0
      for row in 0..<design.rows { sum += design[row, column] * residuals[row] }
      largest = max(largest, abs(sum / count + penalty * coefficient))
      squares += coefficient * coefficient
    }
    return (largest, loss / count + penalty / 2 * squares)
  }
}
