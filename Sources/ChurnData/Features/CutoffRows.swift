/// Rows of features of one cutoff and some of the customers, on their way into columns.
///
/// Rows are written one by one and turned into columns block by block, while they are in the cache.
struct CutoffRows: Sendable {
  /// The customers of the rows.
  private(set) var customers: [Int] = []

  private let width: Int
  /// Full blocks, column by column, and the last one, when finished, which may be shorter.
  private var blocks: [[Double]] = []
  /// The rows that are in no block yet, row by row.
  private var pending: [Double]
  private var pendingRows = 0
  /// Customers by standing, eligible or not.
  private var counts = [Int](repeating: 0, count: Eligibility.Standing.allCases.count)

  /// Rows of a block: some hundred features of so many stay within the second-level cache.
  private static let blockRows = 256

  /// No rows of `width` features.
  init(width: Int) {
    self.width = width
    pending = Array(repeating: 0, count: Self.blockRows * width)
  }

  /// Customers by standing; those that nobody has are not there.
  var standings: [Eligibility.Standing: Int] {
    var standings: [Eligibility.Standing: Int] = [:]
    for (standing, count) in zip(Eligibility.Standing.allCases, counts) where count > 0 {
      standings[standing] = count
    }
    return standings
  }

  /// Counts a customer.
  mutating func count(_ standing: Eligibility.Standing) { counts[standing.place] += 1 }

  /// Adds a customer's row, which `fill` writes into the `width` places from the given one on.
  mutating func append(
    _ customer: Int, _ fill: (_ values: inout MutableSpan<Double>, _ first: Int) -> Void
  ) {
    customers.append(customer)
    let first = pendingRows * width
    do {
      var values = pending.mutableSpan
      fill(&values, first)
    }
    pendingRows += 1
    if pendingRows == Self.blockRows { closeBlock() }
  }

  /// Makes a block of the rows that are in none, and lets go of the buffer.
  mutating func finish() {
    closeBlock()
    pending = []
  }

  /// Appends one column of all rows; the rows must be finished.
  func append(column: Int, to values: inout [Double]) {
    for block in blocks {
      let count = block.count / width
      values += block[column * count..<(column + 1) * count]
    }
  }

  private mutating func closeBlock() {
    guard pendingRows > 0 else { return }
    blocks.append(Self.transposed(pending.span, rows: pendingRows, width: width))
    pendingRows = 0
  }

  private static func transposed(_ values: Span<Double>, rows: Int, width: Int) -> [Double] {
    var block = [Double](repeating: 0, count: rows * width)
    var target = block.mutableSpan
    for column in 0..<width {
      for row in 0..<rows { target[column * rows + row] = values[row * width + column] }
    }
    return block
  }
}

extension Eligibility.Standing {
  /// The place among `allCases`.
  fileprivate var place: Int {
    switch self {
    case .eligible: 0
    case .notYetCustomer: 1
    case .nothingKept: 2
    case .tooNew: 3
    case .dormant: 4
    }
  }
}
