internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// Looks for columns that may know the answer.
enum LeakScan {
  /// A column that alone ranks this well is taken to know the answer.
  private static let provenAUC = 0.99

  /// Every suspicion, in the order of the columns; a column that alone ranks with `suspiciousAUC` is
  /// one.
  static func suspicions(
    _ features: FeatureMatrix, _ labels: [Bool], suspiciousAUC: Double? = nil, threads: Int
  ) -> [LeakSuspicion] {
    var detector = LeakDetector { scores, labels in
      guard let ranked = try? RankedScores(labels: labels, scores: scores) else { return 0.5 }
      return RocAUC.value(of: ranked) ?? 0.5
    }
    if let suspiciousAUC { detector.suspiciousAUC = suspiciousAUC }
    let columns = features.columns
    let scan = detector
    return mapIndices(columns.count, threads: threads) { place in
      let column = columns[place]
      switch column.kind {
      case .numeric:
        return scan.suspicions(column.name, .numbers(column.values), labels: labels)
      case .categorical(let levels):
        let codes = column.values.map { $0.isNaN ? TextColumn.missing : UInt32($0) }
        return scan.suspicions(column.name, .codes(codes, levels: levels), labels: labels)
      }
    }.flatMap { $0 }
  }

  /// Whether a suspicion is as good as a proof, so that training should stop.
  static func isProven(_ suspicion: LeakSuspicion) -> Bool {
    switch suspicion.evidence {
    case .separation(let auc): auc >= provenAUC
    case .name, .decidingValue, .orderedID: false
    }
  }
}
