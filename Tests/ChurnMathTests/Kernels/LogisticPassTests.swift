import ChurnMath
import Foundation
import Testing

@Suite struct LogisticPassTests {
  struct Case: Sendable {
    var rows: Int
    var columns: Int
    var isWeighted = false
  }

  private func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    var stream = RandomStream(seed: 3, stream: UInt64(rows &* 1_000 &+ columns))
    return Matrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { _ in 4 * stream.uniform() - 2 })
  }

  /// The obvious loops.
  private func naive(
    _ matrix: Matrix, signs: [Double], weights: [Double]?, at point: [Double]
  ) -> LogisticSums {
    let p = matrix.columns
    var sums = LogisticSums(
      loss: 0, gradient: [Double](repeating: 0, count: p + 1),
      gram: [Double](repeating: 0, count: (p + 1) * (p + 1)))
    for row in 0..<matrix.rows {
      let x: [Double] = (0..<p).map { matrix[row, $0] } + [1]
      var margin = 0.0
      for j in 0...p { margin += signs[row] * x[j] * point[j] }
      let wrong: Double = 1 / (1 + exp(margin))
      let weight: Double = weights?[row] ?? 1
      sums.loss += weight * (max(-margin, 0) + log1p(exp(-abs(margin))))
      for j in 0...p {
        let residual: Double = -signs[row] * weight * wrong
        let curvature: Double = weight * wrong * (1 - wrong)
        sums.gradient[j] += residual * x[j]
        for i in j...p { sums.gram[j * (p + 1) + i] += curvature * x[i] * x[j] }
      }
    }
    return sums
  }

  private func expectNear(_ found: LogisticSums, _ expected: LogisticSums) {
    // Sums of up to a thousand terms, in another order.
    #expect(abs(found.loss - expected.loss) <= 1e-11 * (1 + abs(expected.loss)))
    for (a, b) in zip(found.gradient, expected.gradient) { #expect(abs(a - b) <= 1e-10) }
    for (a, b) in zip(found.gram, expected.gram) { #expect(abs(a - b) <= 1e-10) }
  }

  @Test(
    "Every instruction set and method equals the obvious loops",
    arguments: SIMDLevel.allCases.filter { $0 <= .supported },
    [
      Case(rows: 1, columns: 1), Case(rows: 127, columns: 7, isWeighted: true),
      Case(rows: 128, columns: 8), Case(rows: 129, columns: 15, isWeighted: true),
      Case(rows: 700, columns: 16), Case(rows: 300, columns: 0), Case(rows: 513, columns: 31),
    ])
  func kernelsEqualTheLoops(level: SIMDLevel, shape: Case) {
    let matrix = matrix(shape.rows, shape.columns)
    let signs = (0..<shape.rows).map { $0 % 3 == 0 ? 1.0 : -1 }
    let weights = shape.isWeighted ? (0..<shape.rows).map { Double($0 % 4) } : nil
    let point = (0...shape.columns).map { 0.1 * Double($0 % 5) - 0.15 }
    let expected = naive(matrix, signs: signs, weights: weights, at: point)
    for method in [LogisticPass.GramMethod.tiles, .blas] {
      let pass = LogisticPass(
        design: matrix, signs: signs, weights: weights, level: level, method: method)
      expectNear(pass.sums(at: point, gram: true, threads: 2), expected)
      let short = pass.sums(at: point, gram: false, threads: 1)
      #expect(short.gram.isEmpty)
      #expect(short.loss == pass.sums(at: point, gram: true, threads: 1).loss)
    }
  }

  @Test("A step takes every n-th block only", arguments: [2, 3])
  func stepsSkipBlocks(step: Int) {
    let matrix = matrix(1_000, 5)
    let signs = (0..<1_000).map { $0 % 3 == 0 ? 1.0 : -1 }
    let point = [0.1, 0.2, -0.3, 0.4, 0, 0.5]
    let taken = (0..<1_000).filter { ($0 / 128) % step == 0 }
    let expected = naive(
      matrix.selecting(rows: taken), signs: taken.map { signs[$0] }, weights: nil, at: point)
    for method in [LogisticPass.GramMethod.tiles, .blas] {
      let pass = LogisticPass(design: matrix, signs: signs, weights: nil, method: method)
      expectNear(pass.sums(at: point, gram: true, step: step, threads: 2), expected)
    }
  }

  @Test("Threads do not change a bit, over many chunks", arguments: [3, 100])
  func threadsDoNotShow(columns: Int) {
    let matrix = matrix(40_000, columns)
    let signs = (0..<40_000).map { $0 % 3 == 0 ? 1.0 : -1 }
    let pass = LogisticPass(design: matrix, signs: signs, weights: nil)
    let point = (0...columns).map { 0.01 * Double($0 % 7) }
    let one = pass.sums(at: point, gram: true, threads: 1)
    #expect(one == pass.sums(at: point, gram: true, threads: 2))
    #expect(one == pass.sums(at: point, gram: true, threads: 5))
  }

  /// Margins from -800 to 800: the loss of a row is log1p(exp(-m)), in which 708 is the largest
  /// number whose exponential the kernel takes.
  @Test(
    "Extreme margins stay finite and exact",
    arguments: SIMDLevel.allCases.filter { $0 <= .supported })
  func extremeMarginsAreExact(level: SIMDLevel) {
    for margin in [-800.0, -708, -40, -1e-9, 0, 1e-9, 0.3, 17, 40, 708, 800] {
      let pass = LogisticPass(
        design: Matrix(rows: 1, columns: [[1]]), signs: [1], weights: nil, level: level)
      let sums = pass.sums(at: [margin, 0], gram: true, threads: 1)
      let loss = max(-margin, 0) + log1p(exp(-abs(margin)))
      let wrong = 1 / (1 + exp(margin))
      #expect(abs(sums.loss - loss) <= 4e-16 * max(loss, 1e-280))
      #expect(abs(sums.gradient[1] + wrong) <= 4e-16 * max(wrong, 1e-280))
    }
  }

  @Test("A value that is not a number shows in the loss")
  func notANumberShows() {
    for bad in [Double.nan, .infinity] {
      let pass = LogisticPass(
        design: Matrix(rows: 3, columns: [[1, bad, 2]]), signs: [1, 1, -1], weights: nil)
      #expect(!pass.sums(at: [1, 0], gram: true, threads: 1).loss.isFinite)
    }
  }

  @Test("No rows give zero sums") func noRowsGiveZeros() {
    let pass = LogisticPass(design: Matrix(rows: 0, columns: [[]]), signs: [], weights: nil)
    #expect(pass.sums(at: [1, 1], gram: true, threads: 2).loss == 0)
  }
}
