internal import CBLAS

/// The Cholesky factor of a symmetric positive definite matrix, *A = L Lᵀ*, by LAPACK.
///
/// - Complexity: O(*n*³ / 3) to factor, O(*n*²) a solve, O(*n*³) for the inverse.
public struct Cholesky: Sendable {
  /// The order of the matrix, *n*.
  public let order: Int
  /// *L* below and on the diagonal, column-major; above it, what was handed in.
  private let factor: [Double]

  /// Factors the matrix whose lower triangle (column-major) is given; length *n*².
  ///
  /// - Throws: `LinearError.notPositiveDefinite` with the first bad pivot, `.notFinite`,
  ///   `.sizeMismatch`, `.tooLarge`.
  public init(_ matrix: [Double], order: Int) throws(LinearError) {
    guard let n = Int32(exactly: order), order <= 46_000, order >= 0 else {
      throw .tooLarge(order: order)
    }
    guard matrix.count == order * order else {
      throw .sizeMismatch(expected: order * order, found: matrix.count)
    }
    self.order = order
    guard order > 0 else {
      factor = []
      return
    }
    for j in 0..<order {
      for i in j..<order where !matrix[j * order + i].isFinite { throw .notFinite }
    }
    OpenBLASThreads.useOne()
    var values = matrix
    let info = unsafe LAPACKE_dpotrf(LAPACK_COL_MAJOR, lower, n, &values, n)
    guard info == 0 else {
      throw info > 0 ? .notPositiveDefinite(pivot: Int(info) - 1) : .notFinite
    }
    factor = values
  }

  /// The diagonal of *L*; its squares say how much of a column the ones before it leave unexplained.
  public var diagonal: [Double] { (0..<order).map { factor[$0 * order + $0] } }

  /// The solution *x* of *A x = b*; length *n*.
  public func solve(_ b: [Double]) throws(LinearError) -> [Double] {
    guard b.count == order else { throw .sizeMismatch(expected: order, found: b.count) }
    guard order > 0 else { return [] }
    guard b.allSatisfy(\.isFinite) else { throw .notFinite }
    var x = b
    let n = Int32(order)
    let info = unsafe LAPACKE_dpotrs(LAPACK_COL_MAJOR, lower, n, 1, factor, n, &x, n)
    guard info == 0 else { throw .notFinite }
    return x
  }

  /// The diagonal of *A⁻¹*; length *n*.
  public func inverseDiagonal() throws(LinearError) -> [Double] {
    guard order > 0 else { return [] }
    var values = factor
    let n = Int32(order)
    let info = unsafe LAPACKE_dpotri(LAPACK_COL_MAJOR, lower, n, &values, n)
    guard info == 0 else { throw .notPositiveDefinite(pivot: max(0, Int(info) - 1)) }
    return (0..<order).map { values[$0 * order + $0] }
  }
}

/// LAPACK's name for the lower triangle.
private let lower = CChar(bitPattern: UInt8(ascii: "L"))
