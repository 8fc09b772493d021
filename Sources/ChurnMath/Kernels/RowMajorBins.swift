// Bins with the values of a row side by side, as a forest reads them.

/// A matrix of bins, row after row, each row beginning at a multiple of 32 bytes.
///
/// A node of a forest's tree looks at a few columns of many rows, and so touches one or two cache
/// lines a row.
@safe package final class RowMajorBins: @unchecked Sendable {
  /// The number of rows, *n*.
  package let rowCount: Int
  /// The number of columns, *p*.
  package let columnCount: Int
  /// The bytes from one row to the next, a multiple of 32.
  package let stride: Int
  private let memory: UnsafeMutableRawPointer

  /// Turns columns into rows.
  ///
  /// - Parameters:
  ///   - columns: *n* × *p* bins, one column after the other.
  ///   - rowCount: *n*.
  ///   - order: Which column comes first, second and so on; length *p*.
  ///   - threads: The most threads to use.
  package init(columns: [UInt8], rowCount: Int, order: [Int], threads: Int) {
    precondition(
      columns.count == rowCount * order.count,
      "\(columns.count) bins for \(rowCount) rows of \(order.count)")
    precondition(order.allSatisfy(order.indices.contains), "a column that is not there")
    self.rowCount = rowCount
    columnCount = order.count
    let stride = (order.count + 31) / 32 * 32
    self.stride = stride
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(64, rowCount * stride), alignment: 64)
    unsafe self.memory = unsafe memory
    let target = unsafe Target(start: memory.assumingMemoryBound(to: UInt8.self))
    let block = 256
    forEachIndex((rowCount + block - 1) / block, threads: threads) { index, _ in
      let rows = index * block..<min(rowCount, (index + 1) * block)
      let start = unsafe target.start
      unsafe (start + rows.lowerBound * stride).initialize(
        repeating: 0, count: rows.count * stride)
      unsafe columns.withUnsafeBufferPointer { columns in
        for (place, column) in order.enumerated() {
          let source = column * rowCount
          for row in rows {
            unsafe start[row &* stride &+ place] = columns[source &+ row]
          }
        }
      }
    }
  }

  deinit { unsafe memory.deallocate() }

  /// Lends the bytes out.
  func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    let start = unsafe UnsafePointer(memory.assumingMemoryBound(to: UInt8.self))
    return unsafe body(start)
  }

  @safe private struct Target: @unchecked Sendable {
    let start: UnsafeMutablePointer<UInt8>
  }
}
