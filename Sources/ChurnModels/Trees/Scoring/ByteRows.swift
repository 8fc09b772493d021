internal import ChurnMath

/// Rows of a feature matrix, about to be turned into the bytes that trees ask for.
struct ByteRows: Sendable {
  private let layout: ScoringColumns
  private let values: [[Double]]
  private let binsOfLevels: [[UInt8]]
  /// The number of rows.
  let count: Int

  /// Matches the columns of a matrix to the features of an ensemble.
  ///
  /// - Throws: `FitError.missingFeature`, `.wrongKind`.
  init(
    _ matrix: FeatureMatrix, features: [TreeFeature], layout: ScoringColumns
  ) throws(FitError) {
    let matched = try BinnedMatrix.matched(matrix, to: features)
    self.layout = layout
    count = matrix.rowCount
    values = matched.map(\.values)
    binsOfLevels = zip(features, matched).map { feature, column in
      feature.binsOfLevels(in: column).map { UInt8(truncatingIfNeeded: $0) }
    }
  }

  /// How many rows at a time keep the bytes near the processor: a multiple of the block.
  var chunk: Int {
    let block = QuestionTrees.block
    return min(8, max(1, 262_144 / (block * max(1, layout.columns.count)))) * block
  }

  /// Fills the columns for some rows; each is `stride` long, and what is beyond the rows stays.
  func fill(_ bins: inout [UInt8], stride: Int, rows: Range<Int>) {
    var span = bins.mutableSpan
    for (number, column) in layout.columns.enumerated() {
      let start = number * stride
      let whole = self.values[column.feature]
      let values = whole.span.extracting(rows)
      switch column.source {
      case .cuts(let table): table.bin(values, into: &span, at: start)
      case .cutsMissingLast(let table):
        table.bin(values, into: &span, at: start)
        lowerBins(&span, from: start, to: start, count: rows.count)
      case .previousMissingLast:
        lowerBins(&span, from: start - stride, to: start, count: rows.count)
      case .levels:
        let binOfLevel = binsOfLevels[column.feature]
        for row in values.indices {
          let value = values[row]
          let isLevel = value >= 0 && value < Double(binOfLevel.count)
          span[start + row] = isLevel ? binOfLevel[Int(value)] : 0
        }
      }
    }
  }
}
