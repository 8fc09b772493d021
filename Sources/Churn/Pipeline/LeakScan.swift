internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// Looks for columns that may know the answer.
enum LeakScan {
  /// A detector that counts so many looks at columns.
  static func detector(comparisons: Int) -> LeakDetector {
    var detector = LeakDetector { scores, labels in
      guard let ranked = try? RankedScores(labels: labels, scores: scores) else { return 0.5 }
      return RocAUC.value(of: ranked) ?? 0.5
    }
    detector.comparisons = comparisons
    return detector
  }

  /// Every suspicion against columns of rows that are customers, in the order of the columns.
  static func suspicions(
    _ features: FeatureMatrix, _ labels: [Bool], threads: Int
  ) -> [LeakSuspicion] {
    let columns = features.columns
    let detector = detector(comparisons: columns.count)
    return mapIndices(columns.count, threads: threads) { place in
      detector.suspicions(columns[place].name, content(columns[place]), labels: labels)
    }.flatMap { $0 }
  }

  /// A column as the detector takes it.
  static func content(_ column: FeatureMatrix.Column) -> LeakDetector.Content {
    switch column.kind {
    case .numeric: .numbers(column.values)
    case .categorical(let levels):
      .codes(
        column.values.map { $0.isNaN ? TextColumn.missing : UInt32($0) }, levels: levels)
    }
  }
}
