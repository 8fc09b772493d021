import ChurnMath
import Testing

@Suite struct MatrixTests {
  /// By hand: [[1, 4], [2, 5], [3, 6]].
  let matrix = Matrix(rows: 3, columns: [[1, 2, 3], [4, 5, 6]])

  @Test func entriesAreFoundByRowAndColumn() {
    #expect(matrix[2, 0] == 3 && matrix[0, 1] == 4)
    #expect(matrix.selecting(rows: [2, 2, 0]).values == [3, 3, 1, 6, 6, 4])
  }

  @Test func productsByHand() throws {
    #expect(try matrix.multiplied(by: [1, 10]) == [41, 52, 63])
    #expect(try matrix.gram().values == [14, 32, 32, 77])
  }

  @Test func sizesThatDoNotFitAreReported() {
    #expect(throws: LinearError.sizeMismatch(expected: 2, found: 1)) {
      try matrix.multiplied(by: [1])
    }
  }

  @Test func emptyMatricesWork() throws {
    #expect(try Matrix(rows: 0, columns: [[], []]).gram().values == [0, 0, 0, 0])
    #expect(try Matrix(rows: 2, columns: []).multiplied(by: []) == [0, 0])
  }
}
