internal import CBLAS

/// The sum of *± z zᵀ* over rows *z*, a slab of rows at a time by `dsyrk`.
struct GramSum: Sendable {
  /// The sum; lower triangle, column-major; *p*².
  private(set) var sum: [Double]
  private var slab: [Double]
  private var rows = 0
  private let columns: Int
  private let sign: Double
  private static let slabRows = 256

  /// Begins with zero; `sign` is 1 or −1.
  init(columns: Int, sign: Double) {
    self.columns = columns
    self.sign = sign
    sum = [Double](repeating: 0, count: columns * columns)
    slab = [Double](repeating: 0, count: columns * Self.slabRows)
  }

  /// Adds the row of `factor` times what `value` says of each column.
  @inline(__always)
  mutating func add(_ factor: Double, _ value: (Int) -> Double) {
    if rows == Self.slabRows { flush() }
    let start = rows &* columns
    for j in 0..<columns { slab[start &+ j] = factor * value(j) }
    rows &+= 1
  }

  /// Adds the rows that wait.
  mutating func flush() {
    guard rows > 0, columns > 0 else { return }
    unsafe cblas_dsyrk(
      CblasColMajor, CblasLower, CblasNoTrans, Int32(columns), Int32(rows), sign, slab,
      Int32(columns), 1, &sum, Int32(columns))
    rows = 0
  }
}
