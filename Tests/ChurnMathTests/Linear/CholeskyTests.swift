import ChurnMath
import Testing

@Suite struct CholeskyTests {
  /// By hand: [[4, 2], [2, 3]] = L Lᵀ with L = [[2, 0], [1, √2]]; its inverse is [[3, -2], [-2, 4]] / 8.
  @Test func smallSystemByHand() throws {
    let factor = try Cholesky([4, 2, 2, 3], order: 2)
    #expect(abs(factor.diagonal[0] - 2) < 1e-15)
    #expect(abs(factor.diagonal[1] - 2.0.squareRoot()) < 1e-15)
    let x = try factor.solve([2, 5])
    #expect(abs(x[0] - -0.5) < 1e-14 && abs(x[1] - 2) < 1e-14)
    let inverse = try factor.inverseDiagonal()
    #expect(abs(inverse[0] - 0.375) < 1e-15 && abs(inverse[1] - 0.5) < 1e-15)
  }

  @Test("A singular matrix is reported with its pivot, as a value")
  func singularMatrixIsReported() {
    #expect(throws: LinearError.notPositiveDefinite(pivot: 1)) {
      try Cholesky([1, 1, 1, 1 - 1e-9], order: 2)
    }
    #expect(throws: LinearError.notPositiveDefinite(pivot: 0)) { try Cholesky([-1], order: 1) }
  }

  @Test func badInputIsReportedAsAValue() throws {
    #expect(throws: LinearError.notFinite) { try Cholesky([1, .nan, .nan, 1], order: 2) }
    #expect(throws: LinearError.sizeMismatch(expected: 4, found: 3)) {
      try Cholesky([1, 2, 3], order: 2)
    }
    #expect(throws: LinearError.tooLarge(order: .max)) { try Cholesky([], order: .max) }
    #expect(throws: LinearError.tooLarge(order: -1)) { try Cholesky([], order: -1) }
    #expect(try Cholesky([], order: 0).solve([]) == [])
    let factor = try Cholesky([1], order: 1)
    #expect(throws: LinearError.sizeMismatch(expected: 1, found: 2)) { try factor.solve([1, 2]) }
    #expect(throws: LinearError.notFinite) { try factor.solve([.infinity]) }
  }
}
