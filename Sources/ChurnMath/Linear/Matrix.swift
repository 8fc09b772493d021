/// A dense matrix of doubles, stored column after column, as BLAS and the kernels want it.
public struct Matrix: Sendable, Equatable {
  /// The number of rows, *n*.
  public let rows: Int
  /// The number of columns, *p*.
  public let columns: Int
  /// The values; entry *(i, j)* is at `j * rows + i`; length *n p*.
  public let values: [Double]

  /// Creates an *n* × *p* matrix from its values, one column after the other.
  public init(rows: Int, columns: Int, values: [Double]) {
    let (size, overflow) = rows.multipliedReportingOverflow(by: columns)
    precondition(
      rows >= 0 && columns >= 0 && !overflow && values.count == size,
      "\(values.count) values cannot fill \(rows) rows × \(columns) columns")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// Creates a matrix from columns of `rows` values each.
  public init(rows: Int, columns: [[Double]]) {
    var values: [Double] = []
    values.reserveCapacity(rows * columns.count)
    for (j, column) in columns.enumerated() {
      precondition(column.count == rows, "column \(j) has \(column.count) values, not \(rows)")
      values.append(contentsOf: column)
    }
    self.init(rows: rows, columns: columns.count, values: values)
  }

  /// The entry in row `i` and column `j`.
  public subscript(i: Int, j: Int) -> Double { values[j * rows + i] }

  /// Only `rows`, in that order; an index may repeat.
  public func selecting(rows selected: [Int]) -> Matrix {
    var result: [Double] = []
    result.reserveCapacity(selected.count * columns)
    for j in 0..<columns {
      let start = j * rows
      for i in selected { result.append(values[start + i]) }
    }
    return Matrix(rows: selected.count, columns: columns, values: result)
  }
}
