internal import CBLAS

extension Matrix {
  /// The largest dimension BLAS takes with 32-bit numbers.
  static let largestDimension = Int(Int32.max)

  /// *y = A x*, by `dgemv`; length *n*.
  ///
  /// - Throws: `LinearError.sizeMismatch` unless `x` has *p* values, `.tooLarge`.
  public func multiplied(by x: [Double]) throws(LinearError) -> [Double] {
    guard x.count == columns else { throw .sizeMismatch(expected: columns, found: x.count) }
    guard rows <= Self.largestDimension, columns <= Self.largestDimension else {
      throw .tooLarge(order: max(rows, columns))
    }
    var y = [Double](repeating: 0, count: rows)
    guard rows > 0, columns > 0 else { return y }
    OpenBLASThreads.useOne()
    unsafe cblas_dgemv(
      CblasColMajor, CblasNoTrans, Int32(rows), Int32(columns), 1, values, Int32(rows), x, 1, 0,
      &y, 1)
    return y
  }

  /// *Aᵀ A*, by `dsyrk`, both triangles filled; order *p*.
  ///
  /// - Throws: `LinearError.tooLarge`.
  public func gram() throws(LinearError) -> Matrix {
    guard rows <= Self.largestDimension, columns <= 46_000 else {
      throw .tooLarge(order: max(rows, columns))
    }
    var result = [Double](repeating: 0, count: columns * columns)
    if rows > 0, columns > 0 {
      OpenBLASThreads.useOne()
      unsafe cblas_dsyrk(
        CblasColMajor, CblasUpper, CblasTrans, Int32(columns), Int32(rows), 1, values,
        Int32(rows), 0, &result, Int32(columns))
    }
    for j in 0..<columns {
      for i in 0..<j { result[i * columns + j] = result[j * columns + i] }
    }
    return Matrix(rows: columns, columns: columns, values: result)
  }
}
