// Where a tree is grown: the rows on their way through it, their bins, and the histograms.
//
// record     see TreeGrowing.h: a row with its first- and second-order sums
// part       one of as many shares of the work as there are threads; a part owns a run of rows, for
//            gradients and partition, and some features, for histograms and cuts
// column     one feature, or several of few bins that share a byte: see JointColumn
// block      the bytes of all columns, row after row, so that a row's are few cache lines, and what
//            one thread fetches another finds
// leaf rows  where the records of a leaf stand: one run in each part
// slot       place of the histograms of one leaf
//
// Parts write to places of their own, and sums are whole numbers, so nothing depends on their number.

internal import CKernels

/// The working memory of growing trees on one set of binned rows.
///
/// Methods that take a part may run for different parts at the same time; the others may not run
/// while any other runs. Rows are at most 2³² − 1.
@safe package final class TreeWorkspace: @unchecked Sendable {
  /// The number of rows, *n*.
  package let rowCount: Int
  /// The number of bins of each feature, in the order of the bins' columns.
  package let binCounts: [Int]
  /// How many parts the work is divided into.
  package let partCount: Int
  /// The rows of each part.
  package let rowPieces: [Range<Int>]
  /// The places in `order` of the features of each part, ascending.
  package let places: [[Int]]
  /// The features in the order in which they are compared.
  package let order: [Int]
  /// Whether rows count differently.
  package let isWeighted: Bool

  private let bins: [UInt8]
  private let columns: [JointColumn]
  private let columnPieces: [Range<Int>]
  /// For each place its column, and which digit of it.
  private let homes: [(column: Int, digit: Int)]
  private let scratch: [LargeBlock<Int64>]
  private let stride: Int
  private let block: LargeBlock<UInt8>
  private let records: LargeBlock<UInt64>
  private let spare: LargeBlock<UInt64>
  private let scores: LargeBlock<Float>
  private let labels: LargeBlock<Float>
  private let weights: LargeBlock<Float>?
  private let hasWholeWeights: Bool
  private var slots: [LargeBlock<Int64>] = []
  private let level: SIMDLevel

  /// The cells of one feature.
  package static let cellCount = Int(CHURN_TREE_BINS)

  /// Lays out the bins.
  ///
  /// - Parameters:
  ///   - bins: One byte a value, column after column.
  ///   - binCounts: Number of bins of each column.
  ///   - order: All columns, in the order in which they are to be compared.
  ///   - labels: 1 or 0 of each row.
  ///   - weights: How often each row counts; nil = once.
  ///   - team: Who works; the number of parts is its size, or fewer for few features.
  ///   - level: The instruction set; no result depends on it.
  package init(
    bins: [UInt8], binCounts: [Int], order: [Int], labels: [Bool], weights: [Double]?,
    team: WorkerTeam, level: SIMDLevel = .current
  ) {
    let n = labels.count
    precondition(bins.count == n * binCounts.count, "\(bins.count) bins for \(n) rows")
    precondition(order.sorted() == Array(binCounts.indices), "an order of other columns")
    precondition(binCounts.allSatisfy { $0 <= Self.cellCount }, "too many bins")
    precondition((weights?.count ?? n) == n && n < Int(UInt32.max), "\(n) rows")
    self.bins = bins
    self.binCounts = binCounts
    self.order = order
    rowCount = n
    isWeighted = weights != nil
    hasWholeWeights = (weights ?? []).allSatisfy { $0 == $0.rounded() && $0 <= 255 }
    self.level = min(level, .supported)
    let packed = JointColumn.packed(binCounts: order.map { binCounts[$0] }, most: Self.cellCount)
    let parts = max(1, min(team.size, packed.count))
    // Dealt in turn, since columns of many bins take longer.
    let columns = (0..<parts).flatMap { part in
      Swift.stride(from: part, to: packed.count, by: parts).map { packed[$0] }
    }
    self.columns = columns
    partCount = parts
    rowPieces = (0..<parts).map { n * $0 / parts..<n * ($0 + 1) / parts }
    var firsts = [0]
    for part in 0..<parts {
      firsts.append(firsts[part] + (columns.count - part + parts - 1) / parts)
    }
    let columnPieces = (0..<parts).map { firsts[$0]..<firsts[$0 + 1] }
    self.columnPieces = columnPieces
    places = columnPieces.map { piece in piece.flatMap { columns[$0].places }.sorted() }
    var homes = [(column: Int, digit: Int)](repeating: (0, 0), count: order.count)
    for (number, column) in columns.enumerated() {
      for (digit, place) in column.places.enumerated() { homes[place] = (number, digit) }
    }
    self.homes = homes
    scratch = columns.map { _ in LargeBlock(capacity: Self.cellCount) }
    stride = Self.stride(for: columns.count)
    block = LargeBlock(capacity: n * stride)
    records = LargeBlock(capacity: n)
    spare = LargeBlock(capacity: n)
    scores = LargeBlock(capacity: n)
    self.labels = LargeBlock(capacity: n)
    self.weights = weights == nil ? nil : LargeBlock(capacity: n)
    team.run(parts) { part in
      self.fillBlock(rows: self.rowPieces[part])
      for row in self.rowPieces[part] {
        unsafe self.labels.base[row] = labels[row] ? 1 : 0
        if let weights { unsafe self.weights?.base[row] = Float(weights[row]) }
      }
    }
  }

  /// Bytes a row: so many that rows of up to 64 bytes never straddle a cache line.
  private static func stride(for columns: Int) -> Int {
    if columns > 64 { return (columns + 63) / 64 * 64 }
    var stride = 8
    while stride < columns { stride *= 2 }
    return stride
  }

  private func fillBlock(rows: Range<Int>) {
    let stride = stride
    let block = unsafe block.base
    // Few enough rows that their bytes stay in the cache from one column to the next.
    let step = 512
    unsafe bins.withUnsafeBufferPointer { bins in
      var first = rows.lowerBound
      while first < rows.upperBound {
        let last = min(rows.upperBound, first + step)
        for (byte, column) in columns.enumerated() {
          for (digit, place) in column.places.enumerated() {
            let source = order[place] * rowCount
            let multiplier = UInt8(truncatingIfNeeded: column.multipliers[digit])
            for row in first..<last {
              let code = unsafe multiplier &* bins[source &+ row]
              let target = row &* stride &+ byte
              unsafe block[target] = digit == 0 ? code : unsafe block[target] &+ code
            }
          }
        }
        first = last
      }
    }
  }

  // MARK: - Scores and records

  /// Sets the score of every row.
  package func setScores(_ value: Double) {
    for row in 0..<rowCount { unsafe scores.base[row] = Float(value) }
  }

  /// Adds a value to the scores of a leaf's rows in one part.
  package func addToScores(_ value: Double, of rows: LeafRows, part: Int) {
    unsafe churn_tree_add(
      records.base + rows.starts[part], rows.counts[part], Float(value), scores.base)
  }

  /// Adds to the score of every row of a part that `isTaken` leaves out.
  package func addToScores(
    part: Int, whereNot isTaken: [Bool], _ value: (_ row: Int) -> Double
  ) {
    for row in rowPieces[part] where !isTaken[row] {
      unsafe scores.base[row] += Float(value(row))
    }
  }

  /// Writes the records of a part's rows from gradients of the log loss at their scores.
  ///
  /// - Parameters:
  ///   - part: Whose rows.
  ///   - firstScale: Units for one unit of gradient.
  ///   - secondScale: Units for one unit of hessian.
  ///   - seed: Varies the rounding.
  ///   - isTaken: Which rows take part; nil = all.
  /// - Returns: The number of records written.
  package func writeGradients(
    part: Int, firstScale: Double, secondScale: Double, seed: UInt32, isTaken: [Bool]?
  ) -> Int {
    var units = churn_tree_units(
      first_scale: Float(firstScale), second_scale: Float(secondScale), seed: seed)
    let rows = rowPieces[part]
    unsafe churn_tree_gradients(
      Int32(level.rawValue), scores.base, labels.base, weights?.base, hasWholeWeights ? 1 : 0,
      rows.lowerBound, rows.upperBound, &units, records.base)
    guard let isTaken else { return rows.count }
    var next = rows.lowerBound
    for row in rows where isTaken[row] {
      unsafe records.base[next] = unsafe records.base[row]
      next += 1
    }
    return next - rows.lowerBound
  }

  /// Writes the records of a part's rows: how much each counts, and how much of that has churned.
  ///
  /// - Returns: The number of records written.
  package func writeCounts(part: Int, weightUnits: (_ row: Int) -> UInt16) -> Int {
    for row in rowPieces[part] {
      let weight = UInt64(min(weightUnits(row), 32_767))
      let churned = unsafe labels.base[row] > 0.5 ? weight : 0
      unsafe records.base[row] = UInt64(row) | weight << 32 | churned << 48
    }
    return rowPieces[part].count
  }

  // MARK: - Partition

  /// Moves a leaf's records of one part that go left to the front.
  ///
  /// - Parameters:
  ///   - part: Whose records.
  ///   - rows: The leaf.
  ///   - column: The feature asked for.
  ///   - goesLeft: 1 for each bin that goes left, else 0; 256 of them.
  /// - Returns: How many went left.
  package func partition(part: Int, _ rows: LeafRows, column: Int, goesLeft: [UInt8]) -> Int {
    precondition(goesLeft.count == Self.cellCount, "\(goesLeft.count) bins")
    return unsafe bins.withUnsafeBufferPointer { bins in
      guard let base = bins.baseAddress else { return 0 }
      return unsafe churn_tree_partition(
        records.base + rows.starts[part], rows.counts[part], base + column * rowCount, goesLeft,
        spare.base + rowPieces[part].lowerBound)
    }
  }

  /// How much the rows of a leaf count, in 2⁻²⁰, summed without rounding.
  package func weightUnits(of rows: LeafRows) -> Int64 {
    guard let weights else { return Int64(rows.count) << 20 }
    var sum: Int64 = 0
    for part in 0..<partCount {
      let first = rows.starts[part]
      for place in first..<first + rows.counts[part] {
        let row = Int(unsafe records.base[place] & 0xffff_ffff)
        sum &+= Int64(unsafe weights.base[row] * 0x1p20)
      }
    }
    return sum
  }

  // MARK: - Histograms

  /// The number of 8-byte cells of one slot.
  package var cellsPerSlot: Int { columns.count * Self.cellCount }

  /// Makes sure that there are so many slots.
  package func reserveSlots(_ count: Int) {
    while slots.count < count { slots.append(LargeBlock(capacity: cellsPerSlot)) }
  }

  /// Sums a leaf's records into the histograms of one part.
  package func buildHistograms(part: Int, of rows: LeafRows, slot: Int) {
    let piece = columnPieces[part]
    let cells = unsafe slots[slot].base + piece.lowerBound * Self.cellCount
    unsafe cells.update(repeating: 0, count: piece.count * Self.cellCount)
    for source in 0..<partCount where rows.counts[source] > 0 {
      unsafe churn_tree_histogram(
        records.base + rows.starts[source], rows.counts[source], block.base + piece.lowerBound,
        stride,
        piece.count, cells)
    }
  }

  /// Takes the histograms of one slot off those of another, for one part.
  package func subtractHistograms(part: Int, slot child: Int, from parent: Int) {
    let piece = columnPieces[part]
    let start = piece.lowerBound * Self.cellCount
    unsafe churn_tree_subtract(
      slots[parent].base + start, slots[child].base + start, piece.count * Self.cellCount)
  }

  /// How much the rows of a leaf count, in 2⁻²⁰, by bin: 256 for each of one part's places.
  package func weightUnits(part: Int, of rows: LeafRows) -> [Int64] {
    let piece = columnPieces[part]
    var cells = [Int64](repeating: 0, count: piece.count * Self.cellCount)
    for source in 0..<partCount where rows.counts[source] > 0 {
      unsafe churn_tree_weights(
        records.base + rows.starts[source], rows.counts[source], block.base + piece.lowerBound,
        stride,
        piece.count, weights?.base, &cells)
    }
    var weights = [Int64](repeating: 0, count: places[part].count * Self.cellCount)
    var sums = weights.mutableSpan
    for (number, place) in places[part].enumerated() {
      let (column, digit) = homes[place]
      let first = (column - piece.lowerBound) * Self.cellCount
      columns[column].addMarginal(
        of: digit, binCount: binCounts[order[place]],
        cells: cells.span.extracting(first..<first + Self.cellCount), to: &sums,
        from: number * Self.cellCount)
    }
    return weights
  }

  /// The cells of a feature, by its place in `order`.
  ///
  /// For one place of a column at a time.
  package func withCells<Result>(
    slot: Int, place: Int, _ body: (Span<Int64>) -> Result
  ) -> Result {
    let cells = unsafe UnsafeBufferPointer(
      start: cells(slot: slot, place: place), count: binCounts[order[place]])
    return unsafe body(cells.span)
  }

  /// The cut of largest gain of a numeric feature, by its place in `order`; nil when there is none.
  ///
  /// For one place of a column at a time.
  package func bestCut(slot: Int, place: Int, node: HistogramNode) -> HistogramCut? {
    var rules = churn_tree_node(
      total: node.total.packed, l2: node.l2, least: max(1, node.leastSecond))
    let cells = unsafe cells(slot: slot, place: place)
    let cut = unsafe churn_tree_best_cut(
      Int32(level.rawValue), cells, binCounts[order[place]], &rules)
    guard cut.gain >= 0 else { return nil }
    return HistogramCut(
      gain: cut.gain, lastLeftBin: Int(cut.bin), missingGoesLeft: cut.missing_left != 0,
      hasMissing: unsafe cells[0] != 0, left: HistogramSums(packed: cut.left))
  }

  /// The sums over all records of a leaf, from the histogram of the first column.
  package func total(slot: Int) -> HistogramSums {
    var sum: Int64 = 0
    for code in 0..<(columns.first?.codes ?? 0) { sum &+= unsafe slots[slot].base[code] }
    return HistogramSums(packed: sum)
  }

  /// The cells of a feature: those of its column, or what they add up to in the column's scratch.
  private func cells(slot: Int, place: Int) -> UnsafeMutablePointer<Int64> {
    let (number, digit) = homes[place]
    let column = columns[number]
    let start = unsafe slots[slot].base + number * Self.cellCount
    guard column.places.count > 1 else { return unsafe start }
    let sums = unsafe scratch[number].base
    let count = binCounts[order[place]]
    unsafe sums.update(repeating: 0, count: count)
    let source = unsafe UnsafeBufferPointer(start: start, count: Self.cellCount)
    let target = unsafe UnsafeMutableBufferPointer(start: sums, count: count)
    var span = unsafe target.mutableSpan
    unsafe column.addMarginal(of: digit, binCount: count, cells: source.span, to: &span)
    return unsafe sums
  }
}
