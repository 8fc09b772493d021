public import ChurnMath

/// A feature matrix in bins: one byte a value, one column after the other.
public struct BinnedMatrix: Sendable {
  /// The number of rows, *n*.
  public let rowCount: Int
  /// The number of columns, *p*.
  public let columnCount: Int
  /// The bins; that of row *i* in column *j* stands at *j* *n* + *i*.
  public let bins: [UInt8]

  /// Bins the columns of `matrix` that `features` name; the others are ignored.
  ///
  /// A level that was unknown when learning goes with the pooled ones if there are any, else with
  /// the missing values.
  ///
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.inconsistentModel` for a feature of more
  ///   than 256 bins.
  public init(
    _ matrix: FeatureMatrix, features: [TreeFeature], threads: Int
  ) throws(FitError) {
    let columns = try Self.matched(matrix, to: features)
    if let wide = features.first(where: { $0.binCount > TreeFeature.mostBins }) {
      throw .inconsistentModel(reason: "\"\(wide.name)\" has \(wide.binCount) bins")
    }
    let n = matrix.rowCount
    rowCount = n
    columnCount = features.count
    let pieces = features.indices.map { n * $0..<n * ($0 + 1) }
    bins = fillPieces(pieces, initial: UInt8(0), threads: threads) { place, span in
      switch features[place].scale {
      case .numeric(let cuts): binValues(columns[place].values, cuts: cuts, into: &span)
      case .categorical:
        let binOfLevel = features[place].binsOfLevels(in: columns[place])
        for (row, value) in columns[place].values.enumerated() {
          let level = value >= 0 && value < Double(binOfLevel.count) ? Int(value) : -1
          span[row] = level < 0 ? 0 : UInt8(truncatingIfNeeded: binOfLevel[level])
        }
      }
    }
  }

  /// The columns that features name, in the order of the features.
  ///
  /// - Throws: `FitError.missingFeature`, `.wrongKind`.
  static func matched(
    _ matrix: FeatureMatrix, to features: [TreeFeature]
  ) throws(FitError) -> [FeatureMatrix.Column] {
    var places: [String: Int] = [:]
    for (place, column) in matrix.columns.enumerated() where places[column.name] == nil {
      places[column.name] = place
    }
    var columns: [FeatureMatrix.Column] = []
    for feature in features {
      guard let place = places[feature.name] else { throw .missingFeature(name: feature.name) }
      let column = matrix.columns[place]
      guard (column.kind != .numeric) == feature.isCategorical else {
        throw .wrongKind(feature: feature.name, categoricalExpected: feature.isCategorical)
      }
      columns.append(column)
    }
    return columns
  }
}

extension TreeFeature {
  /// The bin of each level of a column, whose levels may be others than those learned from.
  func binsOfLevels(in column: FeatureMatrix.Column) -> [Int] {
    guard case .categorical(let known, let hasOther) = scale,
      case .categorical(let levels) = column.kind
    else { return [] }
    // Byte for byte, as files tell levels apart; two spellings of é are two levels.
    var bins: [[UInt8]: Int] = [:]
    for (place, level) in known.enumerated() { bins[Array(level.utf8)] = place + 1 }
    return levels.map { bins[Array($0.utf8)] ?? (hasOther ? known.count + 1 : 0) }
  }
}
